"""What units owe: a report of each week or month that is over, and which of these nobody made.

Months are owed by every station and all above it (domain.md section 1: a summary per month), weeks by the units that
have them scheduled, from the first that the schedule drafted on. Both begin with the campaign and with the unit, and
end with it: of the month of a move both of its line owe their part (docs/decisions/0021-reports-that-come-round.md).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import ONE_DAY, Period, PeriodKind
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.selectors import BELOW_A_STATION
from outreach.reporting.models import Report, ReportSchedule
from outreach.reporting.spans import last_closed, was_there


@dataclass(frozen=True, slots=True)
class Arrears:
    """The closed ``periods`` of which the unit owes a report and has none, the latest first; there is one at least."""

    unit: OrganisationUnit
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """What units owe of one kind, all in the order of the tree.

    ``period`` is the last closed one, ``units`` those that owe it; ``arrears`` has every unit that made no report of
    some closed period, of an earlier one perhaps that it alone lacks.
    """

    period: Period
    units: tuple[OrganisationUnit, ...]
    arrears: tuple[Arrears, ...]

    @property
    def missing(self) -> tuple[Arrears, ...]:
        """The units that made none of the last closed period, with the earlier ones they lack."""
        return tuple(each for each in self.arrears if each.periods[0] == self.period)

    @property
    def overdue(self) -> tuple[Arrears, ...]:
        """The units that lack an earlier period only: they made the last one, or do not owe it."""
        return tuple(each for each in self.arrears if each.periods[0] != self.period)


def due_for(
    campaign: Campaign, units: Collection[OrganisationUnit], kind: PeriodKind, *, now: datetime | None = None
) -> Due | None:
    """What ``units`` of the campaign owe of its weeks or months, None before the first is over.

    A report is made once somebody, or the schedule, began it: what it waits for is told where it stands. One statement,
    of weeks a second one, however many units and periods there are.
    """
    latest = last_closed(campaign, kind, now or timezone.now())
    if latest is None:
        return None
    owing_from = _owing_from(campaign, units, kind)
    owing = [unit for unit in units if unit.pk in owing_from]
    closed = list(campaign.closing_days.periods(kind, campaign.starts_on, latest.last))[::-1]
    reports = Report.objects.filter(campaign=campaign, unit__in=owing, period_kind=kind.value, last__lte=latest.last)
    made = set(reports.order_by().values_list("unit_id", "first", "last"))
    arrears = []
    for unit in owing:
        owed = [each for each in closed if owing_from[unit.pk] <= each.last and is_owed(campaign, unit, each)]
        if lacking := tuple(each for each in owed if (unit.pk, each.first, each.last) not in made):
            arrears.append(Arrears(unit, lacking))
    of_latest = (each for each in owing if owing_from[each.pk] <= latest.last and is_owed(campaign, each, latest))
    return Due(latest, tuple(of_latest), tuple(arrears))


def is_owed(campaign: Campaign, unit: OrganisationUnit, period: Period) -> bool:
    """Whether the unit is there on a day of ``period``, one of the campaign's, that the campaign has.

    A unit owes nothing of the days before it was entered, though records of them may be.
    """
    first, last = max(period.first, campaign.starts_on), min(period.last, campaign.ends_on or period.last)
    return was_there(unit, first, last) and (unit.entered_on is None or unit.entered_on <= last)


def _owing_from(campaign: Campaign, units: Collection[OrganisationUnit], kind: PeriodKind) -> Mapping[int, date]:
    """By the id of each unit that owes this kind, a day: the periods that end before it are not owed."""
    if kind is PeriodKind.MONTH:
        return {unit.pk: campaign.starts_on for unit in units if unit.kind not in BELOW_A_STATION}
    # Begun, a schedule drafts the last closed one first: of those before it nothing was asked.
    on = ReportSchedule.objects.filter(campaign=campaign, unit__in=units, kind=kind.value, is_on=True)
    return {
        unit_id: campaign.closing_days.period_of(kind, owed_since.astimezone(campaign.zone).date()).first - ONE_DAY
        for unit_id, owed_since in on.values_list("unit_id", "owed_since")
    }
