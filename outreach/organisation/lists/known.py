"""Units by the names that lists give them: those there are, and those that the list itself enters."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from outreach.organisation.models import OrganisationUnit, UnitKind
from outreach.organisation.selectors import lasting
from outreach.sheets.problems import RowProblem
from outreach.sheets.values import plain_name


@dataclass(slots=True, eq=False)
class KnownUnit:
    """A unit; `row` is where the list enters it, and `unit` is there once it is entered."""

    name: str
    above: "KnownUnit | None"
    is_own: bool
    unit: OrganisationUnit | None
    kind: UnitKind
    row: int | None = None
    name_en: str = ""
    is_over: bool = False


class KnownUnits:
    """All units; the list's sender writes for those among `own`.

    On the local day `day`, where it is told, one that moves goes on where it stands; a unit itself is put below one
    that has no last day at all. One statement, with a day two.
    """

    def __init__(self, own: Collection[int], day: date | None = None) -> None:
        goes_on = set(_lasting(own, day).values_list("pk", flat=True)) if day else None
        self._by_name: dict[str, list[KnownUnit]] = {}
        self._below: dict[tuple[KnownUnit, str], KnownUnit] = {}
        by_path: dict[str, KnownUnit] = {}
        for unit in OrganisationUnit.objects.order_by("path"):
            above = by_path.get(unit.path[: -OrganisationUnit.steplen])
            known = KnownUnit(unit.name, above, unit.pk in own, unit, UnitKind(unit.kind), name_en=unit.name_en)
            known.is_over = unit.ends_on is not None if goes_on is None else unit.pk not in goes_on
            by_path[unit.path] = known
            self.add(known)

    def add(self, known: KnownUnit) -> None:
        names = {known.name, known.name_en} - {""}
        names |= {f"{known.above.name}/{known.name}"} if known.above else set()
        for name in {plain_name(each) for each in names}:
            self._by_name.setdefault(name, []).append(known)
        if known.above is not None and not known.is_over:
            self._below[known.above, plain_name(known.name)] = known

    def rename(self, known: KnownUnit, name: str) -> None:
        """The later rows of a list may speak of it by either name."""
        known.name = name
        self.add(known)

    def find(self, text: str) -> KnownUnit:
        """The unit of this name, `上级/名称` where several have it. Raises RowProblem."""
        named = self._by_name.get(plain_name(text), [])
        if not named:
            raise RowProblem("unit_unknown")
        own = [known for known in named if known.is_own]
        if not own:
            raise RowProblem("unit_out_of_scope")
        going_on = list(dict.fromkeys(known for known in own if not known.is_over))
        if not going_on:
            raise RowProblem("unit_over")
        if len(going_on) > 1:
            above = going_on[0].above
            raise RowProblem("unit_ambiguous", example=f"{above.name if above else ''}/{going_on[0].name}")
        return going_on[0]

    def below(self, above: KnownUnit, name: str) -> KnownUnit | None:
        return self._below.get((above, plain_name(name)))

    def kinds_below(self, above: KnownUnit) -> set[UnitKind]:
        return {known.kind for (each, _name), known in self._below.items() if each is above}


def _lasting(own: Collection[int], day: date | None) -> QuerySet[OrganisationUnit]:
    if day is not None:
        return lasting(own, day)
    found: QuerySet[OrganisationUnit] = OrganisationUnit.objects.filter(pk__in=own, ends_on=None).order_by("path")
    return found


def names_to_choose(own: Collection[int], day: date | None = None) -> list[str]:
    """Names that tell apart those of `own` that go on, as `KnownUnits` finds them; two statements."""
    rows = dict(OrganisationUnit.objects.order_by("path").values_list("path", "name"))
    paths = list(_lasting(own, day).values_list("path", flat=True))
    twice = {name for name, count in Counter(rows[path] for path in paths).items() if count > 1}
    step = OrganisationUnit.steplen
    return [
        f"{rows[path[:-step]]}/{rows[path]}" if rows[path] in twice and path[:-step] in rows else rows[path]
        for path in paths
    ]
