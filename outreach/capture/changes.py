"""What cases change of rows that are there: acts voided, witnessed or completed, witnesses ended, codes taken."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db import connection

from outreach.capture.case import Case, Detail
from outreach.capture.models import Pledge, SignerRecord
from outreach.ledger.models import Kind

Statement: TypeAlias = tuple[str, list[Any]]

# No mark is ever taken off an act but that of a witness.
_ACTS: Final = """UPDATE outreach_act a SET audience = COALESCE(n.audience, a.audience),
        voided_by = COALESCE(n.voided_by, a.voided_by),
        witnessed_by = CASE WHEN n.is_unwitnessed THEN NULL ELSE COALESCE(n.witnessed_by, a.witnessed_by) END
    FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::bool[])
        AS n(id, audience, voided_by, witnessed_by, is_unwitnessed) WHERE a.id = n.id"""
_WITNESSES: Final = """UPDATE outreach_witness w SET voided_by = n.void
    FROM unnest(%s::uuid[], %s::uuid[]) AS n(witness, void) WHERE w.submission_id = n.witness"""
# An activity code that a talk has taken counts to the end of the talk's local day.
_CODES: Final = """UPDATE outreach_code c SET ends_at = LEAST(c.ends_at, n.ends_at)
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS n(id, ends_at) WHERE c.id = n.id AND n.ends_at > c.starts_at"""

_SIGNERS: Final = "DELETE FROM outreach_signerrecord WHERE act_id = ANY(%s)"
_DIGESTS: Final = """UPDATE outreach_pledge SET signature_digest = NULL
    WHERE act_id = ANY(%s) AND signature_digest IS NOT NULL"""


def change_rows(cases: Sequence[Case], also: Sequence[Statement] = ()) -> None:
    """Write the changes that these cases make, in one statement; those of acts made in the batch go into their rows.

    A guard sees each change of an act alone: where one act is witnessed and voided in a batch, that takes another.
    """
    first, *others = _acts(cases) or [[]]
    statements = [*also, *_of_acts(first), *_of_witnesses(cases), *_of_signers(cases), *_of_codes(cases)]
    for each in (statements, *(_of_acts(rows) for rows in others)):
        if each:
            chain = ", ".join(f"part{number} AS ({sql})" for number, (sql, _values) in enumerate(each))
            with connection.cursor() as cursor:
                cursor.execute(f"WITH {chain} SELECT 1", [value for _sql, values in each for value in values])


_ActChange: TypeAlias = tuple[UUID, dict[str, Any]]


def _acts(cases: Sequence[Case]) -> list[list[_ActChange]]:
    """The changes of acts, each act at most once a step. Those of acts made in the batch are made here and now."""
    made = {case.act["id"]: case.act for case in cases if case.act is not None}
    steps: list[dict[UUID, dict[str, Any]]] = []
    for case in cases:
        if case.act_id is None or not case.act_changes:
            continue
        if case.act_id in made:
            made[case.act_id] |= case.act_changes
            continue
        number = max((number for number, step in enumerate(steps) if case.act_id in step), default=-1)
        is_mark = "audience" not in case.act_changes
        if number >= 0 and not (is_mark and _is_marked(steps[number][case.act_id])):
            steps[number][case.act_id] |= case.act_changes
            continue
        if number + 1 == len(steps):
            steps.append({})
        steps[number + 1][case.act_id] = dict(case.act_changes)
    return [sorted(step.items()) for step in steps]


def _is_marked(changes: dict[str, Any]) -> bool:
    return "voided_by" in changes or "witnessed_by" in changes


def _of_acts(rows: Sequence[_ActChange]) -> list[Statement]:
    if not rows:
        return []
    columns = [
        [act_id for act_id, _changes in rows],
        *([changes.get(name) for _id, changes in rows] for name in ("audience", "voided_by", "witnessed_by")),
        ["witnessed_by" in changes and changes["witnessed_by"] is None for _id, changes in rows],
    ]
    return [(_ACTS, columns)]


def _of_witnesses(cases: Sequence[Case]) -> list[Statement]:
    ending = [case for case in cases if case.voided_witness]
    return [(_WITNESSES, [[case.voided_witness for case in ending], [case.id for case in ending]])] if ending else []


def _of_signers(cases: Sequence[Case]) -> list[Statement]:
    """What a void takes back needs no signer any more; of a pledge made in the batch none is written at all.

    A resident's own withdrawal erases for itself, and notes that it did.
    """
    ending = [case for case in cases if case.releases_claims and case.is_by_officer]
    acts = sorted(case.moved.id for case in ending if case.moved is not None and case.moved.kind == Kind.PLEDGE)
    for case in cases:
        if case.act is not None and case.act_id in acts:
            case.details = [_unsigned(detail) for detail in case.details if detail[0] is not SignerRecord]
    return [(_SIGNERS, [acts]), (_DIGESTS, [acts])] if acts else []


def _unsigned(detail: Detail) -> Detail:
    model, conflict, values = detail
    return (model, conflict, {**values, "signature_digest": None}) if model is Pledge else detail


def _of_codes(cases: Sequence[Case]) -> list[Statement]:
    bound = sorted((case.binds.id, case.code_ends_at) for case in cases if case.binds and case.code_ends_at)
    return [(_CODES, [list(column) for column in zip(*bound, strict=True)])] if bound else []
