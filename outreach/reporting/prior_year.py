"""The same month of the year before (同比): the ledger's own where the campaign had it, else what was imported of it.

Imported figures are those of a unit alone, told by whoever kept them then (docs/decisions/0016-paper-records.md): they
were never verified line by line, and may rest on another definition. Of a unit that moved they go with it: they stand
beside the months of whichever subtree it belongs to then.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import EARLIEST, Period, PeriodKind
from outreach.capture.imports.models import PriorYear
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.moves import is_of


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


def imported_before(
    campaign: Campaign, units: Collection[OrganisationUnit], years: Mapping[Period, Period]
) -> PriorFigures:
    """What was imported of the year before, added up over ``units``, each read with its successor.

    ``years`` are the months of the year before by the months beside which they stand: of a unit that moved they count
    where it belongs on such a month's last day. One statement, none without a month. A month is the one that it closes
    in: whoever told its figure knew no other name for it.
    """
    beside = {month_of(year): month.last for month, year in years.items()}
    if not beside:
        return PriorFigures({}, 0)
    lines: dict[int, list[OrganisationUnit]] = {}
    for unit in units:
        lines.setdefault(unit.origin_id or unit.pk, []).append(unit)
    told_of = Q(unit__in=[unit.pk for unit in units]) | Q(unit__origin__in=list(lines))
    rows = PriorYear.objects.filter(told_of, campaign=campaign, month__in=list(beside))
    told: dict[tuple[int, date, str], int] = {}
    for number, origin, indicator, month, quantity in rows.order_by("source__made_at", "unit").values_list(
        "unit_id", "unit__origin", "indicator", "month", "quantity"
    ):
        line = origin or number
        if any(is_of(unit, beside[month]) for unit in lines[line]):
            # Told for two units of one line, it is the same figure: what was told last stands.
            told[line, month, indicator] = quantity
    values: dict[tuple[date, str], int] = {}
    for (_line, month, indicator), quantity in told.items():
        values[month, indicator] = values.get((month, indicator), 0) + quantity
    return PriorFigures(values, len({line for line, *_ in told}))


def month_of(period: Period) -> date:
    """By which day a month stands in ``PriorFigures``: the first of the calendar month that it closes in."""
    return period.last.replace(day=1)
