"""Who works where in the invented city, and what stands there: names only, the same for every installation."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from outreach.demonstration import names
from outreach.demonstration.dice import Dice
from outreach.demonstration.plan import STATIONS, Plan
from outreach.organisation.models import OrganisationKind, PlaceKind, Role, UnitKind

POSTS: Final = 2
GRIDS: Final = 3
OFFICERS: Final = 4
_BELOW: Final = ((UnitKind.POST, "警务站", "Post", POSTS), (UnitKind.GRID, "网格", "Grid", GRIDS))
# Organisations beside those that sign: some are asked and do not.
_SPARE: Final = 4


@dataclass(frozen=True, slots=True)
class UnitName:
    kind: UnitKind
    name: str
    name_en: str
    landline: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who logs in as `username`, with `role` on the unit named `unit`."""

    username: str
    name: str
    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class Venue:
    """A place of the unit named `unit`, and the organisations there."""

    kind: PlaceKind
    name: str
    name_en: str
    unit: str
    organisations: tuple[tuple[OrganisationKind, str], ...]


@dataclass(frozen=True, slots=True)
class Station:
    """A station with its posts and grids; `wardens` work a grid each, in the grids' order."""

    unit: UnitName
    below: tuple[UnitName, ...]
    chief: Person
    officers: tuple[Person, ...]
    wardens: tuple[Person, ...]
    venues: tuple[Venue, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.chief, *self.officers, *self.wardens)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone and everything."""

    bureau: UnitName
    sub_bureau: UnitName
    administrator: Person
    auditor: Person
    publicist: Person
    stations: tuple[Station, ...]

    @property
    def people(self) -> Iterator[Person]:
        yield from (self.administrator, self.auditor, self.publicist)
        for station in self.stations:
            yield from station.people


def make_cast(plan: Plan) -> Cast:
    """The city that `plan` happens in, with organisations enough to sign its letters."""
    bureau = UnitName(UnitKind.CITY_BUREAU, *names.BUREAU, _landline(0))
    sub_bureau = UnitName(UnitKind.SUB_BUREAU, *names.SUB_BUREAU, _landline(1))
    people = _people()
    firms, shops = _firms(), _shops()
    return Cast(
        bureau,
        sub_bureau,
        Person("900001", next(people), Role.ADMINISTRATOR, bureau.name),
        Person("900002", next(people), Role.AUDITOR, bureau.name),
        Person("900003", next(people), Role.OFFICER, sub_bureau.name),
        tuple(_station(number, plan, people, firms, shops) for number in range(STATIONS)),
    )


def _station(number: int, plan: Plan, people: Iterator[str], firms: Iterator[str], shops: Iterator[str]) -> Station:
    zh, en = names.STATIONS[number]
    unit = UnitName(UnitKind.STATION, f"{zh}派出所", f"{en} Police Station", _landline(10 + number))
    below = tuple(
        UnitName(kind, f"{zh}第{names.NUMBERS[index]}{suffix}", f"{en} {word} {index + 1}", unit.landline)
        for kind, suffix, word, count in _BELOW
        for index in range(count)
    )
    badge = f"9{number + 1:02d}{{:03d}}"
    return Station(
        unit=unit,
        below=below,
        chief=Person(badge.format(1), next(people), Role.CHIEF, unit.name),
        officers=tuple(
            Person(badge.format(2 + index), next(people), Role.OFFICER, unit.name) for index in range(OFFICERS)
        ),
        # Grid workers have a staff number, not a badge.
        wardens=tuple(
            Person(f"G{number + 1:02d}{index + 1:02d}", next(people), Role.OFFICER, grid.name)
            for index, grid in enumerate(below[POSTS:])
        ),
        venues=tuple(_venues(number, unit, below, _organisations_wanted(plan, number), firms, shops)),
    )


def _organisations_wanted(plan: Plan, station: int) -> int:
    letters = sum(cell.unit_pledges for cell in plan.of_station(station))
    return letters + letters // 16 + _SPARE


def _venues(
    number: int, unit: UnitName, below: tuple[UnitName, ...], wanted: int, firms: Iterator[str], shops: Iterator[str]
) -> Iterator[Venue]:
    posts, grids = below[:POSTS], below[POSTS:]
    for index, (zh, en) in enumerate(names.SCHOOLS):
        word, latin = _word(number * len(names.SCHOOLS) + index)
        organisations = ((OrganisationKind.SCHOOL, f"{names.CITY[0]}{word}{zh}"),)
        yield Venue(PlaceKind.SCHOOL, word + zh, f"{latin} {en}", unit.name, organisations)
    for index, grid in enumerate(grids):
        # The last grid of every second station is in the country.
        rural = index == GRIDS - 1 and number % 2 == 1
        word, latin = _word(number * GRIDS + index + 9)
        kind, zh, en = (PlaceKind.VILLAGE, "村", "Village") if rural else (PlaceKind.COMMUNITY, "社区", "Community")
        committee = f"{word}{zh}{'村民' if rural else '居民'}委员会"
        yield Venue(kind, word + zh, f"{latin} {en}", grid.name, ((OrganisationKind.AGENCY, committee),))
    left = max(wanted - len(names.SCHOOLS) - GRIDS, 0)
    at_shops = left // 3
    for index, (zh, en) in enumerate(names.PUBLIC_PLACES):
        word, latin = _word(number * len(names.PUBLIC_PLACES) + index + 17)
        count = at_shops // 2 if index else at_shops - at_shops // 2
        tenants = tuple((OrganisationKind.SHOP, next(shops)) for _ in range(count))
        yield Venue(PlaceKind.PUBLIC_PLACE, word + zh, f"{latin} {en}", posts[index % POSTS].name, tenants)
    at_firms, hosts = left - at_shops, len(names.ENTERPRISES)
    for index, (zh, en) in enumerate(names.ENTERPRISES):
        word, latin = _word(number * hosts + index + 5)
        count = at_firms // hosts + (index < at_firms % hosts)
        tenants = tuple((OrganisationKind.FIRM, next(firms)) for _ in range(count))
        yield Venue(PlaceKind.ENTERPRISE, word + zh, f"{latin} {en}", posts[index % POSTS].name, tenants)


def _word(index: int) -> tuple[str, str]:
    return names.WORDS[index % len(names.WORDS)]


def _landline(number: int) -> str:
    return names.LANDLINE.format(number=number)


def _people() -> Iterator[str]:
    pairs = [surname + given for surname, given in product(names.SURNAMES, names.GIVEN)]
    yield from Dice("people").shuffled(pairs)


def _firms() -> Iterator[str]:
    pairs = list(product((word for word, _latin in names.WORDS), names.TRADES))
    for word, trade in Dice("firms").shuffled(pairs):
        yield f"{names.CITY[0]}{word}{trade}有限公司"


def _shops() -> Iterator[str]:
    pairs = list(product((word for word, _latin in names.WORDS), names.SHOPS))
    for word, shop in Dice("shops").shuffled(pairs):
        yield word + shop
