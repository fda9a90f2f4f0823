"""Units by the names that sheets give them."""

from collections import Counter
from dataclasses import dataclass
from typing import Self

from outreach.campaigns.models import Campaign
from outreach.organisation.models import OrganisationUnit, Place
from outreach.organisation.scope import Scope
from outreach.sheets.problems import RowProblem
from outreach.sheets.values import plain_name


@dataclass(frozen=True, slots=True)
class _Unit:
    id: int
    path: str
    name: str
    above: str
    is_over: bool


class UnitNames:
    """All units by name, and the places of those that may be imported for; read once a file, in two statements."""

    def __init__(
        self, units: list[_Unit], managed: frozenset[int], campaign_path: str, places: dict[tuple[int, str], int]
    ) -> None:
        self._managed, self._campaign_path, self._places = managed, campaign_path, places
        self._found: dict[str, int] = {}
        self._by_name: dict[str, list[_Unit]] = {}
        for unit in units:
            for name in {unit.name, f"{unit.above}/{unit.name}"}:
                self._by_name.setdefault(plain_name(name), []).append(unit)

    @classmethod
    def read(cls, campaign: Campaign, scope: Scope) -> Self:
        found = OrganisationUnit.objects.order_by("path")
        rows = list(found.values_list("pk", "path", "name", "name_en", "ends_on"))
        names = {path: name for _pk, path, name, _en, _last in rows}
        step = OrganisationUnit.steplen
        units = []
        for number, path, name, name_en, ends_on in rows:
            above = names.get(path[:-step], "")
            units.append(_Unit(number, path, name, above, ends_on is not None))
            if name_en and plain_name(name_en) != plain_name(name):
                units.append(_Unit(number, path, name_en, above, ends_on is not None))
        places = {
            (unit, plain_name(name)): number
            for number, unit, name in Place.objects.filter(unit__in=scope.manages).values_list("pk", "unit_id", "name")
        }
        return cls(units, scope.manages, campaign.unit.path, places)

    def unit(self, text: str) -> int:
        """The unit of this name, `上级/名称` where several have it. Raises RowProblem."""
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> int:
        named = self._by_name.get(plain_name(text), [])
        if not named:
            raise RowProblem("unit_unknown")
        own = [unit for unit in named if unit.id in self._managed]
        if not own:
            raise RowProblem("unit_out_of_scope")
        taking_part = [unit for unit in own if unit.path.startswith(self._campaign_path)]
        if not taking_part:
            raise RowProblem("unit_outside_campaign")
        # Of a unit that moved both bear the name: whichever counts on the day is found by either.
        lasting = [unit for unit in taking_part if not unit.is_over] or taking_part
        if len({unit.id for unit in lasting}) > 1:
            raise RowProblem("unit_ambiguous", example=f"{lasting[0].above}/{lasting[0].name}")
        return lasting[0].id

    def place(self, unit_id: int, text: str) -> int | None:
        """The unit's place of this name; paper also names places that nobody has entered."""
        return self._places.get((unit_id, plain_name(text)))


def names_to_choose(campaign: Campaign, scope: Scope) -> list[str]:
    """Names that tell the units apart that may be imported for, in the order of the tree; two statements."""
    units = OrganisationUnit.objects.filter(pk__in=scope.manages, path__startswith=campaign.unit.path)
    rows = list(units.order_by("path").values_list("path", "name"))
    twice = {name for name, count in Counter(name for _path, name in rows).items() if count > 1}
    step = OrganisationUnit.steplen
    above = dict(
        OrganisationUnit.objects.filter(path__in={path[:-step] for path, name in rows if name in twice}).values_list(
            "path", "name"
        )
    )
    return [f"{above[path[:-step]]}/{name}" if name in twice and path[:-step] in above else name for path, name in rows]
