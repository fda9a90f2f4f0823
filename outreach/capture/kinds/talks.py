"""Talks: opened and completed, in one step or two, in either order of arrival."""

from dataclasses import astuple
from datetime import datetime, time, timedelta

from outreach.campaigns.indicators import ActivityKind, Evidence, IndicatorKey, session_indicator
from outreach.capture.acts import ActFacts
from outreach.capture.admission import admit, admit_code, audience_of, by_server_clock, open_act, require_scope
from outreach.capture.case import Case, Facts
from outreach.capture.facts import PlaceFacts
from outreach.capture.kinds.bundles import claim_bundles
from outreach.capture.models import Activity, ClaimKind
from outreach.capture.operations import Complete, Talk
from outreach.capture.spans import SHORTEST, Span, takes_span
from outreach.codes.alphabet import normalise
from outreach.codes.models import CodeKind
from outreach.errors import Refusal
from outreach.ledger.models import Kind, Outcome

# A talk may arrive after its completion, and then changes nothing of it.
KEEP_COMPLETED = "ON CONFLICT (act_id) DO NOTHING"
# A phone whose clock was set back meanwhile does not end a talk before it began.
COMPLETE_OPENED = """ON CONFLICT (act_id) DO UPDATE SET attendance = excluded.attendance,
    ended_at = GREATEST(excluded.ended_at, outreach_activity.opened_at),
    attendance_method = excluded.attendance_method, audiences = excluded.audiences, topic = excluded.topic,
    activity_kind = excluded.activity_kind, note = excluded.note,
    materials = excluded.materials, same_as = excluded.same_as,
    code_id = COALESCE(outreach_activity.code_id, excluded.code_id)"""


def judge_talk(case: Case, facts: Facts) -> None:
    """A talk at a scanned or named place.

    With its head count it is whole and counts; without, it is accepted until completed.
    """
    operation = case.operation
    assert isinstance(operation, Talk)
    place = _admit(case, facts)
    there = facts.acts.get(case.id)
    if there is not None:
        _require_talk_here(there, case, place)
        if there.is_counted and operation.attendance is not None:
            raise Refusal("already_counted")
    if there is not None and operation.attendance is not None:
        # Its completion came first and waits (同一场?): the whole talk is one more word on the same act.
        _take_up(case, there, operation)
    else:
        there = None
        open_act(case, audience=audience_of(operation.audiences))
    _bind(case, facts, operation)
    claim_bundles(case, facts, operation)
    if operation.attendance is None:
        case.outcome = Outcome.ACCEPTED
    else:
        _count(case, facts, operation, place, there)
    _describe(case, operation, place, there, KEEP_COMPLETED if there is None else COMPLETE_OPENED)


def judge_complete(case: Case, facts: Facts) -> None:
    """The end of a talk; it carries the whole talk, so the talk itself may still be on its way."""
    operation = case.operation
    assert isinstance(operation, Complete)
    place = _admit(case, facts)
    if operation.attendance is None:
        raise Refusal("malformed", errors={"attendance": ["required"]})
    opened = facts.acts.get(operation.talk)
    if opened is None:
        open_act(case, audience=audience_of(operation.audiences))
        assert case.act is not None
        case.act |= {"id": operation.talk, "kind": Kind.TALK.value}
    else:
        _require_talk_here(opened, case, place)
        require_scope(case, facts, opened.unit)
        if opened.is_counted:
            raise Refusal("already_counted")
        _take_up(case, opened, operation)
    case.act_id = operation.talk
    _bind(case, facts, operation)
    claim_bundles(case, facts, operation)
    _count(case, facts, operation, place, opened)
    _describe(case, operation, place, opened, COMPLETE_OPENED)


def _admit(case: Case, facts: Facts) -> PlaceFacts:
    """Where the talk is: a talk needs its place."""
    if case.operation.place is None:
        admit_code(case, facts, CodeKind.PLACE)
    else:
        admit(case, facts, CodeKind.PLACE)
    assert case.place is not None
    return case.place


def _require_talk_here(act: ActFacts, case: Case, place: PlaceFacts) -> None:
    """The act is a live talk at this place."""
    if act.kind != Kind.TALK or case.campaign is None or act.campaign.id != case.campaign.id:
        raise Refusal("malformed", errors={"talk": ["not a talk of this campaign"]})
    if act.place_id is not None and act.place_id != place.id:
        raise Refusal("malformed", errors={"code": ["the talk is at another place"]})
    if act.voided_by:
        raise Refusal("act_voided")


def _take_up(case: Case, act: ActFacts, operation: Talk) -> None:
    """Go on with an act that is there and not counted yet."""
    case.unit, case.moved, case.act_id = act.unit, act, act.id
    case.act_changes = {"audience": str(audience_of(operation.audiences))}


def _bind(case: Case, facts: Facts, operation: Talk) -> None:
    """Take an unbound activity code for this talk, for the rest of its local day.

    A code that is no longer free, or not good now, is no reason to lose the talk: it counts without, and is flagged.
    """
    if not operation.activity_code:
        return
    code = facts.codes.get(normalise(operation.activity_code))
    if code is None:
        raise Refusal("code_unknown")
    if code.kind != CodeKind.ACTIVITY:
        raise Refusal("wrong_code_kind")
    require_scope(case, facts, code.unit)
    if code.activity_id == case.act_id:
        return
    # A phone without a network cannot tell which campaign a place's code belongs to.
    is_of_another = case.campaign is not None and code.campaign.id != case.campaign.id
    is_revoked = code.revoked_at is not None and code.revoked_at <= case.occurred_at
    is_good = code.starts_at <= case.occurred_at < code.ends_at
    if is_of_another or code.activity_id is not None or is_revoked or not is_good:
        case.unbind()
    else:
        case.binds, case.code_ends_at = code, _end_of_day(case)
        case.claim(ClaimKind.ACTIVITY_CODE, str(code.id))


def _end_of_day(case: Case) -> datetime:
    """When the code of a talk stops counting: outside an event a posted code only teaches (design.md section 3)."""
    return _midnight_after(case, case.occurred_at)


def _midnight_after(case: Case, moment: datetime) -> datetime:
    assert case.campaign is not None
    day = case.campaign.day_of(moment) + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=case.campaign.zone)


def _began(case: Case, opened: ActFacts | None) -> datetime:
    return opened.opened_at if opened is not None and opened.opened_at is not None else case.occurred_at


def _ended(case: Case, operation: Talk, began: datetime) -> datetime:
    """When a whole talk was over: as told, else when it was completed; never before it began nor later than now."""
    told = operation.ended_at
    if told is None and isinstance(operation, Complete):
        told = operation.occurred_at or case.now
    ended = by_server_clock(case, told) if told is not None else None
    return max(began, min(ended or began, case.now))


def _describe(case: Case, operation: Talk, place: PlaceFacts, opened: ActFacts | None, conflict: str) -> None:
    began = _began(case, opened)
    is_over = operation.ended_at is not None or operation.attendance is not None
    case.detail(
        Activity,
        conflict=conflict,
        act_id=case.act_id,
        place_id=place.id,
        activity_kind=operation.activity_kind,
        code_id=case.binds.id if case.binds else None,
        topic=operation.topic,
        audiences=operation.audiences,
        opened_at=began,
        ended_at=_ended(case, operation, began) if is_over else None,
        attendance=operation.attendance,
        attendance_method=operation.attendance_method or ("counted" if operation.attendance is not None else ""),
        note=operation.note,
        materials=[astuple(handed) for handed in operation.materials],
        same_as=case.same_as,
    )


def _count(case: Case, facts: Facts, operation: Talk, place: PlaceFacts, opened: ActFacts | None) -> None:
    """Count a whole session, unless it seems to be one that is counted already (同一场?): then it waits."""
    if takes_span(operation.activity_kind) and not operation.separate:
        _hold_span(case, facts, operation, place, opened)
        if case.same_as is not None:
            case.outcome = Outcome.ACCEPTED
            case.flags.add("same_session")
            return
    case.claim(ClaimKind.COMPLETION, str(case.act_id))
    case.line(session_indicator(ActivityKind(operation.activity_kind), place.kind), Evidence.WITNESSED, 1)
    case.line(IndicatorKey.ATTENDANCE, Evidence.WITNESSED, operation.attendance or 0)
    for handed in operation.materials:
        case.line(IndicatorKey.MATERIALS, Evidence.WITNESSED, handed.copies)
    if opened is not None:
        opened.book(case.lines)


def _hold_span(case: Case, facts: Facts, operation: Talk, place: PlaceFacts, opened: ActFacts | None) -> None:
    """Take the session's time at its place, or name the act that holds some of it.

    A talk whose end was forgotten takes no more than its day.
    """
    assert case.campaign is not None and case.act_id is not None
    began = _began(case, opened)
    ended = min(_ended(case, operation, began), _midnight_after(case, began))
    span = Span(case.campaign.id, place.id, began, max(ended, began + SHORTEST))
    case.same_as = facts.held.rival_of(case.act_id, span)
    if case.same_as is None:
        case.span = span
        facts.held.hold(case.act_id, span)
