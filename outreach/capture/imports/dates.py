"""On which local day of a campaign the rows of paper records count."""

from datetime import date
from typing import Any

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import EARLIEST, LATEST, ClosingDays, PeriodKind
from outreach.sheets.dates import Told
from outreach.sheets.problems import RowProblem


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
