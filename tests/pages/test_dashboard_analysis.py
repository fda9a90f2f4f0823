"""The analysis: exact, in scope, apart by indicator and evidence, one question a page."""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.models import TextKind
from outreach.campaigns.periods import PeriodKind
from outreach.pages.dashboard.analysis import parts_of
from outreach.reporting.spans import chosen, span_of
from tests.ledger.ledgers import count
from tests.pages.conftest import Visitor, phone
from tests.pages.counting import counted
from tests.pages.reading import page
from tests.pages.steps import confirm, sign
from tests.world import ZONE, World

__all__ = ["counted"]

PAGES = ("", "units/", "evidence/", "coverage/", "receipts/")
ROLES = (
    ("officer", 200),
    ("colleague", 200),
    ("outsider", 403),
    ("chief", 200),
    ("administrator", 200),
    ("other_administrator", 403),
    ("auditor", 200),
    ("former", 403),
)


def charts(answer: Any) -> dict[str, Any]:
    written = re.search(r'<script id="charts" type="application/json">(.*?)</script>', answer.content.decode())
    assert written is not None
    drawn: dict[str, Any] = json.loads(written[1])
    return drawn


def bars(answer: Any, number: str = "first") -> dict[str, int]:
    drawn = charts(answer)[number]
    return dict(zip(drawn["names"], drawn["values"], strict=True))


def shown(client: Client, which: str = "", **asked: object) -> Any:
    return client.get(f"/dashboard/analysis/{which}", asked)


@pytest.mark.parametrize("which", PAGES)
@pytest.mark.parametrize(("name", "status"), ROLES)
def test_each_page_is_for_those_who_read_the_unit(
    counted: World, logged_in: Visitor, which: str, name: str, status: int
) -> None:
    assert shown(logged_in(name), which, unit=counted.units["station_a"].pk).status_code == status


@pytest.mark.parametrize("which", PAGES)
def test_who_is_not_logged_in_is_asked_to(world: World, resident: Client, which: str) -> None:
    assert shown(resident, which).status_code == 302


@pytest.mark.parametrize("by", ["day", "week", "month"])
def test_the_course_adds_up_to_the_figure(counted: World, logged_in: Visitor, by: str) -> None:
    answer = shown(logged_in("administrator"), by=by)
    assert sum(bars(answer).values()) == 43
    assert "43 份" in page(answer).text


def test_days_without_records_are_nought_and_not_left_out(counted: World, logged_in: Visitor) -> None:
    days = bars(shown(logged_in("administrator"), by="day"))
    assert len(days) == 91
    assert sorted(days.values())[-2:] == [1, 42]


def test_a_month_is_told_by_day_and_offers_no_months(counted: World, logged_in: Visitor) -> None:
    day = (counted.now - timedelta(days=2)).date().replace(day=1)
    answer = shown(logged_in("administrator"), period=day.isoformat(), by="month")
    assert answer.status_code == 200
    assert len(bars(answer)) == (min(counted.today, day.replace(day=28)) - day).days + 1 or len(bars(answer)) >= 28


def test_a_month_that_is_not_over_is_marked(counted: World, logged_in: Visitor) -> None:
    assert "* 未计满" in page(shown(logged_in("administrator"))).text


@pytest.mark.parametrize(("day", "marked"), [((2021, 9, 29), True), ((2021, 9, 30), True), ((2021, 10, 1), False)])
def test_on_its_last_day_a_month_is_not_over(world: World, day: tuple[int, int, int], marked: bool) -> None:
    world.campaign.starts_on = date(2021, 9, 1)
    now = datetime(*day, 23, 59, tzinfo=ZONE)
    span = span_of(chosen(world.campaign, kind=PeriodKind.CAMPAIGN, now=now), world.campaign, now)
    of_september = next(parts_of(span, world.campaign, "month", now))
    assert of_september[-1] is marked


def test_units_stand_in_the_order_of_the_tree_and_are_never_ranked(counted: World, logged_in: Visitor) -> None:
    names = list(bars(shown(logged_in("administrator"), "units/")))
    assert names == ["示例市公安局本级", "第一分局", "第二分局"]


def test_a_units_people_stand_beside_its_figure_with_their_source(counted: World, logged_in: Visitor) -> None:
    client = logged_in("sub_chief")
    assert "辖区人数" not in page(shown(client, "units/")).text
    PopulationBase.objects.create(
        campaign=counted.campaign,
        unit=counted.units["station_a"],
        count=12345,
        source="2020年人口普查",
        as_of=counted.today,
        entered_by=counted.officers["administrator"],
        entered_at=counted.now,
    )
    text = page(shown(client, "units/")).text
    assert "甲派出所 31 12345" in text and "2020年人口普查" in text


def test_units_add_up_to_the_figure(counted: World, logged_in: Visitor) -> None:
    assert bars(shown(logged_in("sub_chief"), "units/")) == {"第一分局本级": 0, "甲派出所": 31, "乙派出所": 12}


@pytest.mark.parametrize(
    ("name", "total"), [("officer", 31), ("chief", 31), ("chief_b", 12), ("sub_chief", 43), ("other_administrator", 0)]
)
def test_everyone_sees_the_own_units_only(counted: World, logged_in: Visitor, name: str, total: int) -> None:
    assert sum(bars(shown(logged_in(name), "units/")).values()) == total


def test_evidence_levels_and_audiences_stand_apart(counted: World, logged_in: Visitor) -> None:
    answer = shown(logged_in("chief"), "evidence/")
    assert bars(answer) == {"自报": 1, "有书面材料": 30}
    assert sum(bars(answer, "second").values()) == 31


def test_the_way_from_pledge_to_app_goes_along_receipts_only(counted: World, logged_in: Visitor) -> None:
    another = phone()
    sign(another, counted.codes["activity"], counted.texts[TextKind.RESIDENT].version)
    confirm(another, counted.codes["activity"], signed="1")
    answer = shown(logged_in("chief"), "receipts/")
    assert list(bars(answer).values())[:2] == [2, 1]
    assert "50.0%" in page(answer).text


def test_without_receipts_the_page_says_when_there_will_be_some(world: World, logged_in: Visitor) -> None:
    assert "暂无回执" in page(shown(logged_in("chief"), "receipts/")).text


def people(world: World, unit: str, count: int, audience: str = "") -> None:
    PopulationBase.objects.create(
        campaign=world.campaign,
        unit=world.units[unit],
        audience=audience,
        count=count,
        source="2020年人口普查",
        as_of=world.today,
        entered_by=world.officers["administrator"],
        entered_at=world.now,
    )


def test_coverage_stands_beside_its_base_with_its_source(counted: World, logged_in: Visitor) -> None:
    people(counted, "sub_bureau", 1000)
    people(counted, "station_a", 20)
    answer = shown(logged_in("sub_chief"), "coverage/")
    assert bars(answer) == {"第一分局": 4.3, "甲派出所": 155.0, "乙派出所": None}
    text = page(answer).text
    assert "4.3%" in text and "43份，辖区人口1000人" in text and "2020年人口普查" in text
    assert "— 12 无基数" in text and "多于人数的如实列出" in text and "不作排名" in text


def test_what_was_imported_is_no_part_of_coverage_and_leads_to_its_lines(counted: World, logged_in: Visitor) -> None:
    people(counted, "station_a", 100)
    count(counted.campaign, 300, evidence="imported", unit=counted.units["station_a"].pk, day=counted.today)
    client = logged_in("chief")
    answer = shown(client, "coverage/")
    assert bars(answer)["甲派出所"] == 31
    assert "导入数量未经逐条核实，不计在内：300" in page(answer).text
    [link] = [each for each in page(answer).links if "evidence=imported" in each]
    assert "300" in page(client.get(link)).text


def test_known_groups_are_folded_away_with_their_own_base(counted: World, logged_in: Visitor) -> None:
    people(counted, "station_a", 160, audience="pupils")
    text = page(shown(logged_in("chief"), "coverage/")).text
    assert "有基数的人群" in text and "中小学生" in text and "参加宣传活动" in text


@pytest.mark.parametrize(("name", "enters"), [("administrator", True), ("chief", False), ("officer", False)])
def test_without_a_base_coverage_says_who_enters_one(
    counted: World, logged_in: Visitor, name: str, enters: bool
) -> None:
    told = page(shown(logged_in(name), "coverage/"))
    assert "尚未录入人口基数" in told.text and "%" not in told.text.partition("尚未录入")[2]
    assert any("/manage/populations/enter/" in link for link in told.links) is enters


def test_coverage_is_of_what_residents_do_and_takes_the_first_of_it_for_anything_else(
    counted: World, logged_in: Visitor
) -> None:
    answer = shown(logged_in("chief"), "coverage/", indicator="publications")
    assert "与群众签订责任书" in page(answer).text
    assert answer.content.decode().count('<option value="publications"') == 0


def test_an_indicator_can_be_chosen(counted: World, logged_in: Visitor) -> None:
    answer = shown(logged_in("administrator"), indicator="attendance")
    assert charts(answer)["first"]["measure"] == "人次" and sum(bars(answer).values()) == 80


def test_its_definition_is_one_tap_away(counted: World, logged_in: Visitor) -> None:
    assert "份数不等于人数" in page(shown(logged_in("chief"))).text


def test_a_row_leads_to_its_lines(counted: World, logged_in: Visitor) -> None:
    client = logged_in("sub_chief")
    for which in PAGES[:4]:
        for link in page(shown(client, which)).links:
            if link.startswith("/dashboard/entries/?"):
                assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"campaign": "nothing"}, 404),
        ({"unit": "999999"}, 404),
        ({"unit": "x"}, 404),
        ({"unit": "9" * 30}, 404),
        ({"period": "1999-01-01"}, 400),
        ({"period": "soon"}, 400),
        ({"indicator": "nothing"}, 200),
        ({"by": "minute"}, 200),
    ],
)
def test_a_strange_question_is_answered_plainly(
    world: World, logged_in: Visitor, asked: dict[str, str], status: int
) -> None:
    assert shown(logged_in("administrator"), **asked).status_code == status
