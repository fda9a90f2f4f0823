"""Targets and numbers of people at the desk: set by who administers, read by who oversees, with what came before."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from outreach.campaigns.aims.models import PopulationBase, Target
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import World

DAY = timedelta(days=1)
TARGETS = "/dashboard/manage/targets/"
SET = f"{TARGETS}set/?campaign=trial"
PEOPLE = "/dashboard/manage/populations/"
ENTER = f"{PEOPLE}enter/?campaign=trial"
VISITORS = [
    ("administrator", 200, 200),
    ("other_administrator", 200, 200),
    ("chief", 200, 403),
    ("sub_chief", 200, 403),
    ("auditor", 200, 403),
    ("officer", 403, 403),
    ("outsider", 403, 403),
    ("former", 403, 403),
]


@pytest.fixture
def administrator(logged_in: Visitor) -> Client:
    return logged_in("administrator")


def target(world: World, **changes: Any) -> dict[str, Any]:
    usual = {
        "unit": world.units["station_a"].pk,
        "indicator": "resident_pledges",
        "period": "whole",
        "quantity": "300",
    }
    return usual | changes


def people(world: World, **changes: Any) -> dict[str, Any]:
    usual = {
        "unit": world.units["station_a"].pk,
        "audience": "",
        "count": "12000",
        "source": "户籍登记",
        "as_of": world.today.isoformat(),
    }
    return usual | changes


@pytest.mark.parametrize(("visitor", "sees", "changes"), VISITORS)
@pytest.mark.parametrize(("listed", "form"), [(TARGETS, SET), (PEOPLE, ENTER)])
def test_overseers_read_and_administrators_change(
    world: World, logged_in: Visitor, visitor: str, sees: int, changes: int, listed: str, form: str
) -> None:
    client = logged_in(visitor)
    shown = client.get(listed)
    assert shown.status_code == sees
    assert (form in page(shown).links) is (changes == 200)
    assert client.get(form).status_code == changes


@pytest.mark.parametrize(
    ("visitor", "status"),
    [
        ("administrator", 302),
        ("other_administrator", 200),
        *((each, 403) for each in ("chief", "sub_chief", "auditor", "officer", "outsider", "former")),
    ],
)
def test_only_who_administers_the_unit_sets_and_enters(
    world: World, logged_in: Visitor, visitor: str, status: int
) -> None:
    client = logged_in(visitor)
    assert client.post(SET, target(world)).status_code == status
    assert client.post(ENTER, people(world)).status_code == status
    assert Target.objects.exists() is PopulationBase.objects.exists() is (status == 302)


@pytest.mark.parametrize("address", [TARGETS, SET, PEOPLE, ENTER])
def test_nobody_is_asked_to_log_in(client: Client, world: World, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/officer/login/")


def test_what_another_unit_is_to_reach_is_not_found(world: World, logged_in: Visitor, administrator: Client) -> None:
    administrator.post(SET, target(world))
    administrator.post(ENTER, people(world))
    for name, status in (("chief", 200), ("auditor", 200), ("chief_b", 404), ("other_administrator", 404)):
        client = logged_in(name)
        assert client.get(f"{TARGETS}{Target.objects.get().pk}/").status_code == status
        assert client.get(f"{PEOPLE}{PopulationBase.objects.get().pk}/").status_code == status
        assert client.get(TARGETS, {"unit": world.units["station_a"].pk}).status_code == status
    assert "甲派出所" not in page(logged_in("chief_b").get(TARGETS)).text
    assert "甲派出所" not in page(logged_in("chief_b").get(PEOPLE)).text


def test_before_one_is_set_the_page_says_what_to_do(administrator: Client, chief: Client) -> None:
    assert "工作方案定有目标的才需设定" in page(administrator.get(TARGETS)).text
    assert "由该单位的管理员设定" in page(chief.get(TARGETS)).text
    assert "报表不列覆盖率" in page(administrator.get(PEOPLE)).text
    assert "由该单位的管理员录入" in page(chief.get(PEOPLE)).text


def test_a_target_is_set_then_set_anew_and_both_are_told(world: World, administrator: Client) -> None:
    answer = page(administrator.post(SET, target(world), follow=True))
    assert "目标已设定。" in answer.text
    again = next(link for link in answer.links if "set/?" in link)
    assert 'value="300"' in administrator.get(again).content.decode()
    text = page(administrator.post(again, target(world, quantity="250"), follow=True)).text
    assert text.index("250") < text.index("300")
    assert "示例7" in text
    assert "300" not in page(administrator.get(TARGETS)).text


def test_a_target_for_a_month_bears_the_months_name(world: World, administrator: Client) -> None:
    month = world.today.replace(day=1)
    administrator.post(SET, target(world, period=month.isoformat()))
    kept = Target.objects.get()
    assert kept.first == month
    assert kept.last is not None
    assert (kept.last + DAY).day == 1
    assert f"{month.year}年{month.month}月份" in page(administrator.get(TARGETS)).text
    again = administrator.get(f"{SET}&target={kept.pk}").content.decode()
    assert f'<option value="{month.isoformat()}" selected>' in again


def test_other_days_are_named(world: World, administrator: Client) -> None:
    first, last = world.today, world.today + 9 * DAY
    days = {"period": "other", "first": first.isoformat(), "last": last.isoformat()}
    assert "目标已设定。" in page(administrator.post(SET, target(world, **days), follow=True)).text
    assert (Target.objects.get().first, Target.objects.get().last) == (first, last)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": "0"}, "quantity"),
        ({"quantity": ""}, "quantity"),
        ({"quantity": "1e9"}, "quantity"),
        ({"indicator": "people"}, "indicator"),
        ({"period": "2020-01-01"}, "period"),
        ({"period": "other"}, "first"),
        ({"period": "other", "first": "2026-12-02", "last": "2026-12-01"}, "last"),
        ({"unit": "999999"}, "unit"),
    ],
)
def test_a_target_that_cannot_be_is_said_beside_its_field(
    world: World, administrator: Client, changes: dict[str, str], field: str
) -> None:
    answer = administrator.post(SET, target(world, **changes)).content.decode()
    assert f'id="id_{field}-error"' in answer
    assert not Target.objects.exists()


def test_a_number_is_entered_with_its_source_then_taken_back(world: World, administrator: Client) -> None:
    answer = page(administrator.post(ENTER, people(world), follow=True))
    for words in ("人数已录入。", "12000", "户籍登记", "示例7", "甲派出所"):
        assert words in answer.text
    again = next(link for link in answer.links if "enter/?" in link)
    assert 'value="12000"' in administrator.get(again).content.decode()
    text = page(administrator.post(again, people(world, count=""), follow=True)).text
    assert "人数已撤销。" in text
    assert "12000" in text
    assert "甲派出所" not in page(administrator.get(PEOPLE)).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"count": "0"}, "count"),
        ({"count": ""}, "count"),
        ({"source": ""}, "source"),
        ({"source": "户籍\u202e登记"}, "source"),
        ({"audience": "mixed"}, "audience"),
        ({"as_of": "2099-01-01"}, "as_of"),
    ],
)
def test_a_number_that_cannot_be_is_said_beside_its_field(
    world: World, administrator: Client, changes: dict[str, str], field: str
) -> None:
    answer = administrator.post(ENTER, people(world, **changes)).content.decode()
    assert f'id="id_{field}-error"' in answer
    assert not PopulationBase.objects.exists()


def test_one_units_rows_are_shown_alone(world: World, administrator: Client) -> None:
    for unit in ("station_a", "station_b"):
        administrator.post(SET, target(world, unit=world.units[unit].pk))
    both = page(administrator.get(TARGETS))
    assert len([link for link in both.links if link.startswith(TARGETS) and link[-2].isdigit()]) == 2
    one = page(administrator.get(TARGETS, {"campaign": "trial", "unit": world.units["station_b"].pk}))
    assert len([link for link in one.links if link.startswith(TARGETS) and link[-2].isdigit()]) == 1
    none = page(administrator.get(TARGETS, {"campaign": "trial", "unit": world.units["station_c"].pk}))
    assert "该单位没有目标。" in none.text
