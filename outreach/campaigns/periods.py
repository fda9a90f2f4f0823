"""The stretches of local days that figures are counted over: weeks, months, a whole campaign, any other days.

A day here is a day of the campaign's own time zone. Where the weeks and months of a campaign close is its own
choice (domain.md section 2): weeks that run from Friday to Thursday and months that close on the 25th exist.
How periods are named in prose stands in ``period_names``.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Self
from zoneinfo import ZoneInfo

ONE_DAY: Final = timedelta(days=1)
EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2099, 12, 31)


class PeriodKind(StrEnum):
    """The stored kind of a period."""

    WEEK = "week"
    MONTH = "month"
    CAMPAIGN = "campaign"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Period:
    """The local days from ``first`` to ``last``, both included.

    Raises ValueError where ``last`` is before ``first``, where a day is outside this century (a mistyped
    year), or where a week or a month is not a whole one.
    """

    kind: PeriodKind
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end on {self.last} before it begins on {self.first}")
        if self.first < EARLIEST or self.last > LATEST:
            raise ValueError(f"{self.first} to {self.last} is not between {EARLIEST} and {LATEST}")
        if self.kind is PeriodKind.WEEK and self.days != 7:
            raise ValueError(f"{self.first} to {self.last} is not a week")
        if self.kind is PeriodKind.MONTH and (self.first, self.last) != _month_of(self.last, self._month_closes_on):
            raise ValueError(f"{self.first} to {self.last} is not a month")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def previous(self) -> Self | None:
        """The period of the same kind that ends the day before this one begins.

        One of the same length precedes a custom period, none a campaign: nothing was counted before it.
        """
        match self.kind:
            case PeriodKind.CAMPAIGN:
                return None
            case PeriodKind.MONTH:
                bounds = _month_of(self.first - ONE_DAY, self._month_closes_on)
            case PeriodKind.WEEK | PeriodKind.CUSTOM:
                bounds = self.first - self.days * ONE_DAY, self.first - ONE_DAY
        return type(self)(self.kind, *bounds)

    def lies_within(self, first: date, last: date) -> bool:
        """Whether all its days are among the local days ``first`` to ``last``.

        A month a campaign covers in part is no base to compare a whole one with.
        """
        return first <= self.first and self.last <= last

    def is_partial(self, as_of: datetime, timezone: ZoneInfo) -> bool:
        """Whether its last day, a day of ``timezone``, was not over yet at the aware instant ``as_of``."""
        return as_of < self.instants(timezone)[1]

    def instants(self, timezone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its days, being days of ``timezone``, as the instants from which and before which an act is in it.

        They are in UTC: Python compares two times of one zone by the clock on the wall, which the end of
        summer time puts back.
        """
        return _midnight(self.first, timezone), _midnight(self.last + ONE_DAY, timezone)

    @property
    def _month_closes_on(self) -> int:
        # Of two months in a row one has 31 days, so at most one of the two closings was clamped.
        return max((self.first - ONE_DAY).day, self.last.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDays:
    """Where a campaign's weeks and months close.

    ``week``: ISO weekday of a week's last day, 7 is Sunday. ``month``: the day on which a month closes, or
    the last day of a shorter month; 31 makes calendar months. Raises ValueError outside 1–7 and 1–31.
    """

    week: int = 7
    month: int = 31

    def __post_init__(self) -> None:
        if not (1 <= self.week <= 7 and 1 <= self.month <= 31):
            raise ValueError(f"no week closes on weekday {self.week}, or no month on day {self.month}")

    def period_of(self, kind: PeriodKind, day: date) -> Period:
        """The whole week or month that the local ``day`` lies in. Raises ValueError for another kind or another age."""
        if not EARLIEST <= day <= LATEST:
            raise ValueError(f"{day} lies in no period that is counted")
        match kind:
            case PeriodKind.WEEK:
                last = day + (self.week - day.isoweekday()) % 7 * ONE_DAY
                return Period(kind, last - 6 * ONE_DAY, last)
            case PeriodKind.MONTH:
                return Period(kind, *_month_of(day, self.month))
            case _:
                raise ValueError(f"a day does not tell which {kind} period it lies in")

    def periods(self, kind: PeriodKind, first: date, last: date) -> Iterator[Period]:
        """The weeks or months with a day among ``first`` to ``last``, in order, each of them whole."""
        while first <= last:
            period = self.period_of(kind, first)
            yield period
            first = period.last + ONE_DAY


def _month_of(day: date, closes_on: int) -> tuple[date, date]:
    """The first and last day of the month that ``day`` lies in, if months close on the day ``closes_on``."""
    last = _closing(day, closes_on)
    if last < day:
        last = _closing(_end_of_month(day) + ONE_DAY, closes_on)
    return _closing(last.replace(day=1) - ONE_DAY, closes_on) + ONE_DAY, last


def _closing(day: date, closes_on: int) -> date:
    end = _end_of_month(day)
    return end.replace(day=min(closes_on, end.day))


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _midnight(day: date, timezone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, timezone).astimezone(UTC)
