from typing import Any

import pytest
from django.test import Client

from outreach.organisation.models import Device
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import PASSWORD, World

LOGIN = "/officer/login/"


def log_in(client: Client, world: World, name: str, password: str = PASSWORD, onward: str = "") -> Any:
    said = {"username": world.officers[name].username, "password": password, "next": onward}
    return client.post(LOGIN, said)


@pytest.mark.parametrize(("name", "home"), [("officer", "/officer/"), ("chief", "/dashboard/")])
def test_everyone_is_sent_home(world: World, resident: Client, name: str, home: str) -> None:
    assert log_in(resident, world, name).headers["Location"] == home


def test_the_browser_is_listed_among_the_officers_devices(world: World, resident: Client) -> None:
    log_in(resident, world, "officer")
    assert Device.objects.get().officer == world.officers["officer"]


def test_after_logging_in_one_goes_where_one_wanted_to(world: World, resident: Client) -> None:
    asked = resident.get("/dashboard/phones/")
    assert asked.headers["Location"] == f"{LOGIN}?next=/dashboard/phones/"
    answer = log_in(resident, world, "officer", onward="/dashboard/phones/")
    assert answer.headers["Location"] == "/dashboard/phones/"


@pytest.mark.parametrize("elsewhere", ["https://example.test/", "//example.test/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(world: World, resident: Client, elsewhere: str) -> None:
    answer = log_in(resident, world, "officer", onward=elsewhere)
    assert answer.headers["Location"] == "/officer/"


def test_a_wrong_password_and_an_unknown_badge_look_the_same(world: World, resident: Client) -> None:
    answers = [
        log_in(resident, world, "officer", "wrong"),
        resident.post(LOGIN, {"username": "nobody", "password": "wrong"}),
        log_in(resident, world, "retired"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert all("警号（工号）或者密码不正确" in page(answer).text for answer in answers)


def test_too_many_wrong_passwords_lock_this_badge_from_here(world: World, resident: Client) -> None:
    statuses = [log_in(resident, world, "officer", "wrong").status_code for _try in range(11)]
    assert statuses[-1] == 429
    assert log_in(resident, world, "officer").status_code == 429
    assert log_in(resident, world, "colleague").status_code == 302


def test_logging_out_ends_the_session(world: World, resident: Client) -> None:
    log_in(resident, world, "officer")
    resident.post("/officer/logout/")
    assert resident.get("/dashboard/").status_code == 302


def test_who_is_logged_in_need_not_do_so_again(logged_in: Visitor) -> None:
    assert logged_in("officer").get(LOGIN).headers["Location"] == "/officer/"


@pytest.mark.parametrize("address", ["/dashboard/", "/dashboard/codes/", "/dashboard/phones/"])
def test_nobody_else_gets_in(world: World, resident: Client, address: str) -> None:
    assert resident.get(address).headers["Location"].startswith(LOGIN)


@pytest.mark.parametrize("address", ["/dashboard/", "/dashboard/phones/"])
def test_who_left_the_unit_is_turned_away(logged_in: Visitor, address: str) -> None:
    assert logged_in("former").get(address).status_code == 403
