"""Writing judged cases down: submissions first, then claims, then everything else in one statement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Model

from outreach.audit.models import AuditEvent
from outreach.capture.case import Case
from outreach.capture.claims import give_back_claims, give_back_uses, take_claims, take_uses
from outreach.capture.content import content_mark
from outreach.capture.kinds.bundles import bind_bundles
from outreach.capture.models import Claim
from outreach.capture.operations import Refusal
from outreach.capture.receipts import receipt_mark, receipt_text, witness_mark, witness_text
from outreach.capture.replays import Overtaken, answer_known
from outreach.capture.results import ANONYMOUS
from outreach.capture.sessions import give_back_spans, release_spans, take_spans
from outreach.crypto.keys import environment_key
from outreach.ledger.models import Act, Kind, LedgerEntry, Outcome, Submission
from outreach.ledger.rows import Rows, as_table, insertion

# Talks and their completions name the same act and may race for it; the guards hold the loser to what the winner wrote.
_ACT_MAY_EXIST: Final = "ON CONFLICT (id) DO NOTHING"


def write(cases: Sequence[Case], *, is_alone: bool) -> None:
    """Write judged cases in the caller's transaction; each ends with its final verdict.

    Spans, claims and uses come before the submissions, so that a submission is inserted with its last word; what a case
    that does not stand took of them is given back. `is_alone`: the batch is this one case. Raises Overtaken.
    """
    for case in cases:
        if case.stands:
            _give_codes(case)
    if not is_alone:
        # Before others of the batch take that time. A void alone shows only below whether it was sent before.
        release_spans(cases)
    taken_spans = take_spans(cases)
    taken = take_claims(cases)
    take_uses(cases)
    _insert_submissions(cases, is_alone=is_alone)
    standing = [case for case in cases if case.stands]
    fallen = [case for case in cases if not case.stands]
    give_back_spans(fallen, taken_spans)
    give_back_claims(fallen, taken)
    give_back_uses(fallen)
    _change_acts(standing)
    if is_alone:
        release_spans(standing)
    _write_rows(standing)
    _bind_codes(standing)
    bind_bundles(standing)


def _insert_submissions(cases: Sequence[Case], *, is_alone: bool) -> None:
    """Insert what is new, give what had been rejected the verdict of now; a case alone may turn out to be known."""
    kept = sorted((case for case in cases if _is_kept(case)), key=lambda case: case.id)
    unknown = [case for case in kept if not case.was_rejected]
    if unknown:
        rows = [_submission_row(case) for case in unknown]
        sql, parameters = insertion(Submission, rows, "ON CONFLICT (id) DO NOTHING RETURNING id")
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            new = {row[0] for row in cursor.fetchall()}
        known = [case for case in unknown if case.id not in new]
        if known and not is_alone:
            raise Overtaken
        if known:
            answer_known(known)
    _update_submissions([case for case in kept if case.was_rejected])


def _is_kept(case: Case) -> bool:
    """A resident's attempt on an unknown code, or with fields that are not right, is only metered."""
    if case.is_by_officer:
        return True
    return case.campaign is not None and case.outcome != Outcome.MALFORMED


def _give_codes(case: Case) -> None:
    """Receipt and witness code for what a resident sent, or for the install linked to an earlier receipt."""
    if case.is_by_officer or case.act is None or case.campaign is None:
        return
    case.witness = witness_text(case.campaign.key, case.id)
    case.act["witness_mark"] = witness_mark(case.witness)
    if "receipt_mark" in case.act:
        case.receipt = getattr(case.operation, "receipt", "")
    else:
        case.receipt = receipt_text(case.campaign.key, case.id)
        case.act["receipt_mark"] = receipt_mark(case.receipt)


def _submission_row(case: Case) -> dict[str, Any]:
    operation, campaign = case.operation, case.campaign
    if case.content is None:
        case.content = content_mark(campaign.key if campaign else environment_key(), operation)
    return {
        "id": case.id,
        "kind": case.kind.value,
        "outcome": case.outcome.value,
        "reason": case.reason,
        "source": case.principal.source.value,
        # A refusal leaves the code and nothing that could find the person again (design.md section 5).
        "principal": ANONYMOUS if isinstance(operation, Refusal) else case.principal.name,
        "officer_id": case.principal.officer_id,
        "campaign_id": campaign.id if campaign else None,
        "unit_id": case.unit.id if case.unit else None,
        "code_id": case.code.id if case.code else None,
        "act_id": case.act_id if case.outcome in (Outcome.COUNTED, Outcome.ACCEPTED) else None,
        "corrects": operation.corrects,
        "content_mark": case.content,
        "occurred_at": case.occurred_at,
        "phone_time": operation.occurred_at if case.is_by_officer else None,
        "clock_offset_ms": operation.clock_offset_ms if case.is_by_officer else 0,
        "received_at": case.now,
        "flags": sorted(case.flags),
        "indicators": dict(case.indicators) if case.outcome == Outcome.COUNTED else {},
    }


_JUDGED_AGAIN: Final = (
    "outcome", "reason", "campaign_id", "unit_id", "code_id", "act_id", "content_mark", "occurred_at", "flags",
    "indicators",
)  # fmt: skip


def _update_submissions(cases: Sequence[Case]) -> None:
    """Give submissions that had been rejected the verdict of now. One statement."""
    if not cases:
        return
    rows = [_submission_row(case) for case in sorted(cases, key=lambda case: case.id)]
    table, parameters = as_table(Submission, rows)
    sets = ", ".join(f'"{name}" = n."{name}"' for name in _JUDGED_AGAIN)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "outreach_submission" s SET {sets} FROM {table} WHERE s.id = n.id', parameters)


def _change_acts(cases: Sequence[Case]) -> None:
    """Mark acts as voided, witnessed or completed, in order of id; their rows are locked already."""
    made = {case.act["id"]: case.act for case in cases if case.act is not None}
    changes: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for case in cases:
        if case.act_id in made:
            # Made by a completion in this very wave: its row is still to be inserted.
            made[case.act_id] |= case.act_changes
        elif case.act_id is not None and case.act_changes:
            changes[case.act_id] |= case.act_changes
    if changes:
        acts = [Act(id=act_id, **changes[act_id]) for act_id in sorted(changes)]
        by_fields: dict[tuple[str, ...], list[Act]] = defaultdict(list)
        for act in acts:
            by_fields[tuple(sorted(changes[act.id]))].append(act)
        for names, group in sorted(by_fields.items()):
            Act.objects.bulk_update(group, names)
    _release([case for case in cases if case.releases_claims])
    _end_witnesses([case for case in cases if case.voided_witness])


def _release(cases: Sequence[Case]) -> None:
    if cases:
        Claim.objects.filter(act_id__in=[case.act_id for case in cases]).delete()


def _end_witnesses(cases: Sequence[Case]) -> None:
    if cases:
        sql = """UPDATE outreach_witness w SET voided_by = n.void
            FROM unnest(%s::uuid[], %s::uuid[]) AS n(witness, void) WHERE w.submission_id = n.witness"""
        with connection.cursor() as cursor:
            cursor.execute(sql, [[case.voided_witness for case in cases], [case.id for case in cases]])


def _write_rows(cases: Iterable[Case]) -> None:
    rows = Rows()
    talks: dict[UUID, tuple[type[Model], str, dict[str, Any]]] = {}
    for case in cases:
        if case.act is not None:
            # One that is voided in the same wave must be the row that is written: if another is there, judge again.
            shared = case.kind in (Kind.TALK, Kind.COMPLETE) and "voided_by" not in case.act
            rows.add(Act, conflict=_ACT_MAY_EXIST if shared else "", **case.act)
        for model, conflict, values in case.details:
            if conflict:
                # Two completions of one talk in one wave: a row is changed once a statement, the later word stays.
                talks[values["act_id"]] = (model, conflict, values)
            else:
                rows.add(model, **values)
        if case.lines:
            _add_lines(rows, case)
        if case.kind == Kind.VOID:
            rows.add(AuditEvent, at=case.now, actor=_actor(case), action="void", subject=f"act:{case.act_id}",
                     facts={"submission": str(case.id)})  # fmt: skip
    for model, conflict, values in talks.values():
        rows.add(model, conflict=conflict, **values)
    rows.write()


def _actor(case: Case) -> str:
    return case.principal.name if case.is_by_officer else "resident"


def _add_lines(rows: Rows, case: Case) -> None:
    assert case.campaign is not None and case.unit is not None
    if case.act is not None:
        day, audience = case.act["day"], case.act["audience"]
    else:
        assert case.moved is not None
        day, audience = case.moved.day, case.act_changes.get("audience", case.moved.audience)
    for (indicator, evidence), quantity in sorted(case.lines.items()):
        rows.add(
            LedgerEntry,
            submission_id=case.id,
            act_id=case.act_id,
            campaign_id=case.campaign.id,
            unit_id=case.unit.id,
            indicator=indicator,
            evidence=evidence,
            audience=audience,
            day=day,
            quantity=quantity,
            occurred_at=case.occurred_at,
            received_at=case.now,
            source=case.principal.source.value,
        )


def _bind_codes(cases: Iterable[Case]) -> None:
    """An activity code that a talk has taken counts to the end of the talk's local day."""
    bound = sorted(
        (case for case in cases if case.binds is not None),
        key=lambda case: case.binds.id if case.binds else 0,
    )
    if bound:
        sql = """UPDATE outreach_code c SET ends_at = LEAST(c.ends_at, n.ends_at)
            FROM unnest(%s::bigint[], %s::timestamptz[]) AS n(id, ends_at)
            WHERE c.id = n.id AND n.ends_at > c.starts_at"""
        ends = [case.code_ends_at for case in bound]
        with connection.cursor() as cursor:
            cursor.execute(sql, [[case.binds.id for case in bound if case.binds], ends])
