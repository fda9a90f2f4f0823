"""The targets and the population bases that stand, and how they came to."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from outreach.campaigns.aims.models import PopulationBase, Target
from outreach.campaigns.indicators import Audience, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import AnyUnit

_NEWEST: Final = """
SELECT DISTINCT ON (first, last, indicator) first, last, indicator, quantity
FROM outreach_target
WHERE campaign_id = %s AND unit_id = %s
    AND (first IS NULL OR (first = ANY (%s::date[]) AND last = ANY (%s::date[])))
ORDER BY first, last, indicator, id DESC
"""


def targets_of(campaign: Campaign, unit: AnyUnit, *periods: Period) -> list[Mapping[IndicatorKey, int]]:
    """How much `unit` is to reach in exactly the days of each of `periods`, by indicator; one statement.

    For a campaign to date it is what was set for the whole campaign: a share of it tells how far one has come.
    """
    asked = [(None, None) if each.kind is PeriodKind.CAMPAIGN else (each.first, each.last) for each in periods]
    firsts, lasts = ([day for day in days if day] for days in zip(*asked, strict=True))
    targets: dict[tuple[date | None, date | None], dict[IndicatorKey, int]] = {days: {} for days in asked}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [campaign.pk, unit.pk, firsts, lasts])
        for first, last, indicator, quantity in cursor.fetchall():
            if (first, last) in targets and quantity is not None:
                targets[first, last][IndicatorKey(indicator)] = quantity
    return [targets[days] for days in asked]


def standing_targets(campaign: Campaign, units: Collection[OrganisationUnit]) -> QuerySet[Target]:
    """All targets of these units that stand: in the order of the tree, for the whole campaign before single days."""
    found = Target.objects.filter(campaign=campaign, unit__in=units)
    newest = found.order_by("unit", "indicator", "first", "last", "-pk").distinct("unit", "indicator", "first", "last")
    return (
        Target.objects.filter(pk__in=newest.values("pk"), quantity__isnull=False)
        .select_related("unit")
        .order_by("unit__path", "-first", "-last", "indicator")
    )


def standing_populations(
    campaign: Campaign, unit_ids: Collection[int], *, day: date | None = None
) -> QuerySet[PopulationBase]:
    """The base of today of each of these units and audiences, in the order of the tree; that of `day`, if one is given.

    Never one as of a later day: a report that was printed keeps its base.
    """
    found = PopulationBase.objects.filter(campaign=campaign, unit__in=unit_ids)
    if day is not None:
        found = found.filter(as_of__lte=day)
    of_days = found.order_by("unit", "audience", "as_of", "-pk").distinct("unit", "audience", "as_of")
    latest = (
        PopulationBase.objects.filter(pk__in=of_days.values("pk"), count__isnull=False)
        .order_by("unit", "audience", "-as_of")
        .distinct("unit", "audience")
    )
    return (
        PopulationBase.objects.filter(pk__in=latest.values("pk"))
        .select_related("unit")
        .order_by("unit__path", "audience")
    )


def find_target(number: int, *, campaigns: Collection[Campaign], units: Collection[OrganisationUnit]) -> Target:
    """The target of this number, one that no longer stands too. Raises Refusal: `not_found`."""
    found = Target.objects.filter(pk=number, campaign__in=campaigns, unit__in=units)
    target = found.select_related("campaign__unit", "unit").first()
    if target is None:
        raise Refusal("not_found")
    return target


def find_population(
    number: int, *, campaigns: Collection[Campaign], units: Collection[OrganisationUnit]
) -> PopulationBase:
    """The base of this number, one that no longer stands too. Raises Refusal: `not_found`."""
    found = PopulationBase.objects.filter(pk=number, campaign__in=campaigns, unit__in=units)
    base = found.select_related("campaign__unit", "unit").first()
    if base is None:
        raise Refusal("not_found")
    return base


def history_of_target(target: Target) -> QuerySet[Target]:
    """All that was set for the same unit, indicator and days, what was set last first."""
    days = (target.first, target.last) if target.first and target.last else None
    found = _of_days(target.campaign, target.unit, days).filter(indicator=target.indicator)
    return found.select_related("set_by").order_by("-pk")


def history_of_population(base: PopulationBase) -> QuerySet[PopulationBase]:
    """All that was entered for the same unit and audience, what was entered last first."""
    found = PopulationBase.objects.filter(campaign=base.campaign, unit=base.unit, audience=base.audience)
    return found.select_related("entered_by").order_by("-pk")


def latest_target(
    campaign: Campaign, unit: OrganisationUnit, indicator: IndicatorKey, days: tuple[date, date] | None
) -> Target | None:
    """What was set last, also if that took the target back."""
    return _of_days(campaign, unit, days).filter(indicator=indicator).order_by("-pk").first()


def base_of_day(
    campaign: Campaign, unit: OrganisationUnit, audience: Audience | None, as_of: date
) -> PopulationBase | None:
    """What was entered last for this day, also if that took the number back."""
    found = PopulationBase.objects.filter(campaign=campaign, unit=unit, audience=audience or "", as_of=as_of)
    return found.order_by("-pk").first()


def _of_days(campaign: Campaign, unit: OrganisationUnit, days: tuple[date, date] | None) -> QuerySet[Target]:
    first, last = days or (None, None)
    return Target.objects.filter(campaign=campaign, unit=unit, first=first, last=last)
