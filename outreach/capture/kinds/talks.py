"""Talks: opened and completed, in one step or two, in either order of arrival."""

from dataclasses import astuple
from datetime import datetime, time, timedelta
from typing import Any

from outreach.campaigns.indicators import ActivityKind, Evidence, IndicatorKey, session_indicator
from outreach.capture.acts import ActFacts
from outreach.capture.admission import admit, admit_code, audience_of, by_server_clock, open_act, require_scope
from outreach.capture.case import Case
from outreach.capture.facts import PlaceFacts
from outreach.capture.kinds.bundles import claim_bundles
from outreach.capture.models import Activity, ClaimKind
from outreach.capture.operations import Complete, Talk
from outreach.capture.spans import SHORTEST, Span, takes_span
from outreach.capture.state import Facts
from outreach.codes.alphabet import normalise
from outreach.codes.models import CodeKind
from outreach.errors import Refusal
from outreach.ledger.models import Kind, Outcome

# A talk that arrives after its completion adds the code that it took, and changes nothing else of it.
KEEP_COMPLETED = """ON CONFLICT (act_id) DO UPDATE SET
    code_id = COALESCE(outreach_activity.code_id, excluded.code_id)"""
# A phone whose clock was set back meanwhile does not end a talk before it began. What waits (同一场?) leaves a session
# that counts as it is.
COMPLETE_OPENED = """ON CONFLICT (act_id) DO UPDATE SET attendance = excluded.attendance,
    ended_at = GREATEST(excluded.ended_at, outreach_activity.opened_at),
    attendance_method = excluded.attendance_method, audiences = excluded.audiences, topic = excluded.topic,
    activity_kind = excluded.activity_kind, note = excluded.note,
    materials = excluded.materials, same_as = excluded.same_as,
    code_id = COALESCE(outreach_activity.code_id, excluded.code_id)
    WHERE excluded.same_as IS NULL OR outreach_activity.attendance IS NULL OR outreach_activity.same_as IS NOT NULL"""


def judge_talk(case: Case, facts: Facts) -> None:
    """A talk at a scanned or named place.

    With its head count it is whole and counts; without, it is accepted until completed.
    """
    operation = case.operation
    assert isinstance(operation, Talk)
    # Its completion may have come first.
    there = facts.acts.get(case.id)
    place = _admit(case, facts, there)
    if there is None:
        open_act(case, audience=audience_of(operation.audiences))
    else:
        _require_talk_here(there, case, place)
        if operation.attendance is None:
            case.unit, case.act_id = there.unit, there.id
        elif there.is_counted:
            raise Refusal("already_counted")
        else:
            _take_up(case, there, operation)
    _bind(case, facts, operation, there)
    claim_bundles(case, facts, operation)
    if operation.attendance is None:
        case.outcome = Outcome.ACCEPTED
    else:
        _count(case, facts, operation, place, there)
    _describe(case, operation, place, there)


def judge_complete(case: Case, facts: Facts) -> None:
    """The end of a talk; it carries the whole talk, so the talk itself may still be on its way."""
    operation = case.operation
    assert isinstance(operation, Complete)
    opened = facts.acts.get(operation.talk)
    place = _admit(case, facts, opened)
    if operation.attendance is None:
        raise Refusal("malformed", errors={"attendance": ["required"]})
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
    _bind(case, facts, operation, opened)
    claim_bundles(case, facts, operation)
    _count(case, facts, operation, place, opened)
    _describe(case, operation, place, opened)


def _admit(case: Case, facts: Facts, known: ActFacts | None) -> PlaceFacts:
    """Where the talk is: a talk needs its place. What is `known` of it tells its campaign, where nothing else does."""
    if case.operation.place is None:
        admit_code(case, facts, CodeKind.PLACE)
    else:
        admit(case, facts, CodeKind.PLACE, campaign=known.campaign if known else None)
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


def _bind(case: Case, facts: Facts, operation: Talk, known: ActFacts | None) -> None:
    """Take an unbound activity code for this talk, for the rest of its local day.

    A code that is no longer free, that only another officer's phone may show, or that is not good now, is no reason to
    lose the talk: it counts without, and is flagged. A talk keeps the code that it has.
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
    is_anothers = code.held_by not in (None, case.principal.officer_id)
    is_taken = code.activity_id is not None or (known is not None and known.code_id is not None)
    is_revoked = code.revoked_at is not None and code.revoked_at <= case.occurred_at
    is_good = code.starts_at <= case.occurred_at < code.ends_at
    if is_of_another or is_anothers or is_taken or is_revoked or not is_good:
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


def _describe(case: Case, operation: Talk, place: PlaceFacts, opened: ActFacts | None) -> None:
    began = _began(case, opened)
    is_over = operation.ended_at is not None or operation.attendance is not None
    case.detail(
        Activity,
        conflict=KEEP_COMPLETED if operation.attendance is None else COMPLETE_OPENED,
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
    if takes_span(operation.activity_kind):
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


def _hold_span(case: Case, facts: Facts, operation: Talk, place: PlaceFacts, opened: ActFacts | None) -> None:
    """Take the session's time at its place, or name the act that holds most of it.

    A talk whose end was forgotten takes no more than its day. One that an officer called separate takes its time
    beside the others: its own second record is to wait as well.
    """
    assert case.campaign is not None and case.act_id is not None
    began = _began(case, opened)
    ended = min(_ended(case, operation, began), _midnight_after(case, began))
    span = Span(case.campaign.id, place.id, began, max(ended, began + SHORTEST), operation.separate)
    rival = None if operation.separate else facts.held.rival_of(case.act_id, span)
    if rival is None:
        case.span = span
    else:
        case.same_as = rival
        case.lost_to.add(rival)


def one_detail(before: dict[str, Any], after: dict[str, Any], conflict: str) -> dict[str, Any]:
    """What two cases of a batch say of one talk, as if written one after the other (the clauses above)."""
    code_id = before["code_id"] or after["code_id"]
    stays = before["attendance"] is not None and before["same_as"] is None and after["same_as"] is not None
    if conflict == KEEP_COMPLETED or stays:
        return {**before, "code_id": code_id}
    ended_at = after["ended_at"] and max(after["ended_at"], before["opened_at"])
    return {**after, "code_id": code_id, "opened_at": before["opened_at"], "ended_at": ended_at}
