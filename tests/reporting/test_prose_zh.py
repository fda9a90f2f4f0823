"""Every agreed case of Chinese official prose, and what holds of all the others."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.campaigns.period_names import Pair
from outreach.reporting.prose import zh
from outreach.reporting.prose.rounding import Rate

CASES: Final = json.loads((Path(__file__).parent / "prose_cases.json").read_text("utf-8"))
MONTHS: Final = Pair(current="本月", previous="上月")

counts = st.integers(0, 10**8)


@pytest.mark.parametrize(("count", "printed"), CASES["approximate"])
def test_an_approximate_count_as_agreed(count: int, printed: str) -> None:
    assert zh.approximate(count, "份") == f"{printed}份"


@pytest.mark.parametrize("case", CASES["month_on_month_cases"], ids=lambda case: case["printed"])
def test_a_comparison_as_agreed(case: dict[str, Any]) -> None:
    printed = zh.change(
        case["previous"],
        case["current"],
        measure=case["measure"],
        labels=Pair(current="本月", previous=case["base_label"]),
        growth={"work": zh.Growth.WORK, "cases": zh.Growth.CASES}[case["kind"]],
    )
    assert printed == case["printed"]


@pytest.mark.parametrize("case", CASES["rate_change_in_points"], ids=lambda case: case["printed"])
def test_a_change_of_a_rate_as_agreed(case: dict[str, Any]) -> None:
    previous, current = Rate(*case["previous"]), Rate(*case["current"])
    assert zh.rate_change(previous, current, labels=MONTHS) == case["printed"]


@pytest.mark.parametrize("case", CASES["rates"], ids=lambda case: case["prose"])
def test_a_rate_as_agreed_in_prose_and_in_tables(case: dict[str, Any]) -> None:
    share = Rate(case["part"], case["base"])
    assert (zh.rate(share), share.in_table()) == (case["prose"], case["table"])


@given(counts)
def test_an_approximate_count_reads_back_as_no_more_than_the_count(count: int) -> None:
    found = re.fullmatch(r"([\d.]+)(万?)(余?)份", zh.approximate(count, "份"))
    assert found is not None
    number, ten_thousands, more = found.groups()
    value = Decimal(number) * (10_000 if ten_thousands else 1)
    assert (value < count) if more else (value == count)


@given(st.none() | counts, counts, st.sampled_from(["上月", "9月份"]))
def test_a_comparison_always_names_its_base_or_says_it_has_none(previous: int | None, current: int, label: str) -> None:
    printed = zh.change(previous, current, measure="份", labels=Pair("本月", label))
    assert label in printed
    assert str(previous) in printed or "无可比数据" in printed
    assert "个百分点" not in printed


@given(st.tuples(counts, counts), st.tuples(counts, counts))
def test_a_change_of_a_rate_is_never_written_in_per_cent(previous: tuple[int, int], current: tuple[int, int]) -> None:
    assert "%" not in zh.rate_change(Rate(*previous), Rate(*current), labels=MONTHS)


def test_the_campaign_to_date_is_printed_as_each_indicator_asks() -> None:
    assert zh.to_date(80_450, INDICATORS[IndicatorKey.MATERIALS]) == "8万余份"
    assert zh.to_date(63, INDICATORS[IndicatorKey.PUBLICATIONS]) == "60余篇"
    assert zh.to_date(41_462, INDICATORS[IndicatorKey.RESIDENT_PLEDGES]) == "41462份"
    assert zh.to_date(37_798, INDICATORS[IndicatorKey.APP_INSTALLS]) == "37798次"


def test_weeks_are_compared_with_the_week_before() -> None:
    labels = Pair(current="本周", previous="上周")
    assert zh.change(40, 50, measure="次", labels=labels) == "环比上周(40次)增长25%"
    assert zh.change(16, 14, measure="场次", labels=labels) == "比上周(16场次)减少2场次"


def test_a_year_is_compared_by_its_own_word_and_the_same_rules() -> None:
    labels, year = Pair(current="本月", previous="上年同月"), zh.Against.YEAR_BEFORE
    said = [zh.change(before, 50, measure="份", labels=labels, against=year) for before in (40, 60, 50, 16, 0, None)]
    assert said == [
        "同比上年同月(40份)增长25%",
        "同比上年同月(60份)下降16.7%",
        "与上年同月(50份)持平",
        "比上年同月(16份)增加34份",
        "上年同月为0,本月50份,不计算增幅",
        "本月50份,上年同月无可比数据",
    ]


def test_a_period_that_is_not_over_is_not_compared() -> None:
    assert zh.not_compared("12月份", "12月2日") == "12月份仅统计至12月2日,不作环比"


def test_a_rate_is_printed_with_its_base() -> None:
    assert zh.rate_of(Rate(39_560, 86_000), "常住人口", "人") == "占常住人口(86000人)的46%"
    assert zh.rate_of(Rate(3, 0), "常住人口", "人") == "常住人口无基数"


def test_rates_that_only_look_equal() -> None:
    assert zh.rate_change(Rate(10_000, 30_000), Rate(10_001, 30_000), labels=MONTHS) == "基本持平"
