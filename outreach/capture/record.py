"""record(): the one way in. Operations become submissions, acts, details and ledger lines in one transaction.

The order of things makes every repeat safe: the submission row is inserted first and its primary key decides who is
first; claims decide what may count once; everything else of the batch goes down in one statement. Races end at a
constraint, never at a check (design.md section 4).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from outreach.capture import writing
from outreach.capture.case import Case
from outreach.capture.judging import LATER_KINDS, judge, lock_acts, new_case, read_facts
from outreach.capture.operations import Operation
from outreach.capture.results import Principal, Result
from outreach.ledger.models import Outcome
from outreach.ledger.nudge import nudge

# A deadlock, a serialization failure or a race that ended at a guard leaves nothing behind: the batch is judged afresh.
_ATTEMPTS: Final = 4
_AGAIN: Final = frozenset({"40001", "40P01", "23000", "23505"})


def record(operations: Sequence[Operation], *, principal: Principal, now: datetime | None = None) -> list[Result]:
    """Judge and write a batch; a single act is a batch of one.

    `now` (aware) is when the server heard of it. Returns a result per operation, in the same order. An operation that
    a rule refuses is told so in its result and never holds up the others. Raises only when the database cannot be
    reached.
    """
    moment = now or timezone.now()
    unique = _first_of_each_id(operations)
    for attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                cases = _settle(unique, principal, moment)
            break
        except (IntegrityError, OperationalError) as error:
            if attempt + 1 == _ATTEMPTS or getattr(error.__cause__, "sqlstate", None) not in _AGAIN:
                raise
    by_id = {case.id: case for case in cases}
    seen: set[UUID] = set()
    results = []
    for operation in operations:
        case = by_id[operation.submission_id]
        results.append(_result_of(case, operation, is_repeat=operation.submission_id in seen))
        seen.add(operation.submission_id)
    return results


def _first_of_each_id(operations: Iterable[Operation]) -> list[Operation]:
    first: dict[UUID, Operation] = {}
    for operation in operations:
        first.setdefault(operation.submission_id, operation)
    return list(first.values())


def _settle(operations: Sequence[Operation], principal: Principal, now: datetime) -> list[Case]:
    facts = read_facts(operations, principal)
    cases = [new_case(operation, principal, now) for operation in operations]
    first = [case for case in cases if case.kind not in LATER_KINDS]
    later = [case for case in cases if case.kind in LATER_KINDS]
    if first:
        judge(first, facts)
        writing.write(first)
    if later:
        lock_acts([case.operation for case in later], facts)
        judge(later, facts)
        writing.write(later)
    if any(case.stands and case.lines for case in cases):
        nudge()
    return cases


def _result_of(case: Case, operation: Operation, *, is_repeat: bool) -> Result:
    """The answer to `operation`, which may be a second item of the batch under the same id."""
    if is_repeat and operation != case.operation:
        return Result(submission_id=case.id, outcome=Outcome.REJECTED, code="submission_mismatch")
    return Result(
        submission_id=case.id,
        outcome=case.outcome,
        code=case.reason,
        indicators=case.indicators if case.outcome == Outcome.COUNTED else {},
        receipt=case.receipt if case.outcome == Outcome.COUNTED else "",
        witness=case.witness if case.outcome == Outcome.COUNTED else "",
        replay=case.replayed or is_repeat,
        errors=case.errors,
    )
