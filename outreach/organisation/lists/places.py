"""Rows of places, each of a unit that its sender leads."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from outreach.organisation import places
from outreach.organisation.lists.columns import NAME_EN, NEW_NAME, PLACE_KIND, PLACE_NAME, UNIT, Column, required
from outreach.organisation.lists.known import KnownUnits
from outreach.organisation.lists.planning import PlannedRow, Step, one_of, text
from outreach.organisation.models import ListKind, OrganisationUnit, Place, PlaceKind
from outreach.organisation.scope import Scope
from outreach.sheets.cells import Cell
from outreach.sheets.problems import RowProblem
from outreach.sheets.rows import Row
from outreach.sheets.values import plain_name

_REQUIRED = required(ListKind.PLACES)


class PlaceRows:
    """Plans the rows of one list, in their order."""

    def __init__(self, by: Scope, today: date) -> None:
        self._by = by
        self._known = KnownUnits(by.manages, today)
        self._kind = one_of(PlaceKind, PLACE_KIND)
        self._places = {
            (place.unit_id, plain_name(place.name)): place for place in Place.objects.filter(unit__in=by.manages)
        }
        self._rows: dict[tuple[int, str], int] = {}

    def plan(self, number: int, cells: Mapping[Column, Cell]) -> PlannedRow:
        row = Row(cells, _REQUIRED)
        unit = row.read(UNIT, lambda cell: self._known.find(text(UNIT)(cell)).unit)
        said = {
            "name": row.read(PLACE_NAME, text(PLACE_NAME)) or "",
            "kind": row.read(PLACE_KIND, self._kind) or "",
            "name_en": row.read(NAME_EN, text(NAME_EN)) or "",
        }
        new_name = row.read(NEW_NAME, text(NEW_NAME)) or ""
        planned = PlannedRow(number, Step.WRONG, said["name"], unit, problems=row.problems)
        if unit is None or row.problems:
            return planned
        found = row.attempt(PLACE_NAME, lambda: self._found(unit, said["name"], new_name, number))
        if row.problems:
            return planned
        if found is None:
            planned.step, planned.enter = Step.ADD, partial(self._add, unit, said)
            return planned
        told = {name: value or getattr(found, name) for name, value in said.items()}
        told["name"] = new_name or found.name
        if any(getattr(found, name) != value for name, value in told.items()):
            planned.step, planned.becomes, planned.enter = Step.CHANGE, new_name, partial(self._change, found, told)
        else:
            planned.step = Step.KEEP
        return planned

    def _found(self, unit: OrganisationUnit, name: str, new_name: str, number: int) -> Place | None:
        """The place that a row is about, under its old name or, where it was renamed before, under its new one."""
        names = [(unit.pk, plain_name(each)) for each in (name, new_name) if each]
        for key in names:
            first = self._rows.setdefault(key, number)
            if first != number:
                raise RowProblem("same_row", row=first)
        found = list(dict.fromkeys(self._places[key] for key in names if key in self._places))
        if len(found) > 1:
            raise RowProblem("name_taken")
        if not found and new_name:
            raise RowProblem("place_unknown")
        if found and found[0].retired_at is not None:
            raise RowProblem("place_retired")
        return found[0] if found else None

    def _add(self, unit: OrganisationUnit, said: dict[str, str]) -> None:
        terms = said | {"kind": PlaceKind(said["kind"])}
        places.add_place(by=self._by, unit=unit, **terms)  # type: ignore[arg-type]

    def _change(self, place: Place, said: dict[str, str]) -> None:
        terms = said | {"kind": PlaceKind(said["kind"])}
        places.change_place(by=self._by, place=place, unit=place.unit, **terms)  # type: ignore[arg-type]
