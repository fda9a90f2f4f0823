"""The tree of units at the desk: read by who oversees it, changed by who administers it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from outreach.organisation.models import OrganisationUnit, UnitKind
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import World

UNITS = "/dashboard/manage/units/"
SAID = {"name": "甲二警务站", "kind": "post", "landline": "0000-1000099", "name_en": "Post A2"}
VISITORS = [
    ("administrator", 200, 200),
    ("sub_chief", 200, 403),
    ("chief", 200, 403),
    ("auditor", 200, 403),
    ("chief_b", 404, 404),
    ("other_administrator", 404, 404),
    ("officer", 403, 403),
    ("outsider", 403, 403),
    ("former", 403, 403),
]


@pytest.fixture
def administrator(logged_in: Visitor) -> Client:
    return logged_in("administrator")


def at(world: World, name: str, step: str = "") -> str:
    return f"{UNITS}{world.units[name].pk}/{step}"


def last(world: World, days: int = 0) -> dict[str, str]:
    return {"last": (world.today + timedelta(days=days)).isoformat()}


@pytest.mark.parametrize(("visitor", "sees", "changes"), VISITORS)
def test_overseers_read_and_administrators_change(
    world: World, logged_in: Visitor, visitor: str, sees: int, changes: int
) -> None:
    client = logged_in(visitor)
    assert client.get(UNITS).status_code == (403 if sees == 403 else 200)
    shown = client.get(at(world, "station_a"))
    assert shown.status_code == sees
    steps = ("add/", "change/", "end/")
    for step in steps:
        assert (at(world, "station_a", step) in page(shown).links) is (changes == 200)
        assert client.get(at(world, "station_a", step)).status_code == changes
    told = 302 if changes == 200 else changes
    assert client.post(at(world, "station_a", "add/"), SAID).status_code == told
    assert (
        client.post(at(world, "station_a", "change/"), SAID | {"name": "新名派出所", "kind": "station"}).status_code
        == told
    )
    assert client.post(at(world, "station_a", "end/"), last(world)).status_code == told
    assert client.post(at(world, "station_a", "bring-back/")).status_code == told
    names = set(OrganisationUnit.objects.values_list("name", flat=True))
    assert ("甲二警务站" in names) is ("新名派出所" in names) is (changes == 200)


@pytest.mark.parametrize("step", ["", "add/", "change/", "end/"])
def test_nobody_is_asked_to_log_in(client: Client, world: World, step: str) -> None:
    assert client.get(at(world, "station_a", step)).headers["Location"].startswith("/officer/login/")


def test_the_tree_shows_what_the_visitor_oversees(world: World, administrator: Client, logged_in: Visitor) -> None:
    def shown(client: Client) -> set[str]:
        links = page(client.get(UNITS)).links
        return {name for name in world.units if at(world, name) in links}

    assert shown(administrator) == set(world.units)
    assert shown(logged_in("auditor")) == set(world.units)
    assert shown(logged_in("chief")) == {"station_a", "post_a"}
    markup = administrator.get(UNITS).content.decode()
    assert markup.count("<details") == markup.count("<summary") == 4


def test_a_unit_is_entered_and_corrected(world: World, administrator: Client) -> None:
    answer = page(administrator.post(at(world, "station_a", "add/"), SAID, follow=True))
    assert "单位已添加" in answer.text
    assert answer.heading == "甲二警务站 警务站 · 甲派出所"
    number = OrganisationUnit.objects.get(name="甲二警务站").pk
    changed = administrator.post(f"{UNITS}{number}/change/", SAID | {"landline": "0000-2"}, follow=True)
    assert "0000-2" in page(changed).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "甲一警务站"}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"kind": "city_bureau"}, "kind"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(
    world: World, administrator: Client, changes: dict[str, Any], field: str
) -> None:
    markup = administrator.post(at(world, "station_a", "add/"), SAID | changes).content.decode()
    assert f'id="id_{field}-error"' in markup
    assert 'value="0000-1000099"' in markup
    assert OrganisationUnit.objects.count() == len(world.units)


def test_a_landline_that_nobody_can_dial_is_said_beside_its_field(world: World, administrator: Client) -> None:
    for step, said in (("add/", SAID), ("change/", SAID | {"name": "甲派出所", "kind": "station"})):
        markup = administrator.post(at(world, "station_a", step), said | {"landline": "abc"}).content.decode()
        assert 'id="id_landline-error"' in markup and 'value="abc"' in markup
    assert OrganisationUnit.objects.count() == len(world.units)


def test_only_kinds_below_the_unit_above_may_be_chosen(world: World, administrator: Client) -> None:
    markup = administrator.get(at(world, "station_a", "add/")).content.decode()
    assert [kind for kind in UnitKind if f'value="{kind}"' in markup] == [UnitKind.POST, UnitKind.GRID]
    OrganisationUnit.objects.filter(pk=world.units["post_a"].pk).update(kind=UnitKind.GRID)
    assert at(world, "post_a", "add/") not in page(administrator.get(at(world, "post_a"))).links


def test_a_unit_ends_and_goes_on(world: World, administrator: Client, logged_in: Visitor) -> None:
    asked = page(administrator.get(at(world, "station_a", "end/"))).text
    assert "一并撤销下属单位1个" in asked
    assert 'id="id_last-error"' in administrator.post(at(world, "station_a", "end/"), last(world, -1)).content.decode()
    assert "撤销日已登记。" in page(administrator.post(at(world, "station_a", "end/"), last(world), follow=True)).text
    for address in ("places/add/", "officers/invite/"):
        assert "甲派出所" not in administrator.get(f"/dashboard/manage/{address}").content.decode()
    assert logged_in("officer").get("/dashboard/").status_code == 200
    refused = page(administrator.post(at(world, "post_a", "bring-back/"), follow=True)).text
    assert "请先恢复上级单位" in refused
    assert "单位已恢复。" in page(administrator.post(at(world, "station_a", "bring-back/"), follow=True)).text


def test_the_own_unit_is_not_ended(world: World, logged_in: Visitor) -> None:
    client = logged_in("other_administrator")
    assert client.get(at(world, "other_bureau", "end/")).status_code == 403
    assert client.get(at(world, "station_c", "end/")).status_code == 200
