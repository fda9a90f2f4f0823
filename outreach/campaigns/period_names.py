"""What periods are called in Chinese and English prose (domain.md section 2).

Every name is read on the day ``as_of``, the cut-off of the text: a year is named only where it is not that
day's year. Figures are Arabic (GB/T 15835-2011).
"""

from datetime import date
from typing import Final, NamedTuple

from outreach.campaigns.periods import Period, PeriodKind

MONTHS_EN: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Pair(NamedTuple):
    """What a comparison calls the period it is about and the one before it."""

    current: str
    previous: str


def pair_zh(period: Period, as_of: date) -> Pair:
    """本周 and 上周, 本月 and 上月; for custom days their dates.

    Raises ValueError for a campaign: nothing before it was counted.
    """
    match period.kind:
        case PeriodKind.WEEK:
            return Pair("本周", "上周")
        case PeriodKind.MONTH:
            return Pair("本月", "上月")
        case _:
            return Pair(span_zh(period, as_of), span_zh(_before(period), as_of))


def pair_en(period: Period, as_of: date) -> Pair:
    """The English of ``pair_zh``."""
    match period.kind:
        case PeriodKind.WEEK:
            return Pair("this week", "last week")
        case PeriodKind.MONTH:
            return Pair("this month", "last month")
        case _:
            return Pair(span_en(period, as_of), span_en(_before(period), as_of))


def name_zh(period: Period, as_of: date) -> str:
    """10月份 for the month closing in October, 9月份以来 for a campaign since September, else the days."""
    match period.kind:
        case PeriodKind.MONTH:
            return f"{_month_zh(period.last, as_of)}份"
        case PeriodKind.CAMPAIGN if period.first.day == 1:
            return f"{_month_zh(period.first, as_of)}份以来"
        case PeriodKind.CAMPAIGN:
            return f"{day_zh(period.first, as_of)}以来"
        case _:
            return span_zh(period, as_of)


def name_en(period: Period, as_of: date) -> str:
    """The English of ``name_zh``: October, since September, 4 October to 10 October."""
    match period.kind:
        case PeriodKind.MONTH:
            return _month_en(period.last, as_of)
        case PeriodKind.CAMPAIGN if period.first.day == 1:
            return f"since {_month_en(period.first, as_of)}"
        case PeriodKind.CAMPAIGN:
            return f"since {day_en(period.first, as_of)}"
        case _:
            return span_en(period, as_of)


def span_zh(period: Period, as_of: date) -> str:
    """Its days: 9月1日至12月2日; over a new year 2021年12月31日至2022年1月6日; a single day stands alone."""
    if period.days == 1:
        return day_zh(period.first, as_of)
    if period.first.year == period.last.year:
        return f"{day_zh(period.first, as_of)}至{day_zh(period.last, period.first)}"
    return f"{day_zh(period.first, period.last)}至{day_zh(period.last, period.first)}"


def span_en(period: Period, as_of: date) -> str:
    """The English of ``span_zh``."""
    if period.days == 1:
        return day_en(period.first, as_of)
    if period.first.year == period.last.year:
        return f"{day_en(period.first, period.last)} to {day_en(period.last, as_of)}"
    return f"{day_en(period.first, period.last)} to {day_en(period.last, period.first)}"


def day_zh(day: date, as_of: date) -> str:
    """12月2日, or 2021年12月2日 where ``as_of`` is in another year."""
    return f"{_month_zh(day, as_of)}{day.day}日"


def day_en(day: date, as_of: date) -> str:
    """2 December, or 2 December 2021 where ``as_of`` is in another year."""
    return f"{day.day} {_month_en(day, as_of)}"


def _month_zh(day: date, as_of: date) -> str:
    return f"{day.month}月" if day.year == as_of.year else f"{day.year}年{day.month}月"


def _month_en(day: date, as_of: date) -> str:
    name = MONTHS_EN[day.month - 1]
    return name if day.year == as_of.year else f"{name} {day.year}"


def _before(period: Period) -> Period:
    previous = period.previous()
    if previous is None:
        raise ValueError("a campaign is not compared with anything before it")
    return previous
