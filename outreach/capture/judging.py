"""Judging: facts are read for a whole batch, then each case is judged on them, without a question to the database."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from outreach.capture import facts as reading
from outreach.capture.acts import locked_acts, targets
from outreach.capture.admission import corrected_time
from outreach.capture.case import Case
from outreach.capture.claims import leave_to_batch
from outreach.capture.kinds.imported import judge_imported
from outreach.capture.kinds.installs import judge_install
from outreach.capture.kinds.issues import judge_material, judge_publication, judge_refusal
from outreach.capture.kinds.moves import judge_void, judge_witness
from outreach.capture.kinds.pledges import judge_pledge, stub_of
from outreach.capture.kinds.talks import judge_complete, judge_talk
from outreach.capture.named import named, publication_accounts
from outreach.capture.operations import (
    Complete,
    Install,
    Malformed,
    Operation,
    Pledge,
    Publication,
    Talk,
    Void,
    Witness,
)
from outreach.capture.receipts import receipt_mark, receipt_text, witness_mark
from outreach.capture.results import Principal
from outreach.capture.spans import SHORTEST, spans_at
from outreach.capture.state import Facts
from outreach.codes.alphabet import normalise
from outreach.errors import Refusal
from outreach.ledger.models import Kind, Outcome
from outreach.organisation.scope import memberships_of

_JUDGES: Final[Mapping[Kind, Callable[[Case, Facts], None]]] = {
    Kind.TALK: judge_talk,
    Kind.COMPLETE: judge_complete,
    Kind.PLEDGE: judge_pledge,
    Kind.INSTALL: judge_install,
    Kind.REFUSAL: judge_refusal,
    Kind.MATERIAL: judge_material,
    Kind.PUBLICATION: judge_publication,
    Kind.WITNESS: judge_witness,
    Kind.VOID: judge_void,
    Kind.IMPORTED: judge_imported,
}

# What residents may send themselves; a void only with the receipt.
RESIDENT_KINDS: Final = frozenset({Kind.PLEDGE, Kind.INSTALL, Kind.REFUSAL, Kind.VOID})

_FINAL_REASONS: Final[Mapping[str, Outcome]] = {
    "malformed": Outcome.MALFORMED,
    "already_counted": Outcome.DUPLICATE,
    "act_voided": Outcome.DUPLICATE,
    "cannot_void": Outcome.MALFORMED,
    "permission_denied": Outcome.MALFORMED,
}


def new_case(operation: Operation, principal: Principal, now: datetime) -> Case:
    case = Case(operation, principal, now, occurred_at=now)
    case.occurred_at = corrected_time(case)
    return case


def read_facts(operations: Sequence[Operation], principal: Principal) -> Facts:
    """What judging these operations needs, apart from acts that must be locked: one statement per kind of question."""
    facts = Facts(codes=reading.codes(_code_texts(operations)))
    if principal.kind == "officer" and principal.officer_id is not None:
        facts.spans = memberships_of(principal.officer_id)
        if any(not operation.code for operation in operations if not isinstance(operation, Malformed | Void)):
            facts.campaigns = reading.campaigns()
        facts.named = named(
            {operation.unit for operation in operations if operation.unit is not None},
            {operation.place for operation in operations if operation.place is not None},
            {each.organisation for each in operations if isinstance(each, Pledge) and each.organisation is not None},
        )
    pledges = [operation for operation in operations if isinstance(operation, Pledge)]
    if pledges:
        known = {code.campaign.id for code in facts.codes.values()} | {each.id for each in facts.campaigns}
        facts.texts = reading.pledge_texts(known)
        if stretches := set(_stretches(pledges, facts)):
            facts.serials = reading.serials(stretches)
    linked = {operation.receipt for operation in operations if isinstance(operation, Install) and operation.receipt}
    if linked:
        there = reading.receipts({receipt_mark(receipt) for receipt in linked})
        facts.receipts = there | frozenset(map(receipt_mark, _receipts_to_be(pledges, principal, facts)))
    if accounts := {operation.account for operation in operations if isinstance(operation, Publication)}:
        facts.accounts = publication_accounts(accounts)
    return facts


def _receipts_to_be(pledges: Iterable[Pledge], principal: Principal, facts: Facts) -> Iterator[str]:
    """The receipts that pledges of the same batch will get: an install may come along with its pledge."""
    for pledge in pledges:
        code = facts.codes.get(normalise(pledge.code))
        if code is None:
            continue
        if principal.kind == "resident":
            yield receipt_text(code.campaign.key, pledge.submission_id)
        elif stub := stub_of(pledge, code):
            yield stub


def _stretches(pledges: Iterable[Pledge], facts: Facts) -> Iterator[reading.Stretch]:
    """What the ranges among these pledges speak of."""
    for pledge in pledges:
        code = facts.codes.get(normalise(pledge.code))
        if code and code.batch_id is not None and pledge.serial_from is not None and pledge.serial_to is not None:
            yield code.batch_id, pledge.serial_from, pledge.serial_to


def lock_acts(operations: Sequence[Operation], facts: Facts) -> None:
    """Lock the acts that these operations name, also talks whose completion may be there, and read them."""
    voids = {operation.target for operation in operations if isinstance(operation, Void)}
    if voids:
        facts.targets = targets(voids)
    wanted = {
        operation.talk if isinstance(operation, Complete) else operation.submission_id
        for operation in operations
        if isinstance(operation, Talk)
    }
    wanted |= {target.act_id for target in facts.targets.values() if target.act_id is not None}
    wanted |= voids
    marks = {witness_mark(operation.code) for operation in operations if isinstance(operation, Witness)}
    if wanted or marks:
        acts = locked_acts(wanted, marks)
        facts.acts = {act.id: act for act in acts}
        facts.acts_by_witness_mark = {act.witness_mark: act for act in acts if act.witness_mark is not None}


def read_spans(cases: Sequence[Case], facts: Facts) -> None:
    """Read what other sessions hold of the places and times of those that these cases would count."""
    talks = [(case, case.operation) for case in cases if isinstance(case.operation, Talk)]
    counting = [(case, talk) for case, talk in talks if talk.attendance is not None and not talk.separate]
    if not counting:
        return
    codes = (facts.codes.get(normalise(talk.code)) for _case, talk in counting)
    places = {code.place.id for code in codes if code and code.place}
    places |= {talk.place for _case, talk in counting if talk.place is not None}
    begun = [case.occurred_at for case, _talk in talks]
    begun += [act.opened_at for act in facts.acts.values() if act.opened_at is not None]
    now = counting[0][0].now
    facts.held = spans_at(places, since=min(*begun, now), until=now + SHORTEST)


def judge(case: Case, facts: Facts) -> None:
    """Judge a case; a refusal becomes its outcome."""
    operation, kind = case.operation, case.kind
    if isinstance(operation, Malformed):
        case.refuse(Outcome.MALFORMED, "malformed", operation.errors)
        return
    try:
        if not case.is_by_officer and kind not in RESIDENT_KINDS:
            raise Refusal("permission_denied")
        _JUDGES[kind](case, facts)
    except Refusal as refusal:
        code = refusal.problem.code
        case.refuse(_FINAL_REASONS.get(code, Outcome.REJECTED), code, refusal.errors)
    else:
        leave_to_batch(case, facts)


def _code_texts(operations: Iterable[Operation]) -> set[str]:
    """Texts of code rows; a witness code has none."""
    texts = set()
    for operation in operations:
        if operation.code and not isinstance(operation, Witness):
            texts.add(normalise(operation.code))
        if isinstance(operation, Talk):
            texts.update(map(normalise, filter(None, (operation.activity_code, *operation.bundles))))
    return texts
