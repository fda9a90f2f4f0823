"""Drill-down: any figure opens its lines; a line says who, when, by what, and what became of it."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.campaigns.indicators import INDICATORS
from outreach.capture.operations import Install, Material, Operation, Pledge, Talk, Void
from outreach.capture.record import record
from outreach.ledger.folding import fold_all
from outreach.ledger.models import LedgerEntry
from outreach.ledger.recount import recount
from tests.pages.conftest import Visitor
from tests.pages.counting import counted
from tests.pages.reading import page
from tests.world import World

__all__ = ["counted"]


def shown(client: Client, **asked: object) -> Any:
    return client.get("/dashboard/entries/", {name.rstrip("_"): value for name, value in asked.items()})


def rows(answer: Any) -> list[list[str]]:
    """The cells of each line, without markup."""
    body = re.search(r"<tbody>(.*?)</tbody>", answer.content.decode(), re.S)
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", body[1], re.S) if body else []
    return [
        [re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)]
        for line in lines
    ]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("officer", 200),
        ("colleague", 200),
        ("outsider", 403),
        ("chief", 200),
        ("administrator", 200),
        ("other_administrator", 403),
        ("auditor", 200),
        ("former", 403),
    ],
)
def test_lines_are_for_those_who_read_the_unit(counted: World, logged_in: Visitor, name: str, status: int) -> None:
    assert shown(logged_in(name), unit=counted.units["station_a"].pk).status_code == status


def test_who_is_not_logged_in_is_asked_to(world: World, resident: Client) -> None:
    assert shown(resident).status_code == 302


def test_a_line_says_when_how_much_and_by_what(counted: World, logged_in: Visitor) -> None:
    answer = shown(logged_in("chief"), indicator="resident_pledges", evidence="documented")
    [[day, quantity, unit, evidence, audience, who, code, state]] = rows(answer)
    at = (counted.now - timedelta(days=2)).astimezone(counted.campaign.zone)
    assert day == f"{at.year}年{at.month}月{at.day}日"
    assert (re.sub(r"\s+", "", quantity), unit, evidence, state) == ("30份", "甲派出所", "有书面材料", "计入")
    assert who == counted.officers["officer"].name
    assert code == "活动二维码"


@pytest.mark.parametrize(
    ("name", "who"),
    [("officer", "示例0（您）"), ("colleague", "民警手机"), ("auditor", "民警手机"), ("sub_chief", "示例0")],
)
def test_officers_are_named_to_those_who_manage_them_only(
    counted: World, logged_in: Visitor, name: str, who: str
) -> None:
    asked = {"unit": counted.units["station_a"].pk, "evidence": "documented"}
    assert {line[-3] for line in rows(shown(logged_in(name), **asked))} == {who}


def test_the_figure_of_the_lines_stands_above_them(counted: World, logged_in: Visitor) -> None:
    text = page(shown(logged_in("sub_chief"), indicator="resident_pledges")).text
    assert "43 份" in text and "份数不等于人数" in text


def test_lines_of_several_indicators_are_never_added_up(counted: World, logged_in: Visitor) -> None:
    assert "准确数" not in page(shown(logged_in("sub_chief"))).text


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"indicator": "resident_pledges"}, 3),
        ({"indicator": "resident_pledges", "source": "resident"}, 1),
        ({"indicator": "resident_pledges", "evidence": "documented"}, 2),
        ({"audience": "pupils", "indicator": "attendance"}, 2),
        ({"indicator": "publications"}, 0),
    ],
)
def test_lines_are_filtered(counted: World, logged_in: Visitor, asked: dict[str, str], number: int) -> None:
    assert len(rows(shown(logged_in("sub_chief"), **asked))) == number


def test_days_are_filtered_from_the_first_to_the_last(counted: World, logged_in: Visitor) -> None:
    day = (counted.now - timedelta(days=2)).astimezone(counted.campaign.zone).date()
    client = logged_in("sub_chief")
    assert len(rows(shown(client, indicator="attendance", from_=day, to=day))) == 2
    assert rows(shown(client, indicator="attendance", from_=day + timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"campaign": "nothing"}, 404),
        ({"unit": "x"}, 404),
        ({"indicator": "nothing"}, 400),
        ({"source": "nothing"}, 400),
        ({"from": "soon"}, 400),
        ({"from": "2026-05-02", "to": "2026-05-01"}, 400),
        ({"to": "9999-01-01"}, 400),
        ({"cursor": "x"}, 400),
    ],
)
def test_a_strange_question_is_answered_plainly(
    world: World, logged_in: Visitor, asked: dict[str, str], status: int
) -> None:
    assert logged_in("administrator").get("/dashboard/entries/", asked).status_code == status


def test_nothing_found_says_what_to_do(world: World, logged_in: Visitor) -> None:
    assert "没有符合条件的记录" in page(shown(logged_in("chief"))).text


def test_pages_lead_to_all_lines_once_while_others_arrive(world: World, logged_in: Visitor) -> None:
    made: list[Operation] = [Install(submission_id=uuid4(), basis="helped_now") for _help in range(120)]
    record(made, principal=world.principal("officer"))
    client = logged_in("chief")
    answer, seen = shown(client, indicator="app_installs"), []
    while True:
        read = page(answer)
        seen += [link for link in read.links if "/submissions/" in link]
        older = re.search(r'<a href="(\?[^"]*)" rel="next"', answer.content.decode())
        if older is None:
            break
        record([Install(submission_id=uuid4(), basis="helped_now")], principal=world.principal("officer"))
        answer = client.get("/dashboard/entries/" + older[1].replace("&amp;", "&"))
    assert sorted(seen) == sorted(f"/dashboard/submissions/{each.submission_id}/" for each in made)


def test_a_voided_line_says_so_and_so_does_what_took_it_back(counted: World, logged_in: Visitor) -> None:
    paper = LedgerEntry.objects.get(quantity=30, indicator="resident_pledges")
    record([Void(submission_id=uuid4(), target=paper.act_id, reason="误录")], principal=counted.principal("chief"))
    answer = shown(logged_in("chief"), indicator="resident_pledges", evidence="documented")
    assert [line[-1] for line in rows(answer)] == ["作废冲减", "已作废"]


# Few kinds of act, in any number and order, some of them taken back.
acts = st.lists(
    st.tuples(
        st.sampled_from(["officer", "outsider"]),
        st.sampled_from(["install", "papers", "leaflets", "talk", "void"]),
        st.integers(1, 9),
    ),
    max_size=8,
)


def perform(world: World, who: str, kind: str, number: int) -> None:
    place, activity = ("place", "activity") if who == "officer" else ("place_b", "activity_b")
    made: dict[str, Operation] = {
        "install": Install(submission_id=uuid4(), basis="helped_now", alerts_enabled="yes"),
        "papers": Pledge(submission_id=uuid4(), code=world.codes[activity].text, paper=True, copies=number),
        "leaflets": Material(
            submission_id=uuid4(), code=world.codes[place].text, material_kind="leaflet", copies=number
        ),
        "talk": Talk(
            submission_id=uuid4(),
            code=world.codes[place].text,
            activity_kind="law_class",
            attendance=number,
            separate=True,
        ),
    }
    if kind == "void":
        unit = world.units["station_a" if who == "officer" else "station_b"]
        line = LedgerEntry.objects.filter(quantity__gt=0, unit=unit).order_by("id").last()
        if line is None:
            return
        void = Void(submission_id=uuid4(), target=line.act_id, reason="误录")
        record([void], principal=world.principal(who))
        return
    record([made[kind]], principal=world.principal(who))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=acts, folded=st.booleans())
def test_screen_api_and_recount_tell_the_same_figures(
    world: World, logged_in: Visitor, acts: list[tuple[str, str, int]], folded: bool
) -> None:
    for act in acts:
        perform(world, *act)
    if folded:
        fold_all()
    client = logged_in("sub_chief")
    asked = {"campaign": "trial", "unit": world.units["sub_bureau"].pk}
    told = client.get("/api/v1/totals/", asked).json()["rows"]
    api = {row["indicator"]: row["quantity"] for row in told}
    lines: dict[str, int] = {}
    for indicator, quantity in LedgerEntry.objects.values_list("indicator", "quantity"):
        lines[indicator] = lines.get(indicator, 0) + quantity
    assert api == {indicator: quantity for indicator, quantity in lines.items() if quantity}
    for key in INDICATORS:
        for address in ("entries/", "analysis/", "analysis/units/", "analysis/evidence/"):
            answer = client.get(f"/dashboard/{address}", {**asked, "indicator": key})
            found = re.search(r'<p class="sum">(?:<a[^>]*>)?(-?\d+)', answer.content.decode())
            assert found is not None and int(found[1]) == api.get(key, 0), address
    assert recount() == []
