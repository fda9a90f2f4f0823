"""Days and months as people write them into sheets. A date that could be another one is asked for again."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from outreach.sheets.cells import Cell
from outreach.sheets.problems import RowProblem

_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?")
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(?::00)?$")
_COMPACT: Final = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_DAY_OF_NO_YEAR: Final = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_MONTH: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:月份?)?")
_MONTH_OF_NO_YEAR: Final = re.compile(r"(\d{1,2})月份?")
_SHORT: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{1,4})?")
# What a number format puts in as it stands, and what it says about language and colour.
_LITERAL: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
# Day 0 of a spreadsheet, which took 1900 for a leap year; dates before March 1900 are nobody's here.
_DAY_NOUGHT: Final = date(1899, 12, 30)
_LAST_SERIAL: Final = 73_050


@dataclass(frozen=True, slots=True)
class Told:
    """What the paper tells: a day, or a month whose day nobody noted. `year` is None where only the month is named."""

    year: int | None
    month: int
    day: int | None = None


def told_by(cell: Cell) -> Told:
    """Raises RowProblem."""
    value = cell.value
    if isinstance(value, datetime | date):
        # A spreadsheet makes the first of the month of "2026年9月"; only the format tells.
        shown = _LITERAL.sub("", cell.format).lower()
        shows_day = "d" in shown or shown in ("", "general")
        return Told(value.year, value.month, value.day if shows_day else None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise RowProblem("date_unreadable")
    return _told_in("".join(_MIDNIGHT.sub("", unicodedata.normalize("NFKC", value).strip()).split()))


def _told_in(text: str) -> Told:
    if found := _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = map(int, found.groups())
        return Told(year, month, day)
    if found := _MONTH.fullmatch(text):
        return Told(int(found[1]), int(found[2]))
    if found := _DAY_OF_NO_YEAR.fullmatch(text):
        return Told(None, int(found[1]), int(found[2]))
    if found := _MONTH_OF_NO_YEAR.fullmatch(text):
        return Told(None, int(found[1]))
    if text.isdecimal() and 1 <= int(text[:9]) <= _LAST_SERIAL:
        raise RowProblem("date_number", day=(_DAY_NOUGHT + timedelta(days=int(text))).isoformat())
    raise RowProblem("date_ambiguous" if _SHORT.fullmatch(text) else "date_unreadable")
