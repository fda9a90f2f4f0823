"""The section in words: the golden texts, and every sentence that they have no case for."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.section import Section
from outreach.reporting.writing import LANGUAGES, Approval, en, markdown, plain, write, zh
from outreach.reporting.writing.document import Document
from tests.ledger.ledgers import count
from tests.reporting.briefing import NOVEMBER, OCTOBER, SEPTEMBER, campaign_of, section
from tests.world import World

GOLDEN: Final = Path(__file__).parent / "golden"


def overview(made: Section, language: str = "zh") -> str:
    return write(made, language=language).chapters[0].paragraphs[0]


def chapter(document: Document, name: str) -> tuple[str, ...]:
    return next(chapter.items for chapter in document.chapters if chapter.heading.endswith(name))


def changed(made: Section, indicator: str, **members: Any) -> Section:
    """The section as if a figure had other members."""
    copy: Section = json.loads(json.dumps(made))
    next(figure for figure in copy["figures"] if figure["indicator"] == indicator).update(members)  # type: ignore[typeddict-item]
    return copy


@pytest.mark.parametrize(
    ("name", "language", "setting", "asked"),
    [
        ("to_date.zh.txt", "zh", plain, {}),
        ("to_date.en.txt", "en", plain, {}),
        ("to_date.zh.md", "zh", markdown, {}),
        ("october.zh.txt", "zh", plain, {"kind": PeriodKind.MONTH, "first": OCTOBER}),
        ("october.en.txt", "en", plain, {"kind": PeriodKind.MONTH, "first": OCTOBER}),
    ],
)
def test_the_section_reads_as_agreed(
    world: World,
    briefed: Campaign,
    name: str,
    language: str,
    setting: Callable[[Document], str],
    asked: dict[str, Any],
) -> None:
    text = setting(write(section(briefed, **asked), language=language))
    # Ids differ from run to run; the only one in the text is the unit's, in the queries.
    assert text.replace(f"unit={world.units['sub_bureau'].pk}&", "unit=1&") == (GOLDEN / name).read_text("utf-8")


def test_the_briefings_own_six_figures_are_printed_as_it_printed_them(briefed: Campaign) -> None:
    text = overview(section(briefed))
    for printed in ("47场次", "8万余份", "726份", "41462份", "37798次", "60余篇"):
        assert printed in text
    assert text.startswith("2021年9月份以来，截至12月2日，第一分局开展入校宣传、法治课47场次，")


def test_whatever_can_be_said_in_chinese_can_be_said_in_english() -> None:
    chinese, english = (
        {
            name
            for name, function in getmembers(module, isfunction)
            if function.__module__ == module.__name__ and not name.startswith("_")
        }
        for module in (zh, en)
    )
    assert chinese == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stored_section_is_written_like_a_fresh_one(briefed: Campaign, language: str) -> None:
    made = section(briefed)
    stored = json.loads(json.dumps(made, sort_keys=True))
    assert write(stored, language=language) == write(made, language=language)


def test_only_a_demonstration_is_marked_as_one(world: World, briefed: Campaign) -> None:
    real = campaign_of(world, slug="real", is_demonstration=False)
    assert write(section(briefed)).title.startswith("【演示】")
    assert write(section(briefed), language="en").title.startswith("[DEMONSTRATION]")
    assert "演示" not in plain(write(section(real)))


def test_a_draft_says_so_and_when_it_was_counted(briefed: Campaign) -> None:
    assert write(section(briefed)).standing == (
        "初步数据，未经核定。统计截至2021年12月2日，数据汇总于2021年12月3日10时05分（UTC+08:00）。"
    )


def test_an_approved_section_names_its_snapshot(briefed: Campaign) -> None:
    approval = Approval(snapshot=UUID(int=7), at=datetime(2021, 12, 5, 1, 30, tzinfo=UTC))
    made = section(briefed)
    assert write(made, approval=approval).standing == (
        "已核定。统计截至2021年12月2日，数据汇总于2021年12月3日10时05分（UTC+08:00）。"
        "核定于2021年12月5日9时30分（UTC+08:00），快照编号00000000-0000-0000-0000-000000000007。"
    )
    assert write(made, language="en", approval=approval).standing.startswith("Approved. Counted up to 2 December 2021")


def test_imported_evidence_is_marked_as_not_verified(briefed: Campaign) -> None:
    evidence = chapter(write(section(briefed)), zh.EVIDENCE)
    assert (
        "（六）与群众签订责任书41462份：自报28125份，有书面材料12625份，712份（来源：导入，未经逐条核实）。" in evidence
    )
    assert "来源：导入，未经逐条核实" in markdown(write(section(briefed)))


def test_every_printed_figure_has_its_query(briefed: Campaign) -> None:
    made = section(briefed)
    definitions = "\n".join(chapter(write(made), zh.DEFINITIONS))
    told = [figure["indicator"] for figure in made["figures"] if figure["value"]]
    assert [f"indicator={indicator}&from=2021-09-01&to=2021-12-02" in definitions for indicator in told] == [True] * 9


def test_a_campaign_without_records_says_so(campaign: Campaign) -> None:
    document = write(section(campaign))
    assert document.chapters[0].paragraphs == ("2021年9月份以来，截至12月2日，第一分局无宣传活动记录。",)
    assert chapter(document, zh.MONTHS)[0] == "（一）9月份无记录。"
    assert [each.heading for each in document.chapters] == ["一、总体情况", "二、分月情况"]
    assert overview(section(campaign), "en").endswith("First Sub-bureau has no record of outreach.")


def test_units_without_records_are_named_together(world: World, campaign: Campaign) -> None:
    count(campaign, 3, unit=world.units["station_b"].pk, day=OCTOBER)
    whole = section(campaign, unit=world.units["sub_bureau"])
    assert chapter(write(whole), zh.UNITS) == ("（一）乙派出所与群众签订责任书3份。", "（二）甲派出所无记录。")
    assert chapter(write(whole, language="en"), en.UNITS)[1] == "(2) No records: Station A."


def test_a_unit_with_none_below_it_has_no_breakdown_by_unit(world: World, briefed: Campaign) -> None:
    document = write(section(briefed, unit=world.units["station_b"]))
    assert not any(each.heading.endswith(zh.UNITS) for each in document.chapters)


def test_a_month_that_is_not_over_says_up_to_when(briefed: Campaign) -> None:
    made = section(briefed, PeriodKind.MONTH, NOVEMBER, now=datetime(2021, 11, 20, 4, tzinfo=UTC))
    assert overview(made).startswith("2021年11月份，截至11月20日，第一分局开展")
    assert "。本月仅统计至11月20日，不作环比。" in overview(made)
    assert "This month: counted only up to 20 November, not compared." in overview(made, "en")


def test_the_last_day_of_a_month_is_not_over_until_midnight(briefed: Campaign) -> None:
    made = section(briefed, PeriodKind.MONTH, NOVEMBER, now=datetime(2021, 11, 30, 4, tzinfo=UTC))
    assert "。本月尚未结束，不作环比。" in overview(made)
    assert "This month: not over yet, not compared." in overview(made, "en")


def test_a_month_that_began_before_its_campaign_says_from_when(world: World) -> None:
    campaign = campaign_of(world, starts_on=date(2021, 9, 10))
    count(campaign, 3, unit=world.units["station_b"].pk, day=SEPTEMBER)
    made = section(campaign, PeriodKind.MONTH, SEPTEMBER)
    assert overview(made).startswith(
        "2021年9月份，自9月10日起，第一分局与群众签订责任书3份。本月自9月10日起统计，不作环比。"
    )
    assert "In September 2021, from 10 September, First Sub-bureau reports: 3 pledges" in overview(made, "en")
    assert "This month: counted only from 10 September, not compared." in overview(made, "en")
    assert overview(section(campaign)).startswith("2021年9月10日以来，截至12月2日，")


def test_weeks_and_chosen_days_are_named_by_their_days(world: World, campaign: Campaign) -> None:
    for day, quantity in ((NOVEMBER, 40), (NOVEMBER + timedelta(7), 50)):
        count(campaign, quantity, unit=world.units["station_b"].pk, day=day)
    week = section(campaign, PeriodKind.WEEK, NOVEMBER + timedelta(7))
    assert overview(week).startswith(
        "2021年11月15日至11月21日，第一分局与群众签订责任书50份，环比上周（40份）增长25%。"
    )
    assert overview(week, "en").startswith(
        "From 15 November to 21 November 2021, First Sub-bureau reports: "
        "50 pledges signed with residents, up 25% on last week (40)."
    )
    days = section(campaign, PeriodKind.CUSTOM, NOVEMBER + timedelta(7), NOVEMBER + timedelta(7))
    assert overview(days).startswith(
        "2021年11月16日，第一分局与群众签订责任书，11月15日为0，11月16日50份，不计算增幅。"
    )
    assert overview(days, "en").startswith("On 16 November 2021, ")


def test_a_figure_that_fell_to_nothing_is_told(world: World, campaign: Campaign) -> None:
    count(campaign, 40, unit=world.units["station_b"].pk, day=SEPTEMBER)
    made = section(campaign, PeriodKind.MONTH, OCTOBER)
    assert "与群众签订责任书0份，环比上月（40份）下降100%。" in overview(made)


def test_a_locked_figure_stands_beside_the_corrected_one(briefed: Campaign) -> None:
    made = changed(section(briefed, PeriodKind.MONTH, OCTOBER), "unit_pledges", published=240, previous_published=181)
    assert "与单位签订责任书241份（原核定为240份），环比上月（180份）增长33.9%（上月原核定为181份）；" in overview(made)
    assert "241 pledges (locked at 240) signed with organisations, up 33.9% on last month (180); " in overview(
        made, "en"
    )
    assert "last month was locked at 181" in overview(made, "en")


@pytest.mark.parametrize(
    ("kind", "first", "last", "chinese", "english"),
    [
        ("month", "2021-09-01", "2021-09-30", "9月份", "September"),
        ("week", "2021-09-06", "2021-09-12", "9月6日至9月12日", "6 September to 12 September"),
        ("campaign", "2021-09-01", "2021-10-31", "截至10月31日的", "Up to 31 October"),
    ],
)
def test_a_correction_names_the_earlier_value(
    briefed: Campaign, kind: PeriodKind, first: str, last: str, chinese: str, english: str
) -> None:
    made = section(briefed)
    made["corrections"] = [
        {
            "indicator": "unit_pledges",
            "kind": kind,
            "first": first,
            "last": last,
            "published": 180,
            "current": 178,
            "difference": -2,
        }
    ]
    assert chapter(write(made), zh.CORRECTIONS) == (
        f"（一）{chinese}与单位签订责任书上次公布为180份，现更正为178份，减少2份。",
    )
    assert chapter(write(made, language="en"), en.CORRECTIONS) == (
        f"(1) {english}, Pledges signed with organisations: last published as 180, now corrected to 178 (2 fewer).",
    )


def test_a_report_over_a_new_year_names_both_years(world: World) -> None:
    campaign = campaign_of(world, ends_on=None)
    now = datetime(2022, 1, 20, tzinfo=UTC)
    document = write(section(campaign, now=now))
    assert document.subtitle == "（秋季反诈集中宣传，2021年9月1日至2022年1月20日）"
    assert document.chapters[0].paragraphs[0].startswith("2021年9月份以来，截至2022年1月20日，")
    assert [text.partition("）")[2] for text in chapter(document, zh.MONTHS)][3:] == [
        "2021年12月份无记录。",
        "1月份无记录。",
    ]


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (42, "四十二"), (99, "九十九"), (142, "142")],
)
def test_items_are_numbered_as_in_official_documents(number: int, numeral: str) -> None:
    assert zh.item(number, "略") == f"（{numeral}）略"


def test_names_are_never_taken_for_markup(briefed: Campaign) -> None:
    made = section(briefed)
    made["units"][1]["name"] = "甲|*所*<b>"
    assert r"| 甲\|\*所\*\<b\> |" in markdown(write(made))
