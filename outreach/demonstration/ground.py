"""The ground that acts stand on: the cast with the numbers it has in this installation, and the codes in its hands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from outreach.codes.alphabet import text_from
from outreach.codes.models import CodeKind
from outreach.demonstration.dice import digest
from outreach.demonstration.plan import Plan
from outreach.organisation.models import PlaceKind

SLUG: Final = "demo-2021"
# More than are used: some are spoiled, lost, or never scanned.
_MORE: Final = 1.25
_SOME: Final = 60


@dataclass(frozen=True, slots=True)
class Site:
    """A place with its code; `organisations` are the ids of those that may sign there."""

    kind: PlaceKind
    unit: int
    code: str
    organisations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Beat:
    """A grid worker and the grid: unit and places."""

    officer: int
    unit: int
    sites: tuple[Site, ...]


@dataclass(frozen=True, slots=True)
class Precinct:
    """A station's people and places, by their ids."""

    number: int
    unit: int
    chief: int
    officers: tuple[int, ...]
    beats: tuple[Beat, ...]
    sites: tuple[Site, ...]

    def sites_of(self, *kinds: PlaceKind) -> list[Site]:
        return [site for site in self.sites if site.kind in kinds]


@dataclass(frozen=True, slots=True)
class Ground:
    """`key` is the campaign's, which receipts and witness codes follow from; `texts` are versions by KIND.LANGUAGE."""

    key: bytes
    texts: Mapping[str, str]
    precincts: tuple[Precinct, ...]
    publicist: int


@dataclass(frozen=True, slots=True)
class PrintRun:
    """How many codes of a kind a station was given, as one batch."""

    kind: CodeKind
    station: int
    size: int
    bundle_size: int | None = None


def print_runs(plan: Plan) -> list[PrintRun]:
    """Numbered forms, take-home leaflets in bundles, and a pool of activity codes, for each station."""
    runs = []
    for station in sorted({cell.station for cell in plan.cells}):
        cells = plan.of_station(station)
        forms = sum(cell.numbered_papers + cell.ranged_papers for cell in cells)
        leaflets = sum(cell.home_pledges for cell in cells)
        activities = sum(cell.sessions + cell.school_talks for cell in cells)
        runs += [
            PrintRun(CodeKind.FORM, station, _enough(forms)),
            PrintRun(CodeKind.LEAFLET, station, _enough(leaflets), bundle_size=50),
            PrintRun(CodeKind.ACTIVITY, station, _enough(activities)),
        ]
    return runs


def code_text(kind: CodeKind, station: int, number: int) -> str:
    """The text of a code of this campaign.

    It follows from the seed and is no secret: all these codes expired in 2021.
    """
    return text_from(digest("code", kind, station, number))


def _enough(used: int) -> int:
    return int(used * _MORE) + _SOME
