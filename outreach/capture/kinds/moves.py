"""What is done to a counted act: an officer witnesses it, its author or a chief voids it, its resident withdraws it."""

from uuid import UUID

from outreach.campaigns.indicators import Evidence
from outreach.capture.acts import ActFacts
from outreach.capture.admission import require_scope, settle_time
from outreach.capture.case import Case
from outreach.capture.models import Void as VoidDetail
from outreach.capture.models import Witness as WitnessDetail
from outreach.capture.operations import Void, Witness
from outreach.capture.receipts import receipt_mark, witness_mark
from outreach.capture.state import Facts
from outreach.errors import Refusal
from outreach.ledger.models import Kind, Outcome
from outreach.organisation.scope import may_manage


def judge_witness(case: Case, facts: Facts) -> None:
    """现场核验: every self-reported unit of the act becomes witnessed."""
    assert isinstance(case.operation, Witness)
    act = facts.acts_by_witness_mark.get(witness_mark(case.operation.code))
    if act is None:
        raise Refusal("code_unknown")
    _take_up(case, facts, act)
    if act.voided_by:
        raise Refusal("act_voided")
    if act.witnessed_by:
        raise Refusal("already_counted")
    moved = {key: quantity for key, quantity in act.net.items() if key[1] == Evidence.SELF_REPORTED and quantity}
    if not moved:
        raise Refusal("nothing_to_witness")
    for (indicator, _evidence), quantity in moved.items():
        case.lines[indicator, Evidence.SELF_REPORTED] = -quantity
        case.lines[indicator, Evidence.WITNESSED] = quantity
    case.act_changes = {"witnessed_by": case.id}
    act.witnessed_by = case.id
    case.detail(WitnessDetail, submission_id=case.id, act_id=act.id)
    act.book(case.lines)
    act.witness_net = dict(case.lines)


def judge_void(case: Case, facts: Facts) -> None:
    """Take back an act (its net becomes nothing) or a witness (its units are self-reported again)."""
    operation = case.operation
    assert isinstance(operation, Void)
    target = facts.targets.get(operation.target)
    # A completion may have made the act before the talk that names it has arrived.
    act = facts.acts.get(operation.target) if target is None else facts.acts.get(target.act_id or operation.target)
    if act is None or (target is not None and target.act_id != act.id):
        raise Refusal("target_unknown" if target is None or target.outcome == Outcome.REJECTED else "cannot_void")
    if target is not None and target.kind == Kind.VOID:
        raise Refusal("cannot_void")
    is_witness = target is not None and target.kind == Kind.WITNESS
    _take_up(case, facts, act)
    _require_right_to_void(case, facts, act, author=target.officer_id if target and is_witness else act.officer_id)
    if act.voided_by:
        raise Refusal("act_voided")
    if is_witness:
        _void_witness(case, act, operation.target)
        voided = operation.target
    else:
        _void_act(case, act)
        facts.release(act.id)
        voided = act.id
    case.detail(
        VoidDetail,
        submission_id=case.id,
        act_id=act.id,
        target_id=voided,
        reason=operation.reason,
        by_resident=not case.is_by_officer,
    )


def _take_up(case: Case, facts: Facts, act: ActFacts) -> None:
    """Lines of a move copy campaign, unit, day and audience from the act they move (design.md section 4, rule 4)."""
    case.campaign, case.unit, case.act_id, case.moved = act.campaign, act.unit, act.id, act
    settle_time(case, act.campaign)
    if isinstance(case.operation, Witness):
        require_scope(case, facts, act.unit)


def _require_right_to_void(case: Case, facts: Facts, act: ActFacts, *, author: int | None) -> None:
    """The author of what is voided until the period closes; a chief above at any time; a resident with the receipt."""
    operation = case.operation
    assert isinstance(operation, Void)
    if not case.is_by_officer:
        if act.receipt_mark is None or receipt_mark(operation.receipt) != act.receipt_mark:
            raise Refusal("target_unknown")
        return
    day = act.campaign.day_of(case.occurred_at)
    # `selectors.answering_for` says the same to the pages.
    if any(may_manage(facts.spans, path=unit.path, day=day) for unit in (act.unit, act.unit.on(day))):
        return
    if author != case.principal.officer_id:
        raise Refusal("out_of_scope")
    if act.closed_at is not None and act.closed_at <= case.occurred_at:
        raise Refusal("period_closed")


def _void_act(case: Case, act: ActFacts) -> None:
    for key, quantity in act.net.items():
        if quantity:
            case.lines[key] = -quantity
    case.act_changes = {"voided_by": case.id}
    act.voided_by = case.id
    case.releases_claims = True
    act.book(case.lines)


def _void_witness(case: Case, act: ActFacts, witness: UUID) -> None:
    if act.witnessed_by != witness:
        raise Refusal("act_voided")
    for key, quantity in act.witness_net.items():
        case.lines[key] = -quantity
    case.act_changes = {"witnessed_by": None}
    case.voided_witness = witness
    act.witnessed_by = None
    act.book(case.lines)
