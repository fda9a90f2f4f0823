"""record(): the one way in. Operations become submissions, acts, details and ledger lines in one transaction.

The order of things makes every repeat safe (docs/decisions/0001-the-order-of-writing.md): what is known by its id is
answered and taken out, then waves of cases are judged on the state that the waves before them leave, and take what they
are to hold; then all is written.
Races end at a constraint, never at a check (design.md section 4).
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils import timezone

from outreach.capture.case import Case
from outreach.capture.claims import release
from outreach.capture.judging import judge, lock_acts, new_case, read_facts, read_spans
from outreach.capture.operations import Operation, Talk
from outreach.capture.replays import Overtaken, take_out_known
from outreach.capture.results import Principal, Result
from outreach.capture.state import Facts
from outreach.capture.taking import take
from outreach.capture.waves import waves
from outreach.capture.writing import write_alone, write_together
from outreach.ledger.models import Outcome
from outreach.ledger.nudge import nudge

_log = logging.getLogger(__name__)

# A deadlock, a serialization failure or a race that ended at a guard leaves nothing behind: the batch is judged afresh.
_ATTEMPTS: Final = 4
_AGAIN: Final = frozenset({"40001", "40P01", "23000", "23505", "23P01"})


def record(operations: Sequence[Operation], *, principal: Principal, now: datetime | None = None) -> list[Result]:
    """Judge and write a batch; a single act is a batch of one.

    `now` (aware) is when the server heard of it. Returns a result per operation, in the same order. An operation that
    a rule refuses is told so in its result and never holds up the others. Raises only when the database cannot be
    reached.
    """
    cases = _settled(_first_of_each_id(operations), principal, now or timezone.now())
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


def _settled(operations: Sequence[Operation], principal: Principal, now: datetime) -> list[Case]:
    """The cases of a batch, each with its final verdict, written down."""
    for _attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                return _settle(operations, principal, now)
        except Overtaken:
            continue
        except (IntegrityError, DataError, OperationalError) as error:
            if getattr(error.__cause__, "sqlstate", None) in _AGAIN:
                continue
            if isinstance(error, OperationalError):
                raise
            break
    if len(operations) > 1:
        return [case for operation in operations for case in _settled([operation], principal, now)]
    return [_put_off(operation, principal, now) for operation in operations]


def _put_off(operation: Operation, principal: Principal, now: datetime) -> Case:
    """A single item that the database will not take: told to come again, so that it holds up none of the others."""
    _log.error("submission %s cannot be written", operation.submission_id)
    case = new_case(operation, principal, now)
    case.refuse(Outcome.REJECTED, "unavailable")
    return case


def _settle(operations: Sequence[Operation], principal: Principal, now: datetime) -> list[Case]:
    facts = read_facts(operations, principal)
    cases = [new_case(operation, principal, now) for operation in operations]
    if len(cases) == 1:
        _settle_alone(cases, facts)
    else:
        _settle_together(cases, facts)
    if any(case.stands and case.lines for case in cases):
        nudge()
    return cases


def _settle_alone(cases: list[Case], facts: Facts) -> None:
    """A single act, in the fewest statements: whether it is known shows when it is inserted."""
    lock_acts([case.operation for case in cases], facts)
    read_spans(cases, facts)
    for case in cases:
        judge(case, facts)
    write_alone(cases, take(cases))


def _settle_together(cases: Sequence[Case], facts: Facts) -> None:
    """What is known is answered first: one item must not stand in another's way."""
    fresh = take_out_known(cases)
    _say_again_why([case for case in cases if case.replayed], facts)
    lock_acts([case.operation for case in fresh], facts)
    read_spans(fresh, facts)
    judged: dict[Case, None] = {}
    for wave in waves(fresh, facts):
        # Before others of the batch take what a void frees.
        release(wave)
        _take(wave)
        for case in wave:
            judged.pop(case, None)
            judged[case] = None
    write_together(list(judged))


def _take(wave: Sequence[Case]) -> None:
    """Take what these cases are to hold. Raises Overtaken where a session does not get what it was judged on.

    Others were judged on it too; the winner of the race is there to be seen now.
    """
    promised = [(case, len(case.claims)) for case in wave if case.stands and isinstance(case.operation, Talk)]
    taken = take(wave)
    if any(not case.stands or len(case.claims) < claims for case, claims in promised):
        raise Overtaken
    taken.give_back([case for case in wave if not case.stands])


def _say_again_why(cases: Iterable[Case], facts: Facts) -> None:
    """What was not right with an item is not kept; sent again, it is told as the item reads now."""
    for case in cases:
        if case.outcome == Outcome.MALFORMED:
            anew = new_case(case.operation, case.principal, case.now)
            judge(anew, facts)
            case.errors = anew.errors


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
        flags=tuple(sorted(case.flags)),
        errors=case.errors,
    )
