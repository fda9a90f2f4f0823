"""Units by the names that sheets give them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Q

from outreach.campaigns.models import Campaign
from outreach.organisation.models import OrganisationUnit, Place
from outreach.organisation.scope import Scope
from outreach.sheets.problems import RowProblem
from outreach.sheets.values import plain_name


@dataclass(frozen=True, slots=True)
class _Unit:
    """`line` is the id of the first of the units that it moved from and to, its own where it never moved."""

    id: int
    path: str
    name: str
    above: str
    line: int
    begins_on: date | None
    ends_on: date | None

    def counts_on(self, day: date) -> bool:
        return (self.begins_on is None or self.begins_on <= day) and (self.ends_on is None or day <= self.ends_on)


class UnitNames:
    """All units by name, and the places of those that may be imported for; read once a file, in two statements.

    A unit that moved is found by the name of any of its line, and by the places of all of them: which of it counts a
    row is for the row's day to say.
    """

    def __init__(
        self,
        units: list[_Unit],
        managed: frozenset[int],
        campaign_path: str,
        places: dict[tuple[int, str], int],
        today: date,
    ) -> None:
        self._managed, self._campaign_path, self._places, self._today = managed, campaign_path, places, today
        self._found: dict[tuple[str, date | None], int] = {}
        self._by_name: dict[str, list[_Unit]] = {}
        self._lines: dict[int, list[_Unit]] = {}
        self._line_of = {unit.id: unit.line for unit in units}
        for unit in units:
            self._lines.setdefault(unit.line, []).append(unit)
            for name in {unit.name, f"{unit.above}/{unit.name}"}:
                self._by_name.setdefault(plain_name(name), []).append(unit)

    @classmethod
    def read(cls, campaign: Campaign, scope: Scope, today: date) -> Self:
        """Those that `scope` manages on the local day `today` may be imported for, and those that they were before."""
        found = OrganisationUnit.objects.order_by("path")
        rows = list(found.values_list("pk", "path", "name", "name_en", "origin", "begins_on", "ends_on"))
        names = {path: name for _pk, path, name, *_ in rows}
        step = OrganisationUnit.steplen
        units = []
        for number, path, name, name_en, origin, *days in rows:
            above = names.get(path[:-step], "")
            units.append(_Unit(number, path, name, above, origin or number, *days))
            if name_en and plain_name(name_en) != plain_name(name):
                units.append(_Unit(number, path, name_en, above, origin or number, *days))
        line_of = {unit.id: unit.line for unit in units}
        own = {unit.line for unit in units if unit.id in scope.manages}
        entered = Place.objects.filter(unit__in=[number for number, line in line_of.items() if line in own])
        # Of two places of one name the one of the later unit stands.
        places = {
            (line_of[unit], plain_name(name)): number
            for number, unit, name in entered.order_by("unit").values_list("pk", "unit_id", "name")
        }
        return cls(units, scope.manages, campaign.unit.path, places, today)

    def unit(self, text: str, day: date | None) -> int:
        """The unit of this name that counts on the local `day`, `上级/名称` where several have it. Raises RowProblem.

        Where the row does not tell its day, it is looked for as of today.
        """
        return self._known(text, day or self._today)

    def line(self, text: str) -> int:
        """The first of the line of the unit of this name: figures of before the campaign stand with it for ever.

        Raises RowProblem.
        """
        return self._known(text, None)

    def line_of(self, unit_id: int) -> int:
        """The first of the units that this one moved from and to: itself where it never moved."""
        return self._line_of[unit_id]

    def place(self, unit_id: int, text: str) -> int | None:
        """The unit's place of this name; paper also names places that nobody has entered."""
        return self._places.get((self._line_of[unit_id], plain_name(text)))

    def _known(self, text: str, day: date | None) -> int:
        if (text, day) not in self._found:
            self._found[text, day] = self._find(text, day)
        return self._found[text, day]

    def _find(self, text: str, day: date | None) -> int:
        """Without a day the whole line is meant."""
        named = self._by_name.get(plain_name(text), [])
        if not named:
            raise RowProblem("unit_unknown")
        own = [unit for unit in named if any(each.id in self._managed for each in self._acting(unit, day))]
        if not own:
            raise RowProblem("unit_out_of_scope")
        taking_part = [
            unit for unit in own if any(each.path.startswith(self._campaign_path) for each in self._counting(unit, day))
        ]
        if not taking_part:
            raise RowProblem("unit_outside_campaign")
        lasting = [unit for unit in taking_part if unit.counts_on(day or self._today)] or taking_part
        found = {unit.line if day is None else self._on(unit, day).id for unit in lasting}
        if len(found) > 1:
            raise RowProblem("unit_ambiguous", example=f"{lasting[0].above}/{lasting[0].name}")
        return found.pop()

    def _acting(self, unit: _Unit, day: date | None) -> Iterable[_Unit]:
        """Who may import for it: who manages the one that it is today, or that of the row's day."""
        return [self._on(unit, each) for each in (self._today, day) if each is not None]

    def _counting(self, unit: _Unit, day: date | None) -> Iterable[_Unit]:
        return self._lines[unit.line] if day is None else (self._on(unit, day),)

    def _on(self, unit: _Unit, day: date) -> _Unit:
        return next((each for each in self._lines[unit.line] if each.counts_on(day)), unit)


def own_units(scope: Scope) -> list[OrganisationUnit]:
    """The units that `scope` manages, with all of their lines where they moved, the highest first; two statements."""
    managed = OrganisationUnit.objects.filter(pk__in=scope.manages)
    moved = list(managed.exclude(origin=None).values_list("origin", flat=True))
    both = Q(pk__in=scope.manages) | Q(origin__in=moved)
    return list(OrganisationUnit.objects.filter(both).order_by("depth", "path"))


def names_to_choose(campaign: Campaign, scope: Scope) -> list[str]:
    """Names that tell the units apart that may be imported for, in the order of the tree; three statements."""
    taking_part = [unit for unit in own_units(scope) if unit.path.startswith(campaign.unit.path)]
    # Of a unit that moved one name is enough, that of today where it still takes part.
    lines = {
        unit.origin_id or unit.pk: (unit.path, unit.name)
        for unit in sorted(taking_part, key=lambda unit: (unit.pk in scope.manages, unit.pk))
    }
    rows = sorted(lines.values())
    twice = {name for name, count in Counter(name for _path, name in rows).items() if count > 1}
    step = OrganisationUnit.steplen
    above = dict(
        OrganisationUnit.objects.filter(path__in={path[:-step] for path, name in rows if name in twice}).values_list(
            "path", "name"
        )
    )
    return [f"{above[path[:-step]]}/{name}" if name in twice and path[:-step] in above else name for path, name in rows]
