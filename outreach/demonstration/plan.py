"""The numbers of the demonstration, before any act: each figure of the briefing shared out to the last copy.

A figure is divided among stations and months by largest remainders, so the parts always add up to the whole; acts then
use up their part exactly, and nothing needs adjusting afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import product
from typing import Final
from zoneinfo import ZoneInfo

from outreach.demonstration.dice import Dice

ZONE: Final = ZoneInfo("Asia/Shanghai")
FIRST_DAY: Final = date(2021, 9, 1)
LAST_DAY: Final = date(2021, 12, 2)
STATIONS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the ledger's totals must be in the end, by indicator."""

    school_talks: int
    unit_pledges: int
    resident_pledges: int
    app_installs: int
    materials: int
    publications: int

    def scaled(self, divisor: int) -> "Figures":
        """The same campaign, so many times smaller, with at least one of everything."""
        return Figures(**{each.name: max(1, getattr(self, each.name) // divisor) for each in fields(self)})


BRIEFING: Final = Figures(
    school_talks=47,
    unit_pledges=726,
    resident_pledges=41_462,
    app_installs=37_798,
    # Printed as 8万余份 and 60余篇: the briefing gives no more, the rest is invented.
    materials=80_634,
    publications=63,
)
"""The outreach figures of docs/reference/briefing_2021-12-02.json."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the campaign: its local days from `first` to `last`, and its share of the work."""

    first: date
    last: date
    share: float

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


MONTHS: Final = (
    Month(FIRST_DAY, date(2021, 9, 30), 0.205),
    Month(date(2021, 10, 1), date(2021, 10, 31), 0.311),
    Month(date(2021, 11, 1), date(2021, 11, 30), 0.449),
    Month(date(2021, 12, 1), LAST_DAY, 0.035),
)
# The towns of an invented city differ in size.
_STATION_SHARES: Final = (1.31, 1.12, 0.83, 0.94, 1.18, 0.71, 0.88, 1.03)
# By which way residents' pledges and acts of help come in.
_PLEDGE_WAYS: Final = {
    "walk_in_pledges": 0.212,
    "home_pledges": 0.058,
    "shown_pledges": 0.041,
    "numbered_papers": 0.108,
    "ranged_papers": 0.303,
    "bundled_papers": 0.278,
}
# How many sign on their phones at a session, on average.
_WALK_INS: Final = 34
_INSTALL_WAYS: Final = {"walk_in_installs": 0.183, "helped_installs": 0.817}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one station does in one month.

    Pledges: `walk_in` by residents on their phones at a session, `home` from take-home leaflets, `shown` on an
    officer's phone, `numbered` papers scanned one by one, `ranged` by serials from-to, `bundled` by copies. Installs:
    `walk_in` reported by the resident who was helped, `helped` entered by the officer.
    """

    station: int
    month: int
    school_talks: int
    unit_pledges: int
    materials: int
    walk_in_pledges: int
    home_pledges: int
    shown_pledges: int
    numbered_papers: int
    ranged_papers: int
    bundled_papers: int
    walk_in_installs: int
    helped_installs: int

    @property
    def sessions(self) -> int:
        """How many sessions, beside those at schools, the residents come to."""
        return max(1, round(self.walk_in_pledges / _WALK_INS))

    @property
    def resident_pledges(self) -> int:
        return sum(getattr(self, way) for way in _PLEDGE_WAYS)

    @property
    def app_installs(self) -> int:
        return sum(getattr(self, way) for way in _INSTALL_WAYS)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole campaign: `cells` by station and month, `publications` of the sub-bureau by month."""

    figures: Figures
    cells: tuple[Cell, ...]
    publications: tuple[int, ...]

    def of_station(self, station: int) -> list[Cell]:
        return [cell for cell in self.cells if cell.station == station]


def allot(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts as near to `weights` as can be (largest remainders); the parts add up to `total`.

    Raises ValueError where there is something to share out and nobody to take it.
    """
    whole = sum(weights)
    if not whole:
        if total:
            raise ValueError(f"nothing takes the {total} to be shared out")
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    neediest = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in neediest[: total - sum(parts)]:
        parts[index] += 1
    return parts


def make_plan(figures: Figures = BRIEFING) -> Plan:
    """Share `figures` out over the eight stations and the campaign's months."""
    places = list(product(range(STATIONS), range(len(MONTHS))))
    talks = allot(figures.school_talks, _weights("school_talks"))
    columns = {
        "school_talks": talks,
        "unit_pledges": allot(figures.unit_pledges, _weights("unit_pledges")),
        "materials": allot(figures.materials, _weights("materials")),
    }
    for ways, total in ((_PLEDGE_WAYS, figures.resident_pledges), (_INSTALL_WAYS, figures.app_installs)):
        for (way, _share), part in zip(ways.items(), allot(total, list(ways.values())), strict=True):
            weights = _weights(way)
            if way == "home_pledges":
                # Leaflets go home from a talk.
                weights = [weight * count for weight, count in zip(weights, talks, strict=True)]
            columns[way] = allot(part, weights)
    return Plan(
        figures,
        tuple(
            Cell(station=station, month=month, **{name: column[index] for name, column in columns.items()})
            for index, (station, month) in enumerate(places)
        ),
        tuple(allot(figures.publications, [month.share for month in MONTHS])),
    )


def _weights(name: str) -> list[float]:
    dice = Dice("plan", name)
    return [dice.about(share * month.share, 0.22) for share, month in product(_STATION_SHARES, MONTHS)]
