"""Rules every kind shares: when it happened, whether its code is good, whose unit it is (design.md §4.3)."""

from datetime import date, datetime, timedelta

from django.utils.timezone import get_default_timezone

from outreach.campaigns.indicators import Audience
from outreach.capture.case import Case
from outreach.capture.facts import CampaignFacts, CodeFacts, PlaceFacts, UnitFacts
from outreach.capture.state import Facts
from outreach.codes.alphabet import normalise
from outreach.codes.models import CodeKind
from outreach.errors import Refusal
from outreach.organisation.scope import may_write

# A phone's clock may run ahead by this much before its time is taken for wrong.
AHEAD = timedelta(minutes=10)


def corrected_time(case: Case) -> datetime:
    """The phone's time plus the offset it last knew; a resident's time is when the server heard of it."""
    told = getattr(case.operation, "started_at", None) or case.operation.occurred_at
    if not case.is_by_officer or told is None:
        return case.now
    corrected = by_server_clock(case, told)
    if corrected is None:
        case.flags.add("implausible_time")
    return corrected or case.now


def by_server_clock(case: Case, told: datetime) -> datetime | None:
    """A time of the phone's, corrected; none where it leads out of all bounds."""
    try:
        return told + timedelta(milliseconds=case.operation.clock_offset_ms)
    except OverflowError:
        return None


def settle_time(case: Case, campaign: CampaignFacts) -> None:
    """Fix `occurred_at` for a campaign: an impossible time counts as now and is flagged, a stale one is refused.

    Nothing of a campaign can have been scanned before it began or later than now: then the clock is wrong, not the
    officer.
    """
    if case.occurred_at > case.now + AHEAD or campaign.day_of(case.occurred_at) < campaign.starts_on:
        case.flags.add("implausible_time")
        case.occurred_at = case.now
    elif case.occurred_at > case.now:
        case.occurred_at = case.now
    elif case.now - case.occurred_at > timedelta(days=campaign.late_limit_days):
        raise Refusal("too_late")


def admit(case: Case, facts: Facts, *kinds: CodeKind, campaign: CampaignFacts | None = None) -> CodeFacts | None:
    """What an officer enters: by its code, which is returned, or else by its place or by the officer's unit.

    `campaign` is the one that is meant where neither a code nor a slug tells it.
    """
    if case.operation.code or not case.is_by_officer:
        return admit_code(case, facts, *kinds)
    admit_without_code(case, facts, campaign=campaign)
    return None


def admit_code(case: Case, facts: Facts, *kinds: CodeKind) -> CodeFacts:
    """The case's code, if it is known, of one of `kinds`, in its window, in scope and not revoked."""
    code = facts.codes.get(normalise(case.operation.code))
    if code is None:
        raise Refusal("code_unknown")
    case.code, case.campaign, case.unit = code, code.campaign, code.unit
    if code.kind not in kinds:
        raise Refusal("wrong_code_kind")
    settle_time(case, code.campaign)
    if code.revoked_at is not None and code.revoked_at <= case.occurred_at:
        raise Refusal("code_revoked")
    if code.activity_voided:
        raise Refusal("code_revoked")
    if not code.starts_at <= case.occurred_at < code.ends_at:
        raise Refusal("code_expired")
    if not code.campaign.runs_on(code.campaign.day_of(case.occurred_at)):
        raise Refusal("campaign_unknown")
    require_scope(case, facts, code.unit)
    case.place = code.place
    if case.is_by_officer and case.operation.place is not None:
        _require_place(case, facts, code.campaign)
    return code


def _require_place(case: Case, facts: Facts, campaign: CampaignFacts) -> None:
    """Where a code tells no place, a form's for one, the named one tells it and its unit; else both must agree."""
    place = named_place(case, facts)
    if case.place is None:
        if not place.unit.on(campaign.day_of(case.occurred_at)).path.startswith(campaign.path):
            raise Refusal("campaign_unknown")
        require_scope(case, facts, place.unit)
        case.place, case.unit = place, place.unit
    elif case.place.id != place.id:
        raise Refusal("malformed", errors={"place": ["the code is of another place"]})


def named_place(case: Case, facts: Facts) -> PlaceFacts:
    """The place that the operation names."""
    place = facts.named.places.get(case.operation.place or 0)
    if place is None:
        raise Refusal("malformed", errors={"place": ["unknown place"]})
    return place


def admit_without_code(
    case: Case, facts: Facts, unit: UnitFacts | None = None, campaign: CampaignFacts | None = None
) -> None:
    """Campaign and unit of an operation that no code tells: the place's unit, the one named, or the officer's own.

    The campaign is the one named, else the given one, else the latest that covers the unit and runs on the day. A given
    `unit` (and with it its own place) is what the operation counts for whatever it names.
    """
    begun = min((each.starts_on for each in facts.campaigns), default=None)
    if begun is None:
        raise Refusal("campaign_unknown")
    if case.occurred_at > case.now + AHEAD or _local_day(case) < begun:
        # No campaign at all can have been meant: the clock is wrong, and the act counts now.
        case.flags.add("implausible_time")
        case.occurred_at = case.now
    if unit is None and case.operation.place is not None:
        case.place = named_place(case, facts)
        unit = case.place.unit
    is_own = unit is None
    if unit is None:
        unit = _own_unit(case, facts)
    case.unit = unit = unit.on(_local_day(case))
    slug = case.operation.campaign
    known = facts.campaigns if campaign is None or slug else (campaign,)
    candidates = [each for each in known if unit.path.startswith(each.path) and (not slug or each.slug == slug)]
    case.campaign = next((each for each in candidates if each.runs_on(each.day_of(case.occurred_at))), None)
    if case.campaign is None:
        raise Refusal("campaign_unknown")
    settle_time(case, case.campaign)
    case.unit = unit = (_own_unit(case, facts) if is_own else unit).on(_local_day(case))
    require_scope(case, facts, unit)


def _local_day(case: Case) -> date:
    """The campaign's; for as long as none is known, that of the installation's time zone."""
    zone = case.campaign.zone if case.campaign else get_default_timezone()
    return case.occurred_at.astimezone(zone).date()


def _own_unit(case: Case, facts: Facts) -> UnitFacts:
    if case.operation.unit is not None:
        named = facts.named.units.get(case.operation.unit)
        if named is None:
            raise Refusal("malformed", errors={"unit": ["unknown unit"]})
        return named
    for span in facts.spans:
        if span.role != "auditor" and span.holds_on(_local_day(case)):
            return UnitFacts(span.unit_id, span.path)
    raise Refusal("out_of_scope")


def require_scope(case: Case, facts: Facts, unit: UnitFacts) -> None:
    """Officers write for the units their membership covered on the day it happened.

    A resident's code is scope enough.
    """
    if case.is_by_officer and not may_write_for(case, facts, unit):
        raise Refusal("out_of_scope")


def may_write_for(case: Case, facts: Facts, unit: UnitFacts) -> bool:
    day = _local_day(case)
    return may_write(facts.spans, path=unit.on(day).path, day=day)


def _require_in_use(case: Case, unit: UnitFacts, day: date) -> None:
    """What happened before a unit's last day or a place's retirement counts, however late it arrives."""
    if not unit.counts_on(day):
        raise Refusal("no_longer_used")
    if case.place is not None and case.place.retired_at is not None and case.place.retired_at <= case.occurred_at:
        raise Refusal("no_longer_used")


def audience_of(audiences: tuple[str, ...]) -> str:
    """The one audience a line is booked under: several are `mixed`, their breakdown stays in the detail."""
    if not audiences:
        return Audience.UNSPECIFIED
    return audiences[0] if len(set(audiences)) == 1 else Audience.MIXED


def open_act(case: Case, *, audience: str, is_batch: bool = False, day: date | None = None) -> None:
    """A new act named by this submission, of the unit that counted on its day: here is said which, for every kind.

    `day` is the local day that it counts on, where that is not the one it was entered on.

    Raises Refusal: `no_longer_used`; `campaign_unknown` where the unit moved out of the campaign.
    """
    assert case.campaign is not None and case.unit is not None
    day = day or case.campaign.day_of(case.occurred_at)
    case.unit = case.unit.on(day)
    if not case.unit.path.startswith(case.campaign.path):
        raise Refusal("campaign_unknown")
    _require_in_use(case, case.unit, day)
    case.act_id = case.id
    case.act = {
        "id": case.id,
        "kind": case.operation.kind.value,
        "campaign_id": case.campaign.id,
        "unit_id": case.unit.id,
        "officer_id": case.principal.officer_id,
        "code_id": case.code.id if case.code else None,
        "place_id": case.place.id if case.place else None,
        "day": day,
        "audience": str(audience),
        "occurred_at": case.occurred_at,
        "is_batch": is_batch,
    }
    if is_batch:
        case.flags.add("batch")
