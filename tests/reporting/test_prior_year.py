"""同比: a whole month beside the same one of the year before, wherever anybody knows it."""

from datetime import UTC, date, datetime

import pytest

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.reporting.documents.paper import CaptionedTable, paper_of
from outreach.reporting.prior_year import year_before as month_before
from outreach.reporting.section import Section
from outreach.reporting.writing import markdown, plain, write
from tests.ledger.ledgers import count
from tests.reporting.aims import year_before
from tests.reporting.briefing import NOVEMBER, OCTOBER, SEPTEMBER, campaign_of, section
from tests.world import World


def prior(made: Section, month: int | None = None, indicator: str = "resident_pledges") -> int | None:
    figure = next(each for each in made["figures"] if each["indicator"] == indicator)
    return (figure if month is None else figure["months"][month])["prior_year"]


def test_a_months_report_stands_beside_the_year_before(world: World, briefed: Campaign) -> None:
    year_before(world, briefed, "station_a", 12_000)
    made = section(briefed, PeriodKind.MONTH, OCTOBER)
    assert prior(made) == 12_000
    assert "与群众签订责任书13630份，环比上月（9917份）增长37.4%，同比上年同月（12000份）增长13.6%；" in plain(
        write(made)
    )
    english = plain(write(made, language="en"))
    assert "up 37.4% on last month (9,917), up 13.6% on the same month a year before (12,000)" in english


def test_what_all_units_told_is_added_up_and_their_number_noted(world: World, briefed: Campaign) -> None:
    for unit, quantity in (("station_a", 7_000), ("post_a", 2_000), ("station_b", 3_000)):
        year_before(world, briefed, unit, quantity)
    year_before(world, briefed, "station_c", 99)
    made = section(briefed, PeriodKind.MONTH, OCTOBER)
    assert (prior(made), made["prior_units"]) == (12_000, 3)
    assert "上年同月数为3个单位补录的上年数之和，未经逐条核实，口径可能与本期不同。" in plain(write(made))
    assert prior(section(briefed, PeriodKind.MONTH, OCTOBER, unit=world.units["station_b"])) == 3_000


def test_months_of_a_campaign_each_stand_beside_their_own(world: World, briefed: Campaign) -> None:
    year_before(world, briefed, "station_a", 12_000)
    year_before(world, briefed, "station_a", 10_000, month=date(2020, 9, 1))
    made = section(briefed)
    assert [prior(made, number) for number in range(4)] == [10_000, 12_000, None, None]
    assert prior(made) is None
    text = plain(write(made))
    assert "9月份，开展入校宣传、法治课14场次；" in text
    assert "与群众签订责任书9917份，同比上年同月（10000份）下降0.8%；" in text
    assert "8月份无可比数据" in text


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        (0, "上年同月为0，本月13630份，不计算增幅"),
        (20, "比上年同月（20份）增加13610份"),
        (13630, "与上年同月（13630份）持平"),
        (13631, "与上年同月（13631份）基本持平"),
    ],
)
def test_no_percentage_where_it_would_mislead(world: World, briefed: Campaign, quantity: int, said: str) -> None:
    year_before(world, briefed, "station_a", quantity)
    assert said in plain(write(section(briefed, PeriodKind.MONTH, OCTOBER)))


def test_without_a_figure_nothing_is_said(briefed: Campaign) -> None:
    text = plain(write(section(briefed, PeriodKind.MONTH, OCTOBER)))
    assert "同比" not in text and "上年" not in text


def test_a_month_that_is_not_over_is_not_compared(world: World, briefed: Campaign) -> None:
    year_before(world, briefed, "station_a", 12_000)
    made = section(briefed, PeriodKind.MONTH, OCTOBER, now=datetime(2021, 10, 20, tzinfo=UTC))
    assert prior(made) is None and made["prior_units"] == 0


def test_a_figure_that_fell_to_nothing_within_a_year_is_told(world: World, campaign: Campaign) -> None:
    year_before(world, campaign, "station_a", 40)
    text = plain(write(section(campaign, PeriodKind.MONTH, OCTOBER)))
    assert "与群众签订责任书0份，" in text and "同比上年同月（40份）下降100%" in text


def test_the_ledgers_own_month_goes_before_anything_imported(world: World) -> None:
    campaign = campaign_of(world, starts_on=date(2020, 9, 1), ends_on=None)
    count(campaign, 50, unit=world.units["station_a"].pk, day=date(2020, 10, 3))
    count(campaign, 60, unit=world.units["station_a"].pk, day=OCTOBER)
    made = section(campaign, PeriodKind.MONTH, OCTOBER)
    assert (prior(made), made["prior_units"]) == (50, 0)
    assert "同比上年同月（50份）增长20%" in plain(write(made))
    assert "补录的上年数" not in plain(write(made))


def test_a_month_that_closes_on_the_25th_is_held_against_the_month_of_its_name(world: World) -> None:
    campaign = campaign_of(world, starts_on=date(2021, 8, 26), month_closes_on=25)
    count(campaign, 60, unit=world.units["station_a"].pk, day=date(2021, 10, 20))
    year_before(world, campaign, "station_a", 50)
    made = section(campaign, PeriodKind.MONTH, OCTOBER)
    assert prior(made) == 50
    assert "本期按结账日统计，与上年所报月份的起止日可能不一致" in plain(write(made))


def test_tables_name_both_values_and_the_change(world: World, briefed: Campaign) -> None:
    year_before(world, briefed, "station_a", 12_000)
    tables = [block.table for block in paper_of(section(briefed)).blocks if isinstance(block, CaptionedTable)]
    rows = [row for table in tables for row in table.rows]
    assert ("10月份", "与群众签订责任书（份）", 13630, 12000, "增长13.6%") in rows
    assert "同比" not in markdown(write(section(briefed, PeriodKind.MONTH, NOVEMBER)))


def test_only_a_month_has_a_year_before(world: World, campaign: Campaign) -> None:
    assert month_before(Period(PeriodKind.WEEK, date(2021, 10, 4), date(2021, 10, 10)), campaign) is None
    assert month_before(Period(PeriodKind.CAMPAIGN, SEPTEMBER, OCTOBER), campaign) is None
    february = Period(PeriodKind.MONTH, date(2024, 2, 1), date(2024, 2, 29))
    assert month_before(february, campaign) == Period(PeriodKind.MONTH, date(2023, 2, 1), date(2023, 2, 28))
    assert month_before(Period(PeriodKind.MONTH, date(2000, 2, 1), date(2000, 2, 29)), campaign) is None
