"""A unit moved at the desk, by who administers both superiors."""

from datetime import timedelta

import pytest
from django.test import Client

from outreach.organisation.models import OrganisationUnit
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.test_languages import chinese_in, english_in
from tests.world import World

UNITS = "/dashboard/manage/units/"


def at(world: World, name: str = "station_a", step: str = "move/") -> str:
    return f"{UNITS}{world.units[name].pk}/{step}"


def said(world: World, below: str = "other_bureau", days: int = 1) -> dict[str, str]:
    return {"below": str(world.units[below].pk), "first": (world.today + timedelta(days=days)).isoformat()}


@pytest.mark.parametrize(
    ("visitor", "status"),
    [
        ("administrator", 200),
        *((each, 403) for each in ("sub_chief", "chief", "auditor", "officer", "outsider", "former")),
        *((each, 404) for each in ("chief_b", "other_administrator")),
    ],
)
def test_who_administers_both_superiors_moves_a_unit(
    world: World, logged_in: Visitor, visitor: str, status: int
) -> None:
    client = logged_in(visitor)
    assert (at(world) in page(client.get(at(world, step=""))).links) is (status == 200)
    assert client.get(at(world)).status_code == status
    assert client.post(at(world), said(world)).status_code == (302 if status == 200 else status)
    assert OrganisationUnit.objects.exclude(successor_of=None).exists() is (status == 200)


def test_nobody_is_asked_to_log_in(client: Client, world: World) -> None:
    assert client.get(at(world)).headers["Location"].startswith("/officer/login/")


def test_both_units_tell_of_the_move(world: World, logged_in: Visitor) -> None:
    client = logged_in("administrator")
    assert "下属单位1个一并调整" in page(client.get(at(world))).text
    answer = page(client.post(at(world), said(world), follow=True))
    assert "隶属调整已登记" in answer.text
    assert answer.heading == "甲派出所 派出所 · 第二分局"
    assert "此前隶属于第一分局" in answer.text
    before = page(client.get(at(world, step="")))
    assert "改隶第二分局" in before.text
    assert at(world) not in before.links


@pytest.mark.parametrize(
    ("below", "days", "field"), [("other_bureau", 0, "first"), ("post_a", 1, "below"), ("sub_bureau", 1, "below")]
)
def test_what_cannot_be_is_said_beside_its_field(
    world: World, logged_in: Visitor, below: str, days: int, field: str
) -> None:
    answer = logged_in("administrator").post(at(world), said(world, below, days))
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert not OrganisationUnit.objects.exclude(successor_of=None).exists()


def test_the_highest_unit_does_not_move(world: World, logged_in: Visitor) -> None:
    assert logged_in("administrator").get(at(world, "bureau")).status_code == 403


def test_the_page_is_read_in_either_language(world: World, logged_in: Visitor) -> None:
    client = logged_in("administrator")
    client.post(at(world, "station_b"), said(world))
    addresses = (at(world), at(world, "station_b", ""))
    for address in addresses:
        assert english_in(page(client.get(address)).text) == []
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for address in addresses:
        assert chinese_in(page(client.get(address)).text, world) == []
