"""The order within a batch: a queue arrives in any order, and each case is judged on the state it would have found.

First what is done to acts that exist, so that a void frees its serial for the new paper beside it; then what makes
acts; then what is done to those; last, what lost its claim to an act of the same batch that was voided in between.
"""

from collections.abc import Iterator, Sequence

from outreach.capture.case import Case, Facts
from outreach.capture.claims import rivals
from outreach.capture.judging import judge, new_case
from outreach.capture.operations import Complete, Void, Witness
from outreach.capture.receipts import witness_mark


def waves(cases: Sequence[Case], facts: Facts) -> Iterator[list[Case]]:
    """Split a batch into the groups that are judged and written one after the other.

    Each keeps the order of the batch.
    """
    earlier = [case for case in cases if case.changes_acts and _is_about_known_act(case, facts)]
    making = [case for case in cases if not case.changes_acts]
    later = [case for case in cases if case.changes_acts and case not in earlier]
    if earlier:
        yield earlier
    if making:
        judge(making, facts)
        postponed = _postponed(making, later)
        yield [case for case in making if case not in postponed]
    else:
        postponed = []
    if later:
        yield later
    if postponed:
        for case in postponed:
            if case.span is not None and case.act_id is not None:
                facts.held.release(case.act_id)
            case.start_again(new_case(case.operation, case.principal, case.now))
        yield postponed


def _is_about_known_act(case: Case, facts: Facts) -> bool:
    operation = case.operation
    if isinstance(operation, Witness):
        return witness_mark(operation.code) in facts.acts_by_witness_mark
    if isinstance(operation, Complete):
        return operation.talk in facts.acts
    if not isinstance(operation, Void):
        return False
    target = facts.targets.get(operation.target)
    return operation.target in facts.acts or (target is not None and target.act_id in facts.acts)


def _postponed(making: Sequence[Case], later: Sequence[Case]) -> list[Case]:
    """Cases that want what another case of the batch claims, where a void of the batch may free it."""
    voided = {case.operation.target for case in later if isinstance(case.operation, Void)}
    if not voided:
        return []
    losers = [loser for loser, winner in rivals(making) if winner.act_id in voided]
    return [case for case in making if case in losers or case.same_as in voided]
