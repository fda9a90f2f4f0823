"""Rows of officers: invited with a first membership, or given a further one; nobody gets a password by a list."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from outreach.organisation import staffing
from outreach.organisation.lists.columns import (
    ENDS_ON,
    OFFICER_NAME,
    ROLE,
    STARTS_ON,
    UNIT,
    USERNAME,
    Column,
    required,
)
from outreach.organisation.lists.known import KnownUnits
from outreach.organisation.lists.planning import PlannedRow, Step, one_of, text
from outreach.organisation.models import ListKind, Membership, Officer, OrganisationUnit, Role
from outreach.organisation.scope import Scope
from outreach.sheets.cells import EMPTY, Cell
from outreach.sheets.dates import told_by
from outreach.sheets.problems import RowProblem
from outreach.sheets.rows import Row
from outreach.sheets.values import plain_name

_REQUIRED = required(ListKind.OFFICERS)
_NUMBER: Final = re.compile(r"[^\W_][\w.-]*")
# As many digits as a spreadsheet keeps of a number.
_WIDTHS: Final = range(1, 16)
_DAY: Final = timedelta(days=1)


class OfficerRows:
    """Plans the rows of one list, in their order; five statements, whatever the number of rows."""

    def __init__(self, by: Scope, today: date, table: Iterable[Mapping[Column, Cell]]) -> None:
        self._by, self._today = by, today
        self._known = KnownUnits(by.manages, today)
        self._role = one_of(Role, ROLE)
        numbers = {str(cells.get(USERNAME, EMPTY).value).strip() for cells in table}
        numbers |= {number.zfill(width) for number in numbers if number.isdecimal() for width in _WIDTHS}
        self._names: dict[str, str] = {}
        self._held: dict[tuple[str, int, str], list[Membership]] = {}
        for username, name in Officer.objects.filter(username__in=numbers).values_list("username", "name"):
            self._names[username] = name
        for held in Membership.objects.filter(officer__username__in=self._names).select_related("officer"):
            self._held.setdefault((held.officer.username, held.unit_id, held.role), []).append(held)
        self._own = Officer.objects.filter(pk=by.officer_id).values_list("username", flat=True).first()
        self._rows: dict[tuple[str, int, str], int] = {}

    def plan(self, number: int, cells: Mapping[Column, Cell]) -> PlannedRow:
        row = Row(cells, _REQUIRED)
        username = row.read(USERNAME, self._number) or ""
        name = row.read(OFFICER_NAME, text(OFFICER_NAME)) or ""
        unit = row.read(UNIT, lambda cell: self._known.find(text(UNIT)(cell)).unit)
        role = row.read(ROLE, self._role) or ""
        starts_on = row.read(STARTS_ON, _day) or self._today
        ends_on = row.read(ENDS_ON, _day)
        planned = PlannedRow(number, Step.WRONG, f"{name} {username}".strip(), unit)
        planned.problems = row.problems
        if unit is None or row.problems:
            return planned
        row.attempt(ROLE, lambda: self._require_grant(unit, Role(role)))
        row.attempt(USERNAME, lambda: self._require_same(username, name))
        row.attempt(USERNAME, lambda: self._require_once((username, unit.pk, role), number))
        row.attempt(ENDS_ON, lambda: _require_order(starts_on, ends_on))
        begins_on = row.attempt(STARTS_ON, lambda: self._not_held((username, unit.pk, role), starts_on, ends_on))
        if begins_on is not None:
            row.attempt(STARTS_ON, lambda: self._require_there(unit, Role(role), begins_on))
        if row.problems:
            return planned
        terms: dict[str, Any] = {
            "username": username,
            "unit": unit,
            "role": Role(role),
            "starts_on": begins_on,
            "ends_on": ends_on,
        }
        if username not in self._names:
            self._names[username] = name
            planned.step, planned.enter = Step.ADD, partial(staffing.invite, by=self._by, name=name, **terms)
        elif begins_on is None:
            planned.step = Step.KEEP
        else:
            planned.step, planned.enter = Step.CHANGE, partial(self._join, terms)
        return planned

    def _number(self, cell: Cell) -> str:
        said = text(USERNAME)(cell)
        if not _NUMBER.fullmatch(said):
            raise RowProblem("number_unprintable")
        return said

    def _require_grant(self, unit: OrganisationUnit, role: Role) -> None:
        if not staffing.may_grant(self._by, unit.pk, role):
            raise RowProblem("role_not_yours")

    def _require_there(self, unit: OrganisationUnit, role: Role, starts_on: date) -> None:
        if not staffing.may_grant_from(self._by, unit, role, starts_on):
            raise RowProblem("unit_not_there_yet", day=str(unit.begins_on))

    def _require_same(self, username: str, name: str) -> None:
        if username == self._own:
            raise RowProblem("oneself")
        if username not in self._names and username.isdecimal():
            # A spreadsheet takes the zeros off; a second account of the same person is not what is meant.
            known = next((each for each in map(username.zfill, _WIDTHS) if each in self._names), None)
            if known is not None:
                raise RowProblem("zeros_lost", known=known)
        if plain_name(self._names.get(username, name)) != plain_name(name):
            raise RowProblem("number_taken")

    def _require_once(self, key: tuple[str, int, str], number: int) -> None:
        first = self._rows.setdefault(key, number)
        if first != number:
            raise RowProblem("same_row", row=first)

    def _not_held(self, key: tuple[str, int, str], starts_on: date, ends_on: date | None) -> date | None:
        """The first of these days that the membership is not there for: the same list sent later changes nothing.

        A row that goes on for longer than what is held prolongs it. Raises RowProblem `membership_over` for one that
        ended before today: nobody who left comes back by a list of before.
        """
        day = starts_on
        for held in sorted(self._held.get(key, []), key=lambda held: held.starts_on):
            if held.starts_on > day:
                break
            if held.ends_on is None:
                return None
            day = max(day, held.ends_on + _DAY)
        if ends_on is not None and day > ends_on:
            return None
        if starts_on < day <= self._today:
            raise RowProblem("membership_over", day=day.isoformat())
        return day

    def _join(self, terms: dict[str, Any]) -> None:
        staffing.begin_membership(by=self._by, **terms)


def _day(cell: Cell) -> date | None:
    if cell.is_empty:
        return None
    told = told_by(cell)
    if told.year is None or told.day is None:
        raise RowProblem("day_wanted")
    try:
        return date(told.year, told.month, told.day)
    except ValueError:
        raise RowProblem("date_impossible") from None


def _require_order(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise RowProblem("ends_before_it_starts")
