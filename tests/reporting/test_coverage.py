"""Coverage: acts beside a named base, never people, never capped, never of what was imported."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.coverage import CoveredGroupPart
from outreach.reporting.section import Section
from outreach.reporting.writing import markdown, plain, write
from tests.ledger.ledgers import count
from tests.reporting.aims import CENSUS, base
from tests.reporting.briefing import OCTOBER, SEPTEMBER, campaign_of, section
from tests.world import World


def group(made: Section, audience: str = "") -> CoveredGroupPart:
    return next(each for each in made["coverage"]["groups"] if each["audience"] == audience)


def rows(made: Section, audience: str = "", indicator: str = IndicatorKey.RESIDENT_PLEDGES) -> dict[str, Any]:
    """Value and base of each unit by its English name."""
    names = {unit["id"]: unit["name_en"] for unit in made["units"]}
    found = group(made, audience)
    at = found["indicators"].index(indicator)
    return {names[row["unit"]]: (row["values"][at], row["base"] and row["base"]["count"]) for row in found["units"]}


def test_without_a_base_there_is_no_coverage_and_the_notes_say_so(briefed: Campaign) -> None:
    made = section(briefed)
    assert made["coverage"]["groups"] == []
    text = plain(write(made))
    assert "覆盖情况\n" not in text and "没有录入人口基数，不计算覆盖情况。" in text
    assert "No number of people is entered" in plain(write(made, language="en"))


def test_each_unit_with_all_below_it_stands_beside_its_own_base(world: World, briefed: Campaign) -> None:
    base(world, briefed, "sub_bureau", 150_000)
    base(world, briefed, "station_a", 100_000)
    assert rows(section(briefed)) == {
        # 41462 less the 712 imported.
        "First Sub-bureau": (40750, 150_000),
        "Station A": (28125, 100_000),
        "Station B": (12625, None),
    }


def test_what_was_imported_is_left_out_and_named(world: World, briefed: Campaign) -> None:
    base(world, briefed, "station_b", 50_000)
    found = group(section(briefed))
    imported = {row["unit"]: row["imported"][0] for row in found["units"]}
    assert imported[world.units["station_b"].pk] == 712


def test_a_month_is_told_with_all_that_was_counted_since_the_campaign_began(world: World, briefed: Campaign) -> None:
    base(world, briefed, "station_a", 100_000)
    made = section(briefed, PeriodKind.MONTH, OCTOBER)
    assert (made["coverage"]["from"], made["coverage"]["to"]) == ("2021-09-01", "2021-10-31")
    assert rows(made)["Station A"] == (6100 + 9420, 100_000)


def test_to_date_and_in_a_month_that_ends_it_the_same_is_counted(world: World, briefed: Campaign) -> None:
    for unit in ("station_a", "sub_bureau"):
        base(world, briefed, unit, 100_000)
        base(world, briefed, unit, 9_000, audience=Audience.ELDERLY)
        base(world, briefed, unit, 5_000, audience=Audience.PUPILS)
    to_date = section(briefed, last=date(2021, 10, 31))
    assert to_date["coverage"] == section(briefed, PeriodKind.MONTH, OCTOBER)["coverage"]


def test_pupils_are_who_came_to_school_sessions_and_sign_nothing(world: World, briefed: Campaign) -> None:
    base(world, briefed, "station_a", 2_000, audience=Audience.PUPILS)
    found = group(section(briefed), Audience.PUPILS)
    assert found["indicators"] == [IndicatorKey.ATTENDANCE]
    assert rows(section(briefed), Audience.PUPILS, IndicatorKey.ATTENDANCE) == {"Station A": (4460, 2000)}


def test_a_named_group_counts_its_own_acts_only(world: World, briefed: Campaign) -> None:
    base(world, briefed, "station_b", 20_000, audience=Audience.ELDERLY)
    assert rows(section(briefed), Audience.ELDERLY) == {"Station B": (12625, 20_000)}


def test_more_acts_than_people_are_shown_and_never_capped(world: World, briefed: Campaign) -> None:
    base(world, briefed, "station_a", 20_000)
    text = plain(write(section(briefed)))
    assert "与群众签订责任书28125份，为基数的140.6%" in text
    assert "比例超过100%的如实列出，不作封顶" in text
    assert "140.6% of the base" in plain(write(section(briefed), language="en"))


def test_a_base_is_named_with_its_source_and_day_and_its_lack_is_said(world: World, briefed: Campaign) -> None:
    base(world, briefed, "station_a", 100_000)
    made = section(briefed)
    text = plain(write(made))
    assert f"甲派出所辖区人口100000人（{CENSUS}，2021年9月1日）：与群众签订责任书28125份，为基数的28.1%" in text
    assert "乙派出所无基数，不计算比例。" in text
    assert "不是已覆盖的人数" in text
    table = markdown(write(made))
    assert "| 甲派出所 | 100000 | 28125 | 28.1% |" in table and "| 乙派出所 | 无基数 | 12625 | — |" in table


def test_the_base_is_that_of_the_days_end_never_a_later_one(world: World, briefed: Campaign) -> None:
    base(world, briefed, "station_a", 100_000)
    base(world, briefed, "station_a", 110_000, as_of=date(2021, 11, 1))
    assert rows(section(briefed, PeriodKind.MONTH, OCTOBER))["Station A"][1] == 100_000
    assert rows(section(briefed))["Station A"][1] == 110_000


def test_a_base_that_was_taken_back_gives_way_to_the_one_before(world: World, briefed: Campaign) -> None:
    base(world, briefed, "station_a", 100_000)
    base(world, briefed, "station_a", 110_000, as_of=date(2021, 11, 1))
    base(world, briefed, "station_a", None, as_of=date(2021, 11, 1))
    assert rows(section(briefed))["Station A"][1] == 100_000


def test_bases_of_units_are_never_added_up(world: World, briefed: Campaign) -> None:
    base(world, briefed, "station_a", 100_000)
    base(world, briefed, "station_b", 50_000)
    assert rows(section(briefed))["First Sub-bureau"][1] is None


def test_another_campaigns_base_is_none_of_this_ones(world: World, briefed: Campaign) -> None:
    base(world, campaign_of(world, slug="other"), "station_a", 100_000)
    assert section(briefed)["coverage"]["groups"] == []


def test_days_after_the_cut_off_are_not_counted(world: World, campaign: Campaign) -> None:
    base(world, campaign, "station_a", 100)
    for day in (SEPTEMBER, OCTOBER):
        count(campaign, 10, unit=world.units["station_a"].pk, day=day)
    made = section(campaign, PeriodKind.MONTH, SEPTEMBER)
    assert rows(made)["Station A"] == (10, 100)
    running = section(campaign, PeriodKind.MONTH, OCTOBER, now=datetime(2021, 10, 20, tzinfo=UTC))
    assert running["coverage"]["to"] == "2021-10-20"


def test_a_section_frozen_before_there_was_coverage_still_reads(briefed: Campaign) -> None:
    made = section(briefed)
    for name in ("coverage", "progress", "prior_units", "moves", "checks"):
        del made[name]  # type: ignore[misc]
    for figure in made["figures"]:
        for part in (figure, *figure["months"]):
            del part["prior_year"]
    assert plain(write(made)).startswith("【演示】第一分局")
    assert "人口基数" not in plain(write(made))


@pytest.mark.parametrize("evidence", [each for each in Evidence if each is not Evidence.IMPORTED])
def test_every_other_evidence_counts(world: World, campaign: Campaign, evidence: Evidence) -> None:
    base(world, campaign, "station_a", 100)
    count(campaign, 3, unit=world.units["post_a"].pk, day=OCTOBER, evidence=evidence)
    assert rows(section(campaign))["Station A"] == (3, 100)
