"""How many said no, and how many said that they were forced: by station and month, from ten up (domain.md section 4).

Every number below ten is hidden, nought too: whether one of a few said no must not be seen. For the same reason every
station in the viewer's sight has its row in every month, and nothing is ever added up. A month is shown once it is
over: of a number that still grows, two looks would tell who said no in between.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from outreach.campaigns.models import Campaign
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import station_in
from outreach.privacy.models import PressureReport

LEAST: Final = 10

# A month is local to each campaign; `far` and `until` are a day wider, for the index by time.
_REFUSALS: Final = """
SELECT submission.unit_id, count(*)
FROM outreach_submission AS submission
JOIN outreach_campaign AS campaign ON campaign.id = submission.campaign_id
WHERE submission.received_at BETWEEN %(far)s AND %(until)s
    AND submission.kind = 'refusal' AND submission.outcome = 'accepted'
    AND date_trunc('month', submission.received_at AT TIME ZONE campaign.timezone)::date = %(month)s
    AND submission.unit_id = ANY(%(units)s)
GROUP BY submission.unit_id
"""


@dataclass(frozen=True, slots=True)
class Voices:
    """A station's row in a month, or that of a unit above the stations for what it did itself.

    None stands for less than LEAST. `hears_pressure` says whether the viewer may see reports of pressure about this
    unit at all: the unit above hears them, never its own chief; where not, `pressure` is None whatever there is.
    """

    unit: OrganisationUnit
    refusals: int | None
    pressure: int | None
    hears_pressure: bool


def months_over(campaigns: Collection[Campaign], now: datetime) -> list[date]:
    """The first days of the months that may be shown, the latest first: those that are over where each campaign is.

    They begin with the earliest campaign. `now` is aware.
    """
    begins = min((campaign.starts_on.replace(day=1) for campaign in campaigns), default=date.max)
    months: list[date] = []
    month = _moved(_running_month(campaigns, now), -1)
    while month >= begins:
        months.append(month)
        month = _moved(month, -1)
    return months


def next_showing(campaigns: Collection[Campaign], now: datetime) -> date:
    """The local day from which the month that runs now is shown."""
    return _moved(_running_month(campaigns, now), 1)


def _running_month(campaigns: Collection[Campaign], now: datetime) -> date:
    """The first day of the month that runs, by the calendar that is furthest behind."""
    return min((now.astimezone(each.zone).date() for each in campaigns), default=timezone.localdate(now)).replace(day=1)


def _moved(month: date, months: int) -> date:
    year, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(year, index + 1, 1)


def voices_of(scope: Scope, month: date) -> list[Voices]:
    """The rows of the local month that begins on `month`, in the order of the tree, for who reads these units' reports.

    A post or a grid adds to its station, and is not shown apart to its own chief either. Three statements.
    """
    tree = _stations()
    rows = {station: above for station, above in tree.values() if station.pk in scope.oversees}
    below = {unit_id: station.pk for unit_id, (station, _above) in tree.items() if station in rows}
    refusals = _added_up(_refusals_in(month, below.keys()), below)
    pressure = _added_up(_pressure_in(month, below.keys()), below)
    return [
        Voices(
            unit=station,
            refusals=_from_least(refusals[station.pk]),
            pressure=_from_least(pressure[station.pk]) if above.pk in scope.oversees else None,
            hears_pressure=above.pk in scope.oversees,
        )
        for station, above in rows.items()
    ]


def _stations() -> dict[int, tuple[OrganisationUnit, OrganisationUnit]]:
    """By the id of each unit, in the order of the tree: what it is shown under, and who is above that."""
    found: dict[int, tuple[OrganisationUnit, OrganisationUnit]] = {}
    line: list[OrganisationUnit] = []
    for unit in OrganisationUnit.objects.order_by("path"):
        line = [*(each for each in line if unit.path.startswith(each.path)), unit]
        station = station_in(line)
        found[unit.pk] = station, line[max(line.index(station) - 1, 0)]
    return found


def _refusals_in(month: date, units: Collection[int]) -> Mapping[int, int]:
    begins = datetime.combine(month, time.min, tzinfo=UTC)
    day = timedelta(days=1)
    asked: dict[str, Any] = {"month": month, "units": list(units), "far": begins - day, "until": begins + 32 * day}
    with connection.cursor() as cursor:
        cursor.execute(_REFUSALS, asked)
        return dict(cursor.fetchall())


def _pressure_in(month: date, units: Collection[int]) -> Mapping[int, int]:
    told = PressureReport.objects.filter(month=month, about__in=units)
    return dict(told.values_list("about").annotate(Count("pk")).order_by())


def _added_up(counted: Mapping[int, int], stations: Mapping[int, int]) -> Counter[int]:
    total: Counter[int] = Counter()
    for unit_id, number in counted.items():
        total[stations[unit_id]] += number
    return total


def _from_least(number: int) -> int | None:
    return number if number >= LEAST else None
