"""Rows of paper records (补录): taken on trust, long after, for the units that their importer manages today."""

from datetime import datetime, time
from typing import Final

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.capture.admission import open_act
from outreach.capture.case import Case
from outreach.capture.facts import CampaignFacts, UnitFacts
from outreach.capture.operations import Imported
from outreach.capture.state import Facts
from outreach.errors import Refusal
from outreach.ledger.models import Source
from outreach.organisation.scope import may_manage

# Paper tells no hour: noon is never at night, and the same day in every zone near by.
_HOUR: Final = time(12)


def judge_imported(case: Case, facts: Facts) -> None:
    """One line at evidence `imported` on the row's own day, however long ago: the late limit is for phones.

    A membership of today decides, not one of the day itself: a chief enters what was done before they came. Of a unit
    that moved it is enough to lead the one of the row's day, or the one that it is today.
    """
    operation = case.operation
    assert isinstance(operation, Imported)
    if case.principal.source != Source.IMPORT:
        raise Refusal("permission_denied")
    unit = facts.named.units.get(operation.unit or 0)
    if unit is None:
        raise Refusal("malformed", errors={"unit": ["unknown unit"]})
    campaign = _campaign(operation, unit.on(operation.day), facts)
    case.campaign, case.unit = campaign, unit
    today = campaign.day_of(case.now)
    paths = {unit.on(day).path for day in (operation.day, today)}
    if not any(may_manage(facts.spans, path=path, day=today) for path in paths):
        raise Refusal("out_of_scope")
    if not campaign.runs_on(operation.day) or operation.day > today:
        raise Refusal("malformed", errors={"day": ["outside the campaign or in the future"]})
    case.place = facts.named.places.get(operation.place or 0)
    case.occurred_at = min(datetime.combine(operation.day, _HOUR, campaign.zone), case.now)
    case.flags |= _flags(operation)
    open_act(case, audience=operation.audience)
    case.line(IndicatorKey(operation.indicator), Evidence.IMPORTED, operation.quantity)


def _campaign(operation: Imported, unit: UnitFacts, facts: Facts) -> CampaignFacts:
    for campaign in facts.campaigns:
        if campaign.slug == operation.campaign and unit.path.startswith(campaign.path):
            return campaign
    raise Refusal("campaign_unknown")


def _flags(operation: Imported) -> set[str]:
    told = {"month_only": operation.is_of_month, "possible_duplicate": operation.is_doubtful}
    return {flag for flag, holds in told.items() if holds}
