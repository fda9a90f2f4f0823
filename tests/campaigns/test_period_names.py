"""Periods are named as the briefing names them, with the year only where it is another one."""

from datetime import date

import pytest

from outreach.campaigns.period_names import (
    Pair,
    day_en,
    day_zh,
    name_en,
    name_zh,
    pair_en,
    pair_zh,
    span_en,
    span_zh,
)
from outreach.campaigns.periods import ClosingDays, Period, PeriodKind

AS_OF = date(2021, 12, 2)
NEXT_YEAR = date(2022, 1, 10)
OCTOBER = ClosingDays().period_of(PeriodKind.MONTH, date(2021, 10, 1))
WEEK = ClosingDays(week=4).period_of(PeriodKind.WEEK, AS_OF)


def custom(first: date, last: date) -> Period:
    return Period(PeriodKind.CUSTOM, first, last)


def campaign(first: date) -> Period:
    return Period(PeriodKind.CAMPAIGN, first, AS_OF)


@pytest.mark.parametrize(
    ("period", "as_of", "zh", "en"),
    [
        (OCTOBER, AS_OF, "10月份", "October"),
        (OCTOBER, NEXT_YEAR, "2021年10月份", "October 2021"),
        (ClosingDays(month=25).period_of(PeriodKind.MONTH, date(2021, 9, 26)), AS_OF, "10月份", "October"),
        (campaign(date(2021, 9, 1)), AS_OF, "9月份以来", "since September"),
        (campaign(date(2021, 9, 1)), NEXT_YEAR, "2021年9月份以来", "since September 2021"),
        (campaign(date(2021, 9, 15)), AS_OF, "9月15日以来", "since 15 September"),
        (WEEK, AS_OF, "11月26日至12月2日", "26 November to 2 December"),
        (custom(date(2021, 9, 1), AS_OF), AS_OF, "9月1日至12月2日", "1 September to 2 December"),
    ],
)
def test_a_period_has_a_name_in_both_languages(period: Period, as_of: date, zh: str, en: str) -> None:
    assert (name_zh(period, as_of), name_en(period, as_of)) == (zh, en)


@pytest.mark.parametrize(
    ("period", "as_of", "zh", "en"),
    [
        (OCTOBER, AS_OF, "10月1日至10月31日", "1 October to 31 October"),
        (OCTOBER, NEXT_YEAR, "2021年10月1日至10月31日", "1 October to 31 October 2021"),
        (
            custom(date(2021, 12, 31), date(2022, 1, 6)),
            NEXT_YEAR,
            "2021年12月31日至2022年1月6日",
            "31 December 2021 to 6 January 2022",
        ),
        (custom(AS_OF, AS_OF), AS_OF, "12月2日", "2 December"),
    ],
)
def test_its_days_can_be_written_out(period: Period, as_of: date, zh: str, en: str) -> None:
    assert (span_zh(period, as_of), span_en(period, as_of)) == (zh, en)


def test_months_and_weeks_are_compared_as_this_one_and_the_last() -> None:
    assert pair_zh(OCTOBER, AS_OF) == Pair(current="本月", previous="上月")
    assert pair_en(OCTOBER, AS_OF) == Pair(current="this month", previous="last month")
    assert pair_zh(WEEK, AS_OF) == Pair(current="本周", previous="上周")
    assert pair_en(WEEK, AS_OF) == Pair(current="this week", previous="last week")


def test_custom_days_are_compared_by_their_dates() -> None:
    period = custom(date(2021, 11, 11), date(2021, 11, 20))
    assert pair_zh(period, AS_OF) == Pair(current="11月11日至11月20日", previous="11月1日至11月10日")
    assert pair_en(period, AS_OF) == Pair(current="11 November to 20 November", previous="1 November to 10 November")


def test_a_campaign_is_not_compared() -> None:
    for pair in (pair_zh, pair_en):
        with pytest.raises(ValueError, match="campaign"):
            pair(campaign(date(2021, 9, 1)), AS_OF)


def test_a_cut_off_day_names_its_year_only_in_another_one() -> None:
    assert (day_zh(AS_OF, AS_OF), day_en(AS_OF, AS_OF)) == ("12月2日", "2 December")
    assert (day_zh(AS_OF, NEXT_YEAR), day_en(AS_OF, NEXT_YEAR)) == ("2021年12月2日", "2 December 2021")
