"""What is answered to a submission id that is known already (design.md section 4, rules 1 and 2)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from outreach.capture.case import Case
from outreach.capture.content import content_mark
from outreach.capture.receipts import receipt_mark, receipt_text, witness_text
from outreach.crypto.keys import environment_key, unwrap
from outreach.crypto.marks import same
from outreach.ledger.models import Kind, Outcome

# Kinds whose counted answer may hold a receipt, and to a resident a witness code.
GIVES_CODES: Final = frozenset({Kind.PLEDGE, Kind.INSTALL})


@dataclass(frozen=True, slots=True)
class Known:
    """A stored submission as a replay needs it."""

    id: UUID
    kind: str
    outcome: str
    reason: str
    principal: str
    content_mark: bytes | None
    wrapped_key: bytes | None
    receipt_mark: bytes | None
    indicators: dict[str, int]
    flags: list[str]

    @property
    def key(self) -> bytes:
        return unwrap(bytes(self.wrapped_key)) if self.wrapped_key is not None else environment_key()


_KNOWN = """
SELECT s.id, s.kind, s.outcome, s.reason, s.principal, s.content_mark, k.wrapped_key, a.receipt_mark,
    s.indicators, s.flags
FROM outreach_submission s LEFT JOIN outreach_campaign k ON k.id = s.campaign_id
LEFT JOIN outreach_act a ON a.id = s.id
WHERE s.id = ANY(%s) ORDER BY s.id FOR UPDATE OF s
"""


class Overtaken(Exception):
    """Another connection took an id or a claim between reading and writing: the batch is judged afresh."""


def take_out_known(cases: Sequence[Case]) -> list[Case]:
    """Answer the cases whose ids are known; returns the others and those rejected before, to be judged again."""
    answer_known(cases)
    return [case for case in cases if not case.replayed]


def answer_known(cases: Sequence[Case]) -> None:
    """Answer each case that is known by its id as it was answered before.

    One rejected then is marked to be judged again.
    """
    known = {each.id: each for each in _read(sorted(case.id for case in cases))}
    for case in cases:
        before = known.get(case.id)
        if before is None:
            continue
        if not _is_same(case, before):
            case.refuse(Outcome.REJECTED, "submission_mismatch")
            case.flags = set()
        elif before.outcome == Outcome.REJECTED:
            case.was_rejected = True
            continue
        else:
            _answer_again(case, before)
        case.replayed = True


def _is_same(case: Case, before: Known) -> bool:
    """Whether this is the same submission from the same sender.

    After erasure nothing can tell, and nothing is revealed.
    """
    if before.content_mark is None or not case.principal.may_replay(before.principal):
        return False
    return same(bytes(before.content_mark), content_mark(before.key, case.operation))


def _answer_again(case: Case, before: Known) -> None:
    outcome = Outcome(before.outcome)
    case.refuse(outcome, before.reason, case.errors if outcome == Outcome.MALFORMED else None)
    case.answer, case.flags = before.indicators, set(before.flags)
    if before.outcome != Outcome.COUNTED or before.kind not in GIVES_CODES:
        return
    own = receipt_text(before.key, case.id)
    if not case.is_by_officer:
        case.receipt = getattr(case.operation, "receipt", "") or own
        case.witness = witness_text(before.key, case.id)
    elif before.receipt_mark is not None and same(receipt_mark(own), bytes(before.receipt_mark)):
        case.receipt = own


def _read(ids: Sequence[UUID]) -> list[Known]:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(ids)])
        return [Known(*_decoded(row)) for row in cursor.fetchall()]


def _decoded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A raw cursor hands JSON out as text (Django registers no loader for it)."""
    *head, indicators, flags = row
    return (*head, json.loads(indicators) if isinstance(indicators, str) else indicators, flags)
