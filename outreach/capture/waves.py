"""The order within a batch: a queue arrives in any order, and each case is judged on the state it would have found.

First what is done to acts that exist, so that a void frees its serial for the new paper beside it. Then all that makes
something, each judged on what those before it will do: in the order of the batch, but a talk before its completion, and
before what is done on the codes that it takes. Then the voids of what was just made; last, what left something to an
act that was voided in between, or that came to nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

from outreach.capture.case import Case
from outreach.capture.facts import CodeFacts
from outreach.capture.judging import judge, new_case
from outreach.capture.operations import Complete, Talk, Void, Witness
from outreach.capture.state import Facts
from outreach.codes.alphabet import normalise
from outreach.codes.models import CodeKind
from outreach.ledger.models import Kind

# An activity code; or a batch of leaflets and the bundle in it.
_Takeable: TypeAlias = tuple[int, int | None]


def waves(cases: Sequence[Case], facts: Facts) -> Iterator[list[Case]]:
    """The groups in which a batch is judged, one after the other.

    What the cases of a group are to hold must be taken before the next one is asked for.
    """
    early = _early(cases, facts)
    late = [case for case in cases if isinstance(case.operation, Void) and case not in early]
    if early:
        yield _moved(early, facts)
    making = [case for case in cases if case not in early and case not in late]
    before = _what_goes_before(making, facts)
    making = _in_order(making, before)
    postponed = _judged(making, before, facts, voided=_acts_named(late, cases, facts))
    made = [case for case in making if case not in postponed]
    standing = [case for case in made if case.stands]
    if made:
        yield made
    fallen = {case.act_id for case in standing if not case.stands and case.act_id}
    facts.drop_claims(fallen)
    postponed |= {case for case in made if case.lost_to & fallen}
    # For those that come after: in a batch of a single wave there are none.
    if late or postponed:
        for case in made:
            facts.remember(case)
    again = [case for case in making if case in postponed]
    last = [case for case in late if _named(case, cases) in {each.id for each in again}]
    if soon := [case for case in late if case not in last]:
        yield _moved(soon, facts)
    for case in again:
        case.start_again(new_case(case.operation, case.principal, case.now))
    if again:
        _judged(again, before, facts)
        yield again
        for case in again:
            facts.remember(case)
    if last:
        yield _moved(last, facts)


def _early(cases: Sequence[Case], facts: Facts) -> list[Case]:
    """Witnesses, and voids of acts that are there, unless a completion before it in the batch is to be voided too."""
    completed: set[UUID] = set()
    early = []
    for case in cases:
        operation = case.operation
        if isinstance(operation, Complete):
            completed.add(operation.talk)
        elif isinstance(operation, Witness):
            early.append(case)
        elif isinstance(operation, Void):
            target = facts.targets.get(operation.target)
            act_id = target.act_id if target and target.act_id else operation.target
            if act_id in facts.acts and act_id not in completed:
                early.append(case)
    return early


def _moved(cases: list[Case], facts: Facts) -> list[Case]:
    """Witnesses and voids, each judged on the acts as those before it leave them."""
    for case in cases:
        judge(case, facts)
        facts.remember(case)
    facts.drop_claims({case.act_id for case in cases if case.stands and case.releases_claims and case.act_id})
    return cases


def _what_goes_before(cases: Sequence[Case], facts: Facts) -> Mapping[Case, Case]:
    """By case, the one that it must follow: the talk that it completes, or the first that takes the code it is on."""
    talks = {case.id: case for case in cases if case.kind == Kind.TALK}
    takers: dict[_Takeable, Case] = {}
    for case in cases:
        if isinstance(case.operation, Talk):
            for text in filter(None, (case.operation.activity_code, *case.operation.bundles)):
                if takeable := _takeable(facts.codes.get(normalise(text))):
                    takers.setdefault(takeable, case)
    before = {}
    for case in cases:
        first = None
        if isinstance(case.operation, Complete):
            first = talks.get(case.operation.talk)
        elif takers and case.kind != Kind.TALK and case.operation.code:
            takeable = _takeable(facts.codes.get(normalise(case.operation.code)))
            first = takers.get(takeable) if takeable else None
        if first is not None:
            before[case] = first
    return before


def _takeable(code: CodeFacts | None) -> _Takeable | None:
    """What a talk would take that named this code, if it is nobody's yet."""
    if code is None or code.activity_id is not None:
        return None
    if code.kind == CodeKind.ACTIVITY:
        return code.id, None
    is_bundled = code.kind == CodeKind.LEAFLET and code.batch_id is not None and code.bundle is not None
    return (code.batch_id or 0, code.bundle) if is_bundled else None


def _in_order(cases: Sequence[Case], before: Mapping[Case, Case]) -> list[Case]:
    ordered: dict[Case, None] = {}
    for case in cases:
        chain = [case]
        while first := before.get(chain[-1]):
            chain.append(first)
        ordered |= dict.fromkeys(reversed(chain))
    return list(ordered)


def _judged(
    cases: Sequence[Case], before: Mapping[Case, Case], facts: Facts, voided: Collection[UUID] = ()
) -> set[Case]:
    """Judge each case on what those before it will do; returns those that wait for one of the `voided` to be so.

    Whoever follows one that waits, waits with it.
    """
    waiting: set[Case] = set()
    for case in cases:
        if before.get(case) in waiting:
            waiting.add(case)
            continue
        judge(case, facts)
        if case.lost_to.intersection(voided):
            waiting.add(case)
        else:
            facts.heed(case)
    return waiting


def _acts_named(voids: Sequence[Case], cases: Sequence[Case], facts: Facts) -> set[UUID]:
    """The acts that these voids take back, as far as can be told beforehand."""
    acts = set()
    for case in voids:
        named = _named(case, cases)
        target = facts.targets.get(named)
        acts.add(target.act_id if target and target.act_id else named)
    return acts


def _named(void: Case, cases: Sequence[Case]) -> UUID:
    """What a void names; a completion of the batch stands for its talk."""
    assert isinstance(void.operation, Void)
    named = void.operation.target
    talks = (case.operation.talk for case in cases if case.id == named and isinstance(case.operation, Complete))
    return next(talks, named)
