"""Talks: opened and completed, in one step or two, in either order of arrival."""

from dataclasses import astuple
from datetime import datetime, time, timedelta

from outreach.campaigns.indicators import ActivityKind, Evidence, IndicatorKey, session_indicator
from outreach.capture.admission import admit_code, audience_of, open_act, require_scope
from outreach.capture.case import Case, Facts
from outreach.capture.facts import ActFacts, CodeFacts
from outreach.capture.models import Activity, ClaimKind
from outreach.capture.operations import Complete, Talk
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
    materials = excluded.materials,
    code_id = COALESCE(outreach_activity.code_id, excluded.code_id)"""


def judge_talk(case: Case, facts: Facts) -> None:
    """A talk at a scanned place.

    With its head count it is whole and counts; without, it is accepted until completed.
    """
    operation = case.operation
    assert isinstance(operation, Talk)
    place = admit_code(case, facts, CodeKind.PLACE)
    there = facts.acts.get(case.id)
    if there is not None:
        _require_talk_here(there, place)
        if there.is_counted and operation.attendance is not None:
            raise Refusal("already_counted")
    open_act(case, audience=audience_of(operation.audiences))
    _bind(case, facts, operation)
    _describe(case, operation, place, KEEP_COMPLETED)
    if operation.attendance is None:
        case.outcome = Outcome.ACCEPTED
    else:
        _count(case, operation, place)


def judge_complete(case: Case, facts: Facts) -> None:
    """The end of a talk; it carries the whole talk, so the talk itself may still be on its way."""
    operation = case.operation
    assert isinstance(operation, Complete)
    place = admit_code(case, facts, CodeKind.PLACE)
    if operation.attendance is None:
        raise Refusal("malformed", errors={"attendance": ["required"]})
    opened = facts.acts.get(operation.talk)
    if opened is None:
        open_act(case, audience=audience_of(operation.audiences))
        assert case.act is not None
        case.act |= {"id": operation.talk, "kind": Kind.TALK.value}
    else:
        _require_talk_here(opened, place)
        require_scope(case, facts, opened.unit)
        if opened.is_counted:
            raise Refusal("already_counted")
        case.unit, case.moved = opened.unit, opened
        case.act_changes = {"audience": str(audience_of(operation.audiences))}
    case.act_id = operation.talk
    _bind(case, facts, operation)
    _describe(case, operation, place, COMPLETE_OPENED)
    _count(case, operation, place)
    if opened is not None:
        opened.book(case.lines)


def _require_talk_here(act: ActFacts, place: CodeFacts) -> None:
    """The act is a live talk at this place."""
    if act.kind != Kind.TALK or act.campaign.id != place.campaign.id:
        raise Refusal("malformed", errors={"talk": ["not a talk of this campaign"]})
    if act.place_id is not None and act.place_id != place.place_id:
        raise Refusal("malformed", errors={"code": ["the talk is at another place"]})
    if act.voided_by:
        raise Refusal("act_voided")


def _bind(case: Case, facts: Facts, operation: Talk) -> None:
    """Take an unbound activity code for this talk, for the rest of its local day.

    A code that is no longer free, or not good now, is no reason to lose the talk: it counts without, and is flagged.
    """
    if not operation.activity_code:
        return
    code = facts.codes.get(normalise(operation.activity_code))
    if code is None:
        raise Refusal("code_unknown")
    if code.kind != CodeKind.ACTIVITY or (case.campaign and code.campaign.id != case.campaign.id):
        raise Refusal("wrong_code_kind")
    require_scope(case, facts, code.unit)
    if code.activity_id == case.act_id:
        return
    is_revoked = code.revoked_at is not None and code.revoked_at <= case.occurred_at
    if code.activity_id is not None or is_revoked or not code.starts_at <= case.occurred_at < code.ends_at:
        case.unbind()
    else:
        case.binds, case.code_ends_at = code, _end_of_day(case)
        case.claim(ClaimKind.ACTIVITY_CODE, str(code.id))


def _end_of_day(case: Case) -> datetime:
    """When the code of a talk stops counting: outside an event a posted code only teaches (design.md section 3)."""
    assert case.campaign is not None
    day = case.campaign.day_of(case.occurred_at) + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=case.campaign.zone)


def _describe(case: Case, operation: Talk, place: CodeFacts, conflict: str) -> None:
    ended_at = operation.ended_at
    if ended_at is not None or operation.attendance is not None:
        ended_at = max(ended_at or case.occurred_at, case.occurred_at)
    case.detail(
        Activity,
        conflict=conflict,
        act_id=case.act_id,
        place_id=place.place_id,
        activity_kind=operation.activity_kind,
        code_id=case.binds.id if case.binds else None,
        topic=operation.topic,
        audiences=operation.audiences,
        opened_at=case.occurred_at,
        ended_at=ended_at,
        attendance=operation.attendance,
        attendance_method=operation.attendance_method or ("counted" if operation.attendance is not None else ""),
        note=operation.note,
        materials=[astuple(handed) for handed in operation.materials],
    )


def _count(case: Case, operation: Talk, place: CodeFacts) -> None:
    case.claim(ClaimKind.COMPLETION, str(case.act_id))
    case.line(session_indicator(ActivityKind(operation.activity_kind), place.place_kind), Evidence.WITNESSED, 1)
    case.line(IndicatorKey.ATTENDANCE, Evidence.WITNESSED, operation.attendance or 0)
    for handed in operation.materials:
        case.line(IndicatorKey.MATERIALS, Evidence.WITNESSED, handed.copies)
