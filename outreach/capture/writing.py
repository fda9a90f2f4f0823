"""Writing judged cases down, in the order they were judged in: submissions first, then everything else at once."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Model

from outreach.audit.models import AuditEvent
from outreach.capture.case import Case
from outreach.capture.changes import Statement, change_rows
from outreach.capture.claims import release
from outreach.capture.content import content_mark
from outreach.capture.kinds.talks import COMPLETE_OPENED, one_detail
from outreach.capture.operations import Refusal
from outreach.capture.replays import Overtaken, answer_known
from outreach.capture.results import ANONYMOUS
from outreach.capture.taking import Taken
from outreach.crypto.keys import environment_key
from outreach.ledger.models import Act, Kind, LedgerEntry, Outcome, Submission
from outreach.ledger.rows import Rows, as_table, insertion


def write_alone(cases: Sequence[Case], taken: Taken) -> None:
    """Write the one case of a batch in the caller's transaction; it ends with its final verdict.

    It may turn out to have been sent before; then what was taken for it is given back.
    """
    known = [*_insert_submissions(cases), *(case for case in cases if _is_refused_unkept(case))]
    if known:
        answer_known(known)
    taken.give_back([case for case in cases if not case.stands])
    release(cases)
    _write_down(cases)


def write_together(cases: Sequence[Case]) -> None:
    """Write the cases of a batch, of which none was sent before, in the caller's transaction. Raises Overtaken."""
    if _insert_submissions(cases):
        raise Overtaken
    _write_down(cases)


def _write_down(cases: Sequence[Case]) -> None:
    standing = [case for case in cases if case.stands]
    change_rows(standing, also=_new_verdicts(cases))
    _write_rows(standing)


def _insert_submissions(cases: Sequence[Case]) -> list[Case]:
    """Insert the submissions that had not been rejected before; returns the cases whose ids are there already."""
    unknown = sorted((case for case in cases if _is_kept(case) and not case.was_rejected), key=lambda case: case.id)
    if not unknown:
        return []
    rows = [_submission_row(case) for case in unknown]
    sql, parameters = insertion(Submission, rows, "ON CONFLICT (id) DO NOTHING RETURNING id")
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        new = {row[0] for row in cursor.fetchall()}
    return [case for case in unknown if case.id not in new]


def _is_kept(case: Case) -> bool:
    """A resident's attempt on an unknown code is only metered.

    With fields that are not right, or second to another, it leaves no row either: the id, which the resident's page
    derives, is for the post that is put right (docs/decisions/0004-residents-and-their-ids.md).
    """
    return case.is_by_officer or (case.campaign is not None and not _is_refused_unkept(case))


def _is_refused_unkept(case: Case) -> bool:
    """Refused without a row, though the id may be known from before: the policy may have changed since.

    Or what it had counted once was freed and is another's now.
    """
    return not case.is_by_officer and case.outcome in (Outcome.MALFORMED, Outcome.DUPLICATE)


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


def _new_verdicts(cases: Sequence[Case]) -> list[Statement]:
    """Submissions that had been rejected get the verdict of now."""
    again = sorted((case for case in cases if case.was_rejected and _is_kept(case)), key=lambda case: case.id)
    if not again:
        return []
    table, parameters = as_table(Submission, [_submission_row(case) for case in again])
    sets = ", ".join(f'"{name}" = n."{name}"' for name in _JUDGED_AGAIN)
    return [(f'UPDATE "outreach_submission" s SET {sets} FROM {table} WHERE s.id = n.id', parameters)]


def _write_rows(cases: Iterable[Case]) -> None:
    rows = Rows()
    talks: dict[UUID, tuple[type[Model], str, dict[str, Any]]] = {}
    for case in cases:
        if case.act is not None:
            # Should another have made a talk's act meanwhile, the batch is judged afresh on it.
            rows.add(Act, **case.act)
        for model, conflict, values in case.details:
            if not conflict:
                rows.add(model, **values)
            elif values["act_id"] in talks:
                # A row is changed once a statement.
                _model, before, told = talks[values["act_id"]]
                strongest = COMPLETE_OPENED if COMPLETE_OPENED in (before, conflict) else conflict
                talks[values["act_id"]] = (model, strongest, one_detail(told, values, conflict))
            else:
                talks[values["act_id"]] = (model, conflict, values)
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
