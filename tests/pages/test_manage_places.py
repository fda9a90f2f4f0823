"""Places at the desk: found, entered and retired by who leads the unit, read by who oversees it."""

from typing import Any

import pytest
from django.test import Client

from outreach.organisation.models import Place
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import World

PLACES = "/dashboard/manage/places/"
ADD = f"{PLACES}add/"
VISITORS = [
    ("administrator", 200, 200),
    ("sub_chief", 200, 200),
    ("chief", 200, 200),
    ("auditor", 200, 403),
    ("chief_b", 404, 404),
    ("other_administrator", 404, 404),
    ("officer", 403, 403),
    ("outsider", 403, 403),
    ("former", 403, 403),
]


def said(world: World, **changes: Any) -> dict[str, Any]:
    return {"unit": world.units["station_a"].pk, "kind": "village", "name": "示例村", "name_en": ""} | changes


def at(world: World, name: str, step: str = "") -> str:
    return f"{PLACES}{world.places[name].pk}/{step}"


@pytest.mark.parametrize(("visitor", "sees", "changes"), VISITORS)
def test_overseers_read_and_leaders_change(
    world: World, logged_in: Visitor, visitor: str, sees: int, changes: int
) -> None:
    client = logged_in(visitor)
    assert client.get(PLACES).status_code == (403 if sees == 403 else 200)
    assert client.get(ADD).status_code == (403 if changes == 403 else 200)
    shown = client.get(at(world, "school"))
    assert shown.status_code == sees
    assert (at(world, "school", "change/") in page(shown).links) is (changes == 200)
    assert client.get(at(world, "school", "change/")).status_code == changes
    changed = client.post(at(world, "school", "change/"), said(world))
    assert changed.status_code == (302 if changes == 200 else changes)
    retired = client.post(at(world, "school", "retire/"), {"used": "0"})
    assert retired.status_code == (302 if changes == 200 else changes)
    school = Place.objects.get(pk=world.places["school"].pk)
    assert (school.name == "示例村") is (school.retired_at is not None) is (changes == 200)


@pytest.mark.parametrize("address", [PLACES, ADD, f"{PLACES}1/", f"{PLACES}1/change/"])
def test_nobody_is_asked_to_log_in(client: Client, world: World, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/officer/login/")


def test_a_place_is_entered_and_shown(world: World, chief: Client) -> None:
    answer = page(chief.post(ADD, said(world), follow=True))
    assert "地点已添加" in answer.text
    assert answer.heading == "示例村 村 · 甲派出所"
    assert "示例村" in page(chief.get(PLACES)).text
    assert "示例村" in page(chief.get("/dashboard/codes/places/")).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "示例小学"}, "name"),
        ({"name": "村\u202e"}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"unit": "999999"}, "unit"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(
    world: World, chief: Client, changes: dict[str, Any], field: str
) -> None:
    markup = chief.post(ADD, said(world, name_en="Example Village", **changes)).content.decode()
    assert f'id="id_{field}-error"' in markup
    assert 'value="Example Village"' in markup
    assert Place.objects.count() == len(world.places)


def test_a_retired_place_is_off_the_lists_and_comes_back(world: World, chief: Client) -> None:
    assert "已停用。" in page(chief.post(at(world, "school", "retire/"), {"used": "0"}, follow=True)).text
    for address in (PLACES, "/dashboard/codes/places/", "/dashboard/codes/posters/make/"):
        assert "示例小学" not in chief.get(address).content.decode()
    assert "示例小学" in page(chief.get(PLACES, {"state": "retired"})).text
    assert "已恢复使用。" in page(chief.post(at(world, "school", "retire/"), {"used": "1"}, follow=True)).text
    assert "示例小学" in page(chief.get(PLACES)).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "小学"}, {"school"}),
        ({"q": "便利店"}, {"community"}),
        ({"kind": "enterprise"}, {"enterprise"}),
        ({"kind": "castle"}, set()),
        ({"q": "\x00"}, {"school", "community", "enterprise", "school_b"}),
        ({"unit": "station_b"}, {"school_b"}),
    ],
)
def test_places_are_found(world: World, logged_in: Visitor, asked: dict[str, str], found: set[str]) -> None:
    if "unit" in asked:
        asked = {"unit": str(world.units[asked["unit"]].pk)}
    links = page(logged_in("sub_chief").get(PLACES, asked)).links
    assert {name for name in world.places if at(world, name) in links} == found


def test_another_units_places_are_not_found(world: World, chief: Client) -> None:
    assert chief.get(PLACES, {"unit": world.units["station_b"].pk}).status_code == 404
    assert chief.get(at(world, "school_b")).status_code == 404


def test_who_has_none_is_told_what_to_do(world: World, logged_in: Visitor) -> None:
    client = logged_in("other_administrator")
    shown = page(client.get(PLACES))
    assert "还没有地点" in shown.text
    assert ADD in shown.links
