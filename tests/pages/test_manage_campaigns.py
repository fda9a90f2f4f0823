"""Campaigns at the desk: listed, started and changed, with what their records keep said beside the field."""

from typing import Any

import pytest
from django.test import Client

from outreach.campaigns.models import Campaign
from outreach.organisation.models import OrganisationUnit
from tests.ledger.ledgers import count
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import World

CAMPAIGNS = "/dashboard/manage/campaigns/"
START = f"{CAMPAIGNS}start/"
TRIAL = f"{CAMPAIGNS}trial/"
CHANGE = f"{TRIAL}change/"


@pytest.fixture
def administrator(logged_in: Visitor) -> Client:
    return logged_in("administrator")


def said(world: World, **changes: Any) -> dict[str, Any]:
    usual = {
        "name": "春季宣传",
        "name_en": "Spring drive",
        "unit": world.units["bureau"].pk,
        "starts_on": world.campaign.starts_on.isoformat(),
        "ends_on": "",
        "mark": "assent",
        "phone_policy": "never",
        "minimum_age": "14",
        "retention_days": "180",
        "late_limit_days": "30",
        "week_closes_on": "4",
        "month_closes_on": "25",
        "timezone": "Asia/Shanghai",
    }
    return usual | changes


@pytest.mark.parametrize(
    ("visitor", "sees", "starts", "changes"),
    [
        ("administrator", 200, 200, 200),
        ("other_administrator", 200, 200, 403),
        *((each, 200, 403, 403) for each in ("chief", "sub_chief", "auditor")),
        *((each, 403, 403, 403) for each in ("officer", "outsider", "former")),
    ],
)
def test_overseers_read_and_administrators_set_up(
    world: World, logged_in: Visitor, visitor: str, sees: int, starts: int, changes: int
) -> None:
    client = logged_in(visitor)
    assert client.get(CAMPAIGNS).status_code == client.get(TRIAL).status_code == sees
    assert (START in page(client.get(CAMPAIGNS)).links) is (starts == 200)
    assert (CHANGE in page(client.get(TRIAL)).links) is (changes == 200)
    assert client.get(START).status_code == starts
    assert client.get(CHANGE).status_code == changes
    assert client.post(CHANGE, said(world)).status_code == (302 if changes == 200 else 403)


@pytest.mark.parametrize("address", [CAMPAIGNS, START, TRIAL, CHANGE])
def test_nobody_is_asked_to_log_in(client: Client, world: World, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/officer/login/")


def test_a_campaign_is_set_up_with_its_policies(world: World, administrator: Client) -> None:
    answer = page(administrator.post(START, said(world), follow=True))
    for words in ("请接着发布责任书文本", "春季宣传", "仅需同意", "星期四", "25日", "起，长期"):
        assert words in answer.text
    made = Campaign.objects.latest("pk")
    assert (made.name, made.month_closes_on, made.unit) == ("春季宣传", 25, world.units["bureau"])
    assert "春季宣传" in page(administrator.get(CAMPAIGNS)).text


def test_the_form_of_a_change_bears_what_stands(world: World, administrator: Client) -> None:
    shown = administrator.get(CHANGE).content.decode()
    assert 'value="试用活动"' in shown
    assert '<option value="Asia/Shanghai" selected>' in shown


def test_what_records_keep_is_said_beside_the_field(world: World, administrator: Client) -> None:
    count(world.campaign, 1, day=world.today)
    answer = administrator.post(CHANGE, said(world, timezone="Asia/Urumqi")).content.decode()
    assert 'id="id_timezone-error"' in answer
    assert "已有记录按该时区计日" in answer
    world.campaign.refresh_from_db()
    assert world.campaign.name == "试用活动"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"minimum_age": "13"}, "minimum_age"),
        ({"retention_days": "1096"}, "retention_days"),
        ({"late_limit_days": "0"}, "late_limit_days"),
        ({"week_closes_on": "8"}, "week_closes_on"),
        ({"month_closes_on": "0"}, "month_closes_on"),
        ({"mark": "both"}, "mark"),
        ({"ends_on": "2000-01-01"}, "ends_on"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    world: World, administrator: Client, changes: dict[str, str], field: str
) -> None:
    before = Campaign.objects.count()
    assert f'id="id_{field}-error"' in administrator.post(START, said(world, **changes)).content.decode()
    assert Campaign.objects.count() == before


def test_a_campaign_of_units_one_does_not_oversee_is_not_found(world: World, logged_in: Visitor) -> None:
    Campaign.objects.filter(slug="trial").update(unit=world.units["other_bureau"])
    assert logged_in("chief").get(TRIAL).status_code == 404
    assert logged_in("auditor").get(TRIAL).status_code == 200


def test_without_a_campaign_the_page_says_what_to_do(world: World, logged_in: Visitor) -> None:
    Campaign.objects.update(unit=world.units["other_bureau"])
    assert "由管理员设立" in page(logged_in("chief").get(CAMPAIGNS)).text


def test_a_unit_that_ended_is_not_offered_but_to_its_own_campaign(world: World, administrator: Client) -> None:
    station = world.units["station_b"]
    option = f'<option value="{station.pk}"'
    assert option in administrator.get(START).content.decode()
    Campaign.objects.filter(pk=world.past.pk).update(unit=station)
    OrganisationUnit.objects.filter(pk=station.pk).update(ends_on=world.today)
    assert option not in administrator.get(START).content.decode()
    assert option not in administrator.get(CHANGE).content.decode()
    assert f"{option} selected" in administrator.get(f"{CAMPAIGNS}past/change/").content.decode()
