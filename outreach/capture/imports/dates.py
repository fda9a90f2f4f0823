"""Days and months as people write them into sheets. A date that could be another one is asked for again."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import EARLIEST, LATEST, ClosingDays, PeriodKind
from outreach.capture.imports.cells import Cell
from outreach.capture.imports.problems import RowProblem

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


class Calendar:
    """The days of a campaign up to `today`, a local day."""

    def __init__(self, campaign: Campaign, today: date) -> None:
        self._first, self._ended = campaign.starts_on, campaign.ends_on
        self._today = today
        self._last = min(today, campaign.ends_on or today)
        self._closing = ClosingDays(week=campaign.week_closes_on, month=campaign.month_closes_on)

    def day_of(self, told: Told) -> date:
        """The local day that a row counts on: of a month the last that the campaign has. Raises RowProblem."""
        year = told.year if told.year is not None else self._year_of(told)
        if told.day is None:
            return self._last_of_month(_day(year, told.month, 1))
        return self._within(_day(year, told.month, told.day))

    def month_before(self, told: Told) -> date:
        """The first day of a month of before the campaign's own. Raises RowProblem."""
        if told.day not in (None, 1) or told.year is None:
            raise RowProblem("month_wanted")
        month, first = _day(told.year, told.month, 1), self._first.replace(day=1)
        if month >= first:
            raise RowProblem("month_of_campaign", month=f"{first:%Y-%m}")
        return month

    def _within(self, day: date) -> date:
        if day < self._first:
            raise RowProblem("date_before_campaign", day=self._first.isoformat())
        if self._ended is not None and day > self._ended:
            raise RowProblem("date_after_campaign", day=self._ended.isoformat())
        if day > self._today:
            raise RowProblem("date_future")
        return day

    def _last_of_month(self, month: date) -> date:
        if self._ended is not None and month > self._ended:
            raise RowProblem("date_after_campaign", day=self._ended.isoformat())
        last = self._closing.period_of(PeriodKind.MONTH, month).last
        if self._ended is not None and self._ended < last:
            last = self._ended
        if month <= self._today < last:
            # Tomorrow the same row would fall on another day, and be another row.
            raise RowProblem("month_not_over")
        return self._within(last)

    def _year_of(self, told: Told) -> int:
        """The one year in which the campaign had this month."""
        months = {
            (self._first.year * 12 + self._first.month - 1 + number) // 12
            for number in range(self._months)
            if (self._first.month - 1 + number) % 12 + 1 == told.month
        }
        if len(months) != 1:
            raise RowProblem("year_missing")
        return months.pop()

    @property
    def _months(self) -> int:
        return (self._last.year - self._first.year) * 12 + self._last.month - self._first.month + 1


def _day(*parts: Any) -> date:
    try:
        day = date(*parts)
    except ValueError:
        raise RowProblem("date_impossible") from None
    if not EARLIEST <= day <= LATEST:
        raise RowProblem("date_impossible")
    return day
