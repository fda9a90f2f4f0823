"""Setting targets and entering population bases: always a new row, by who administers the unit, with a trace."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.audit.services import note
from outreach.campaigns.aims.models import PopulationBase, Target
from outreach.campaigns.aims.selectors import base_of_day, latest_target
from outreach.campaigns.indicators import Audience, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope

# More than anything is counted in, and less than a mistyped phone number.
LARGEST: Final = 999_999_999


@transaction.atomic
def set_target(
    *,
    by: Scope,
    campaign: Campaign,
    unit: OrganisationUnit,
    indicator: IndicatorKey,
    quantity: int | None,
    days: tuple[date, date] | None = None,
    now: datetime | None = None,
) -> Target:
    """What `unit` and all below it are to reach in the local `days`, both included, or in the whole campaign.

    It stands in place of what was set before for the same days, which is kept; without a quantity there is no target
    any more. What stands already is not set again.

    Raises:
        Refusal: `permission_denied` or `out_of_scope` for the unit; `malformed` with the fields that a rule refuses.
    """
    set_at = now or timezone.now()
    _require_right(by, campaign, unit)
    if days is not None:
        _require_days(campaign, *days)
    standing = latest_target(campaign, unit, indicator, days)
    stood = standing.quantity if standing else None
    if standing is not None and quantity == stood:
        return standing
    if quantity is None and stood is None:
        raise Refusal("malformed", errors={"quantity": [_("There is no target to take back.")]})
    first, last = days or (None, None)
    target = Target.objects.create(
        campaign=campaign,
        unit=unit,
        indicator=indicator,
        first=first,
        last=last,
        quantity=quantity,
        set_by_id=by.officer_id,
        set_at=set_at,
    )
    facts = {"unit": unit.pk, "indicator": indicator.value, "quantity": quantity}
    note(actor=f"officer:{by.officer_id}", action="target_set", subject=f"target:{target.pk}", facts=facts, at=set_at)
    return target


@transaction.atomic
def enter_population(
    *,
    by: Scope,
    campaign: Campaign,
    unit: OrganisationUnit,
    audience: Audience | None,
    count: int | None,
    source: str,
    as_of: date,
    now: datetime | None = None,
) -> PopulationBase:
    """How many people of an audience, or of all, `source` counts for the unit on the day `as_of`.

    It stands in place of what was entered before for that day, which is kept; without a count there is none any more.
    What stands already is not entered again.

    Raises:
        Refusal: `permission_denied` or `out_of_scope` for the unit; `malformed` with the fields that a rule refuses.
    """
    entered_at = now or timezone.now()
    _require_right(by, campaign, unit)
    if as_of > entered_at.astimezone(campaign.zone).date():
        raise Refusal("malformed", errors={"as_of": [_("A day that has been: nobody is counted beforehand.")]})
    standing = base_of_day(campaign, unit, audience, as_of)
    stood = (standing.count, standing.source) if standing else (None, "")
    if standing is not None and (count, source) == stood:
        return standing
    if count is None and stood[0] is None:
        raise Refusal("malformed", errors={"count": [_("There is no number of this day to take back.")]})
    base = PopulationBase.objects.create(
        campaign=campaign,
        unit=unit,
        audience=audience or "",
        count=count,
        source=source,
        as_of=as_of,
        entered_by_id=by.officer_id,
        entered_at=entered_at,
    )
    note(
        actor=f"officer:{by.officer_id}",
        action="population_entered",
        subject=f"population:{base.pk}",
        facts={"unit": unit.pk, "audience": base.audience, "count": count, "as_of": as_of.isoformat()},
        at=entered_at,
    )
    return base


def _require_right(by: Scope, campaign: Campaign, unit: OrganisationUnit) -> None:
    by.require_administered(unit.pk)
    if not unit.path.startswith(campaign.unit.path):
        raise Refusal("malformed", errors={"unit": [_("The campaign is not for this unit.")]})


def _require_days(campaign: Campaign, first: date, last: date) -> None:
    if last < first:
        raise Refusal("malformed", errors={"last": [_("Not before the first day.")]})
    if last < campaign.starts_on or (campaign.ends_on is not None and first > campaign.ends_on):
        raise Refusal("malformed", errors={"period": [_("The campaign has no day among these.")]})
