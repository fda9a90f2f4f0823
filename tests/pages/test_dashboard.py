"""Figures on the screen: exact, in scope, apart by indicator and evidence."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from outreach.campaigns.models import TextKind
from outreach.capture.operations import Handed, Pledge, Talk
from outreach.capture.record import record
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.pages.steps import sign
from tests.world import World


@pytest.fixture
def counted(world: World) -> World:
    """Two talks, 30 papers in station A and 12 in station B, and one pledge by a resident."""
    at = world.now - timedelta(days=2)
    for name, place, activity, papers in (
        ("officer", "place", "activity", 30),
        ("outsider", "place_b", "activity_b", 12),
    ):
        record(
            [
                Talk(
                    submission_id=uuid4(),
                    occurred_at=at,
                    code=world.codes[place].text,
                    activity_kind="law_class",
                    audiences=("pupils",),
                    attendance=40,
                    materials=(Handed("leaflet", 25),),
                ),
                Pledge(
                    submission_id=uuid4(),
                    occurred_at=at,
                    code=world.codes[activity].text,
                    paper=True,
                    copies=papers,
                ),
            ],
            principal=world.principal(name),
        )
    sign(phone(), world.codes["activity"], world.texts[TextKind.RESIDENT].version)
    return world


def charts(answer: Any) -> dict[str, Any]:
    written = re.search(r'<script id="charts" type="application/json">(.*?)</script>', answer.content.decode())
    assert written is not None
    drawn: dict[str, Any] = json.loads(written[1])
    return drawn


def shown(client: Client, **asked: object) -> Any:
    return client.get("/dashboard/", asked)


def test_the_figures_of_all_units_are_exact(counted: World, logged_in: Visitor) -> None:
    text = page(shown(logged_in("administrator"))).text
    assert "与群众签订责任书 43 份" in text
    assert "入校宣传、法治课 2 场次" in text
    assert "发放宣传资料 50 份" in text


def test_the_chart_says_what_the_table_says(counted: World, logged_in: Visitor) -> None:
    answer = shown(logged_in("sub_chief"))
    drawn = charts(answer)["units"]
    assert dict(zip(drawn["names"], drawn["values"], strict=True)) == {
        "第一分局本级": 0,
        "甲派出所": 31,
        "乙派出所": 12,
    }
    assert sum(charts(answer)["months"]["values"]) == 43


def test_evidence_levels_stand_apart(counted: World, logged_in: Visitor) -> None:
    text = page(shown(logged_in("chief"))).text
    assert "自报 1" in text and "有书面材料 30" in text


def test_the_sections_text_stands_below(counted: World, logged_in: Visitor) -> None:
    text = page(shown(logged_in("chief"))).text
    assert "甲派出所宣传防范工作情况" in text
    assert "与群众签订责任书31份" in text


def test_it_says_as_of_when(counted: World, logged_in: Visitor) -> None:
    assert re.search(r"截至\d+年\d+月\d+日 \d\d:\d\d的准确数", page(shown(logged_in("chief"))).text)


@pytest.mark.parametrize(
    ("name", "total"), [("officer", 31), ("chief", 31), ("chief_b", 12), ("sub_chief", 43), ("other_administrator", 0)]
)
def test_everyone_sees_the_own_units_only(counted: World, logged_in: Visitor, name: str, total: int) -> None:
    assert sum(charts(shown(logged_in(name)))["units"]["values"]) == total


@pytest.mark.parametrize(
    ("name", "status"), [("officer", 403), ("chief", 403), ("administrator", 200), ("auditor", 200)]
)
def test_another_units_figures_are_refused(counted: World, logged_in: Visitor, name: str, status: int) -> None:
    assert shown(logged_in(name), unit=counted.units["station_b"].pk).status_code == status


def test_an_indicator_can_be_chosen(counted: World, logged_in: Visitor) -> None:
    drawn = charts(shown(logged_in("administrator"), indicator="attendance"))
    assert drawn["months"]["measure"] == "人次" and sum(drawn["months"]["values"]) == 80


def test_a_month_can_be_chosen(counted: World, logged_in: Visitor) -> None:
    day = (counted.now - timedelta(days=2)).date().replace(day=1)
    answer = shown(logged_in("administrator"), period=day.isoformat())
    assert answer.status_code == 200
    assert charts(answer)["months"]["names"] == []


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
    ],
)
def test_a_strange_question_is_answered_plainly(
    world: World, logged_in: Visitor, asked: dict[str, str], status: int
) -> None:
    assert shown(logged_in("administrator"), **asked).status_code == status


def test_the_campaign_that_runs_is_shown_first(counted: World, logged_in: Visitor) -> None:
    client = logged_in("administrator")
    assert '<option value="trial" selected>' in shown(client).content.decode()
    assert "暂无计入的记录" in page(shown(client, campaign="past")).text


def test_a_demonstration_says_so(counted: World, logged_in: Visitor) -> None:
    counted.campaign.is_demonstration = True
    counted.campaign.save()
    assert "演示" in page(shown(logged_in("administrator"))).text


def test_units_stand_in_the_order_of_the_tree_and_are_never_ranked(counted: World, logged_in: Visitor) -> None:
    names = charts(shown(logged_in("administrator")))["units"]["names"]
    assert names == ["示例市公安局本级", "第一分局", "第二分局"]


def test_units_of_no_campaign_are_told_so(world: World, logged_in: Visitor) -> None:
    for campaign in (world.campaign, world.past):
        campaign.unit = world.units["other_bureau"]
        campaign.save()
    assert page(shown(logged_in("officer"))).heading == "暂无专项宣传"
