"""Officers at the desk: invited by a link, taken in on loan, kept out, by who leads them and by nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from outreach.organisation.models import Membership, Officer
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.world import PASSWORD, World

OFFICERS = "/dashboard/manage/officers/"
INVITE = f"{OFFICERS}invite/"
JOIN = f"{OFFICERS}join/"


def said(world: World, **changes: Any) -> dict[str, Any]:
    usual = {
        "name": "新人",
        "username": "800001",
        "unit": world.units["station_a"].pk,
        "role": "officer",
        "starts_on": world.today.isoformat(),
        "ends_on": "",
    }
    return usual | changes


def link_in(response: Any) -> str:
    """The address that the page shows to hand over, without the site's name."""
    markup = response.content.decode()
    return "/officer/invited/" + markup.split("/officer/invited/")[1].split('"')[0]


@pytest.mark.parametrize(
    ("visitor", "status"),
    [
        *((each, 200) for each in ("administrator", "other_administrator", "sub_chief", "chief")),
        *((each, 403) for each in ("auditor", "officer", "outsider", "former")),
    ],
)
def test_who_leads_a_unit_sees_its_officers(world: World, logged_in: Visitor, visitor: str, status: int) -> None:
    client = logged_in(visitor)
    for address in (OFFICERS, INVITE, JOIN):
        assert client.get(address).status_code == status


def test_nobody_is_asked_to_log_in(client: Client, world: World) -> None:
    for address in (OFFICERS, INVITE, JOIN, f"{OFFICERS}{world.officers['officer'].pk}/"):
        assert client.get(address).headers["Location"].startswith("/officer/login/")


def test_an_officer_is_invited_and_logs_in_with_the_password_set_by_the_link(world: World, chief: Client) -> None:
    shown = chief.post(INVITE, said(world))
    assert "只能用一次" in page(shown).text
    link, newcomer = link_in(shown), phone()
    assert "新人" in page(newcomer.get(link)).text
    weak = newcomer.post(link, {"password": "12345"})
    assert 'id="id_password-error"' in weak.content.decode()
    there = page(newcomer.post(link, {"password": PASSWORD}, follow=True))
    assert "密码已设置" in there.text and dict(there.forms)[""]["username"] == "800001"
    assert newcomer.get(link).status_code == 404
    answer = newcomer.post("/officer/login/", {"username": "800001", "password": PASSWORD})
    assert answer.headers["Location"] == "/officer/"


def test_a_new_link_ends_the_old_password(world: World, chief: Client) -> None:
    number = world.officers["colleague"].pk
    shown = chief.post(f"{OFFICERS}{number}/link/")
    assert phone().get(link_in(shown)).status_code == 200
    assert not Officer.objects.get(pk=number).check_password(PASSWORD)


def test_an_officer_is_kept_out_and_let_in_again(world: World, chief: Client, logged_in: Visitor) -> None:
    officer, number = logged_in("officer"), world.officers["officer"].pk
    assert officer.get("/dashboard/").status_code == 200
    assert "账号已停用。" in page(chief.post(f"{OFFICERS}{number}/let-in/", {"in": "0"}, follow=True)).text
    assert officer.get("/dashboard/").status_code == 302
    assert "账号已恢复" not in page(chief.get(OFFICERS)).text
    assert "已恢复账号。" in page(chief.post(f"{OFFICERS}{number}/let-in/", {"in": "1"}, follow=True)).text


@pytest.mark.parametrize(
    ("visitor", "status"),
    [("administrator", 200), ("sub_chief", 200), ("chief_b", 404), ("other_administrator", 404), ("auditor", 403)],
)
def test_an_account_is_led_by_who_leads_the_officer(
    world: World, logged_in: Visitor, visitor: str, status: int
) -> None:
    client, number = logged_in(visitor), world.officers["officer"].pk
    assert client.get(f"{OFFICERS}{number}/").status_code == status
    assert client.post(f"{OFFICERS}{number}/link/").status_code == status


def test_a_chief_does_not_lead_the_chief_nor_oneself(world: World, logged_in: Visitor) -> None:
    number = world.officers["chief"].pk
    for visitor in ("chief", "sub_chief"):
        client = logged_in(visitor)
        assert "生成链接" not in page(client.get(f"{OFFICERS}{number}/")).text
        assert client.post(f"{OFFICERS}{number}/link/").status_code == 403
        assert client.post(f"{OFFICERS}{number}/let-in/", {"in": "0"}).status_code == 403


def test_a_secondment_is_entered_with_its_last_day_and_ended_sooner(world: World, chief: Client) -> None:
    lent = world.officers["outsider"]
    last = world.today + timedelta(days=30)
    answer = chief.post(JOIN, said(world, username=lent.username, ends_on=last.isoformat()), follow=True)
    assert "任职已登记。" in page(answer).text
    assert "有权管理其全部任职" in page(answer).text
    membership = Membership.objects.latest("pk")
    assert (membership.officer, membership.ends_on) == (lent, last)
    end = f"/dashboard/manage/memberships/{membership.pk}/end/"
    assert end in page(answer).links
    assert "任职末日已登记。" in page(chief.post(end, {"last": world.today.isoformat()}, follow=True)).text
    membership.refresh_from_db()
    assert membership.ends_on == world.today


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "900000"}, "username"),
        ({"role": "administrator"}, "role"),
        ({"unit": "999999"}, "unit"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    world: World, chief: Client, changes: dict[str, Any], field: str
) -> None:
    before = Officer.objects.count()
    assert f'id="id_{field}-error"' in chief.post(INVITE, said(world, **changes)).content.decode()
    assert Officer.objects.count() == before


def test_an_officer_is_found_by_name_or_number(world: World, chief: Client) -> None:
    badge = world.officers["colleague"].username
    assert badge in page(chief.get(OFFICERS, {"q": badge})).text
    assert "没有这个姓名或号码" in page(chief.get(OFFICERS, {"q": world.officers["outsider"].username})).text
