"""Targets beside what was reached: of exactly the report's days, in the order of the tree."""

from datetime import date

from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.section import Section
from outreach.reporting.writing import markdown, plain, write
from tests.reporting.aims import target
from tests.reporting.briefing import OCTOBER, section
from tests.world import World

IN_OCTOBER = date(2021, 10, 1), date(2021, 10, 31)


def told(made: Section) -> list[tuple[str, str, int, int]]:
    names = {unit["id"]: unit["name_en"] for unit in made["units"]}
    return [(names[each["unit"]], each["indicator"], each["target"], each["reached"]) for each in made["progress"]]


def test_a_target_for_the_campaign_stands_beside_all_that_was_reached(world: World, briefed: Campaign) -> None:
    target(world, briefed, "sub_bureau", 50_000)
    assert told(section(briefed)) == [("First Sub-bureau", "resident_pledges", 50_000, 41_462)]
    assert section(briefed, PeriodKind.MONTH, OCTOBER)["progress"] == []


def test_a_months_target_is_told_in_that_months_report_only(world: World, briefed: Campaign) -> None:
    target(world, briefed, "station_a", 9_000, days=IN_OCTOBER)
    assert told(section(briefed, PeriodKind.MONTH, OCTOBER)) == [("Station A", "resident_pledges", 9_000, 9_420)]
    assert section(briefed)["progress"] == []


def test_units_and_indicators_keep_their_order_whatever_was_reached(world: World, briefed: Campaign) -> None:
    for unit, indicator in (
        ("station_b", IndicatorKey.RESIDENT_PLEDGES),
        ("station_a", IndicatorKey.APP_INSTALLS),
        ("station_a", IndicatorKey.SCHOOL_TALKS),
        ("sub_bureau", IndicatorKey.MATERIALS),
    ):
        target(world, briefed, unit, 10, indicator=indicator)
    assert [row[:2] for row in told(section(briefed))] == [
        ("First Sub-bureau", "materials"),
        ("Station A", "school_talks"),
        ("Station A", "app_installs"),
        ("Station B", "resident_pledges"),
    ]


def test_the_target_set_last_stands_and_one_taken_back_is_gone(world: World, briefed: Campaign) -> None:
    for quantity in (100, 50_000):
        target(world, briefed, "sub_bureau", quantity)
    assert told(section(briefed))[0][2] == 50_000
    target(world, briefed, "sub_bureau", None)
    assert section(briefed)["progress"] == []


def test_a_target_is_written_with_its_rate(world: World, briefed: Campaign) -> None:
    target(world, briefed, "sub_bureau", 50_000)
    made = section(briefed)
    assert "第一分局与群众签订责任书目标50000份，已完成41462份，完成率82.9%。" in plain(write(made))
    assert "target 50,000, reached 41,462 (82.9%)" in plain(write(made, language="en"))
    assert "| 第一分局 | 与群众签订责任书（份） | 50000 | 41462 | 82.9% |" in markdown(write(made))


def test_without_a_target_there_is_no_chapter(briefed: Campaign) -> None:
    assert "目标" not in plain(write(section(briefed)))
