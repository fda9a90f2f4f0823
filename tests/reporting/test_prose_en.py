"""The English of the same statements."""

from inspect import getmembers, isfunction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.campaigns.period_names import Pair
from outreach.reporting.prose import en, zh
from outreach.reporting.prose.rounding import Rate

COPIES = ("copy", "copies")
MONTHS = Pair(current="this month", previous="last month")

counts = st.integers(0, 10**8)


def test_whatever_can_be_said_in_chinese_can_be_said_in_english() -> None:
    chinese, english = (
        {name for name, function in getmembers(module, isfunction) if function.__module__ == module.__name__}
        for module in (zh, en)
    )
    assert chinese == english


@pytest.mark.parametrize(
    ("count", "printed"),
    [
        (1, "1 copy"),
        (7, "7 copies"),
        (60, "60 copies"),
        (63, "more than 60 copies"),
        (80_000, "80,000 copies"),
        (80_450, "more than 80,000 copies"),
        (1_234_567, "more than 1,230,000 copies"),
    ],
)
def test_an_approximate_count(count: int, printed: str) -> None:
    assert en.approximate(count, COPIES) == printed


@pytest.mark.parametrize(
    ("previous", "current", "labels", "printed"),
    [
        (347, 279, Pair("September", "August"), "down 19.6% on August (347)"),
        (245, 266, Pair("November", "October"), "up 8.6% on October (245)"),
        (1100, 2200, MONTHS, "up 100% on last month (1,100)"),
        (50, 50, MONTHS, "level with last month (50)"),
        (10_000, 10_003, MONTHS, "practically level with last month (10,000)"),
        (0, 12, MONTHS, "last month: 0, this month: 12 copies; no percentage is given"),
        (0, 0, MONTHS, "0 both last month and this month"),
        (14, 16, MONTHS, "2 copies more than last month (14)"),
        (14, 13, MONTHS, "1 copy fewer than last month (14)"),
        (None, 31, MONTHS, "this month: 31 copies; no comparable figure for last month"),
    ],
)
def test_a_comparison(previous: int | None, current: int, labels: Pair, printed: str) -> None:
    assert en.change(previous, current, measure=COPIES, labels=labels) == printed


@given(st.none() | counts, counts)
def test_a_comparison_always_names_its_base_or_says_it_has_none(previous: int | None, current: int) -> None:
    printed = en.change(previous, current, measure=COPIES, labels=MONTHS)
    assert "last month" in printed
    assert previous is None or f"{previous:,}" in printed


@pytest.mark.parametrize(
    ("previous", "current", "printed"),
    [
        (Rate(81, 176), Rate(92, 148), "up 16.2 percentage points"),
        (Rate(41, 84), Rate(38, 97), "down 9.6 percentage points"),
        (Rate(50, 100), Rate(51, 100), "up 1 percentage point"),
        (Rate(1, 2), Rate(1, 2), "unchanged"),
        (Rate(10_000, 30_000), Rate(10_001, 30_000), "practically unchanged"),
        (Rate(0, 0), Rate(3, 9), "no comparable figure for last month"),
        (Rate(3, 9), Rate(0, 0), "this month: no base, not computed"),
    ],
)
def test_a_change_of_a_rate(previous: Rate, current: Rate, printed: str) -> None:
    assert en.rate_change(previous, current, labels=MONTHS) == printed


def test_a_rate_is_printed_with_its_base() -> None:
    people = ("person", "people")
    assert en.rate(Rate(81, 176)) == "46%"
    assert en.rate(Rate(3, 0)) == "no base"
    assert en.rate_of(Rate(39_560, 86_000), "the residents", people) == "46% of the residents (86,000 people)"
    assert en.rate_of(Rate(3, 0), "the residents", people) == "no base: the residents"


def test_the_campaign_to_date_is_printed_as_each_indicator_asks() -> None:
    assert en.to_date(80_450, INDICATORS[IndicatorKey.MATERIALS]) == "more than 80,000 copies"
    assert en.to_date(37_798, INDICATORS[IndicatorKey.APP_INSTALLS]) == "37,798 acts of help"


def test_a_period_that_is_not_over_is_not_compared() -> None:
    assert en.not_compared("December", "2 December") == "December: counted only up to 2 December, not compared"
