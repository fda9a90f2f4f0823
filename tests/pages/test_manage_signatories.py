"""Organisations that sign letters, at the desk: entered at their place, renamed, retired and brought back."""

import pytest
from django.test import Client

from outreach.organisation.models import SignatoryOrganisation
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import World

NAMED = {"name": "新办有限公司", "kind": "firm"}


def add(world: World) -> str:
    return f"/dashboard/manage/places/{world.places['enterprise'].pk}/organisations/add/"


def one(world: World, step: str) -> str:
    return f"/dashboard/manage/organisations/{world.organisations['firm'].pk}/{step}/"


@pytest.mark.parametrize(
    ("visitor", "status"),
    [
        *((each, 302) for each in ("administrator", "sub_chief", "chief")),
        *((each, 404) for each in ("chief_b", "other_administrator")),
        *((each, 403) for each in ("auditor", "officer", "outsider", "former")),
    ],
)
def test_who_leads_the_unit_keeps_its_organisations(
    world: World, logged_in: Visitor, visitor: str, status: int
) -> None:
    client = logged_in(visitor)
    assert client.get(add(world)).status_code == (200 if status == 302 else status)
    assert client.get(one(world, "change")).status_code == (200 if status == 302 else status)
    assert client.post(add(world), NAMED).status_code == status
    assert client.post(one(world, "change"), {"name": "改名有限公司", "kind": "firm"}).status_code == status
    assert client.post(one(world, "retire"), {"used": "0"}).status_code == status
    names = set(SignatoryOrganisation.objects.values_list("name", flat=True))
    assert ("新办有限公司" in names) is ("改名有限公司" in names) is (status == 302)


def test_nobody_is_asked_to_log_in(client: Client, world: World) -> None:
    for address in (add(world), one(world, "change")):
        assert client.get(address).headers["Location"].startswith("/officer/login/")


def test_one_is_entered_and_listed_at_its_place(world: World, chief: Client) -> None:
    answer = page(chief.post(add(world), NAMED, follow=True))
    assert "签订单位已添加。" in answer.text
    assert "新办有限公司" in answer.text


@pytest.mark.parametrize("name", ["", "示例制造有限公司"])
def test_a_name_that_cannot_be_is_said_beside_it(world: World, chief: Client, name: str) -> None:
    assert 'id="id_name-error"' in chief.post(add(world), NAMED | {"name": name}).content.decode()
    assert SignatoryOrganisation.objects.count() == len(world.organisations)


def test_one_is_retired_and_brought_back(world: World, chief: Client) -> None:
    assert "已停用" in page(chief.post(one(world, "retire"), {"used": "0"}, follow=True)).text
    assert "恢复后" in page(chief.get(one(world, "change"))).text
    assert "已恢复使用。" in page(chief.post(one(world, "retire"), {"used": "1"}, follow=True)).text
