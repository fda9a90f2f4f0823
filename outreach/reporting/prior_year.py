"""The same month of the year before (同比): the ledger's own where the campaign had it, else what was imported of it.

Imported figures are those of a unit alone, told by whoever kept them then (docs/decisions/0016-paper-records.md): they
were never verified line by line, and may rest on another definition.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import EARLIEST, Period, PeriodKind
from outreach.capture.imports.models import PriorYear
from outreach.organisation.models import OrganisationUnit


@dataclass(frozen=True, slots=True)
class PriorFigures:
    """Imported figures, by month (its first day) and indicator; ``units`` is how many told any of them."""

    values: Mapping[tuple[date, str], int]
    units: int


def year_before(period: Period, campaign: Campaign) -> Period | None:
    """The month of a year before; None for any other period, and at the beginning of the century."""
    if period.kind is not PeriodKind.MONTH or period.last.year <= EARLIEST.year + 1:
        return None
    return campaign.closing_days.period_of(PeriodKind.MONTH, month_of(period).replace(year=period.last.year - 1))


def imported_before(campaign: Campaign, units: Collection[OrganisationUnit], months: Iterable[Period]) -> PriorFigures:
    """What these units imported of ``months``, added up; one statement, none without a month.

    A month is the one that it closes in: whoever told its figure knew no other name for it.
    """
    days = [month_of(month) for month in months]
    if not days:
        return PriorFigures({}, 0)
    rows = PriorYear.objects.filter(campaign=campaign, unit__in=[unit.pk for unit in units], month__in=days)
    values: dict[tuple[date, str], int] = {}
    told_by = set()
    for unit, indicator, month, quantity in rows.values_list("unit_id", "indicator", "month", "quantity"):
        told_by.add(unit)
        values[month, indicator] = values.get((month, indicator), 0) + quantity
    return PriorFigures(values, len(told_by))


def month_of(period: Period) -> date:
    """By which day a month stands in ``PriorFigures``: the first of the calendar month that it closes in."""
    return period.last.replace(day=1)
