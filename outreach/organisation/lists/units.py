"""Rows of units: each stands below one that there is, or that a row above it enters."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from outreach.organisation import tree
from outreach.organisation.lists.columns import (
    ABOVE,
    LANDLINE,
    NAME_EN,
    NEW_NAME,
    UNIT_KIND,
    UNIT_NAME,
    Column,
    required,
)
from outreach.organisation.lists.known import KnownUnit, KnownUnits
from outreach.organisation.lists.planning import PlannedRow, Step, one_of, text
from outreach.organisation.models import ListKind, UnitKind
from outreach.organisation.scope import Scope
from outreach.sheets.cells import Cell
from outreach.sheets.problems import RowProblem
from outreach.sheets.rows import Row

_REQUIRED = required(ListKind.UNITS)


class UnitRows:
    """Plans the rows of one list, in their order; what they add is entered on the local day of the aware `now`."""

    def __init__(self, by: Scope, now: datetime) -> None:
        self._by, self._now = by, now
        self._known = KnownUnits(by.administers)
        self._kind = one_of(UnitKind, UNIT_KIND)
        self._rows: dict[KnownUnit, int] = {}

    def plan(self, number: int, cells: Mapping[Column, Cell]) -> PlannedRow:
        row = Row(cells, _REQUIRED)
        above = row.read(ABOVE, lambda cell: self._known.find(text(ABOVE)(cell)))
        said = {
            "name": row.read(UNIT_NAME, text(UNIT_NAME)) or "",
            "kind": row.read(UNIT_KIND, self._kind) or "",
            "landline": row.read(LANDLINE, text(LANDLINE)) or "",
            "name_en": row.read(NAME_EN, text(NAME_EN)) or "",
        }
        new_name = row.read(NEW_NAME, text(NEW_NAME)) or ""
        planned = PlannedRow(number, Step.WRONG, said["name"], above, problems=row.problems)
        if above is None or row.problems:
            return planned
        found = row.attempt(UNIT_NAME, lambda: self._found(above, said["name"], new_name, number))
        if row.problems:
            return planned
        row.attempt(UNIT_KIND, lambda: self._require_fit(above, found, UnitKind(said["kind"])))
        row.attempt(LANDLINE, lambda: _require_landline(said["landline"], found))
        if row.problems:
            return planned
        if found is None:
            return self._added(planned, above, said)
        if new_name:
            planned.becomes, said["name"] = new_name, new_name
        return self._changed(planned, found, said)

    def _found(self, above: KnownUnit, name: str, new_name: str, number: int) -> KnownUnit | None:
        """The unit that a row is about, under its old name or, where it was renamed before, under its new one."""
        old = self._known.below(above, name)
        new = self._known.below(above, new_name) if new_name else None
        if old is not None and new is not None and old is not new:
            raise RowProblem("name_taken")
        found = old or new
        if found is None and new_name:
            raise RowProblem("unit_unknown")
        if found is not None:
            first = found.row or self._rows.setdefault(found, number)
            if first != number:
                raise RowProblem("same_row", row=first)
        return found

    def _require_fit(self, above: KnownUnit, found: KnownUnit | None, kind: UnitKind) -> None:
        """What stands as it is may stay."""
        below = self._known.kinds_below(found) if found else ()
        if kind not in tree.fitting_kinds(above.kind, below) and (found is None or kind != found.kind):
            raise RowProblem("kind_not_there")

    def _added(self, planned: PlannedRow, above: KnownUnit, said: dict[str, str]) -> PlannedRow:
        known = KnownUnit(said["name"], above, True, None, UnitKind(said["kind"]), planned.number)
        self._known.add(known)
        planned.step, planned.enter = Step.ADD, partial(self._add, known, said)
        return planned

    def _changed(self, planned: PlannedRow, found: KnownUnit, said: dict[str, str]) -> PlannedRow:
        """An empty cell leaves what stands."""
        unit = found.unit
        assert unit is not None
        told = {name: value or getattr(unit, name) for name, value in said.items()}
        if all(getattr(unit, name) == value for name, value in told.items()):
            planned.step, planned.becomes = Step.KEEP, ""
            return planned
        if told["name"] != found.name:
            self._known.rename(found, told["name"])
        found.kind = UnitKind(told["kind"])
        planned.step, planned.enter = Step.CHANGE, partial(self._change, found, told)
        return planned

    def _add(self, known: KnownUnit, said: dict[str, str]) -> None:
        assert known.above is not None and known.above.unit is not None
        terms = said | {"kind": UnitKind(said["kind"])}
        known.unit = tree.add_unit(by=self._by, above=known.above.unit, now=self._now, **terms)  # type: ignore[arg-type]
        self._by = self._by.with_new(known.unit)

    def _change(self, known: KnownUnit, said: dict[str, str]) -> None:
        assert known.unit is not None
        terms = said | {"kind": UnitKind(said["kind"])}
        tree.change_unit(by=self._by, unit=known.unit, **terms)  # type: ignore[arg-type]


def _require_landline(said: str, found: KnownUnit | None) -> None:
    """What stands may stay, as when one unit is changed."""
    if not tree.is_landline(said) and (found is None or found.unit is None or said != found.unit.landline):
        raise RowProblem("landline_unlike")
