"""Phones: who is signed in on what, and signing one out."""

from typing import Any

import pytest
from django.test import Client

from outreach.organisation.access import note_list_taken, register_device
from outreach.organisation.models import Device
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.pages.test_languages import chinese_in, english_in
from tests.world import PASSWORD, World

PHONES = "/dashboard/phones/"
HONOR = "Mozilla/5.0 (Linux; Android 10) Chrome/86.0 Mobile MicroMessenger/8.0.20"


def lost(world: World, name: str = "officer", user_agent: str = HONOR) -> Device:
    return register_device(world.officers[name], f"a session of {name}", user_agent)


def end(client: Client, device: Device) -> Any:
    return client.post(f"{PHONES}{device.pk}/end/", follow=True)


def log_in(world: World, name: str) -> Client:
    client = phone()
    client.post("/officer/login/", {"username": world.officers[name].username, "password": PASSWORD})
    return client


@pytest.mark.parametrize("name", ["officer", "colleague", "chief", "administrator", "auditor"])
def test_every_member_sees_the_own_and_which_is_this_one(world: World, name: str) -> None:
    lost(world, name)
    text = page(log_in(world, name).get(PHONES)).text
    assert "Android · WeChat" in text
    assert text.count("本机") == 1


@pytest.mark.parametrize(
    ("name", "sees"),
    [("chief", True), ("sub_chief", True), ("administrator", True)]
    + [(name, False) for name in ("colleague", "outsider", "chief_b", "other_administrator", "auditor")],
)
def test_an_officers_phone_is_seen_by_who_manages_the_unit(
    world: World, logged_in: Visitor, name: str, sees: bool
) -> None:
    device = lost(world)
    answer = logged_in(name).get(PHONES)
    assert (world.officers["officer"].username in page(answer).text) is sees
    assert logged_in(name).get(f"{PHONES}{device.pk}/end/").status_code == (200 if sees else 404)
    assert logged_in(name).post(f"{PHONES}{device.pk}/end/").status_code == (302 if sees else 404)
    device.refresh_from_db()
    assert (device.revoked_at is not None) is sees


def test_it_says_whose_it_is_and_where_they_work(world: World, logged_in: Visitor) -> None:
    lost(world)
    text = page(logged_in("chief").get(PHONES)).text
    assert f"示例0 {world.officers['officer'].username} 甲派出所 Android · WeChat" in text


def test_asking_alone_signs_nobody_out(world: World, logged_in: Visitor) -> None:
    device = lost(world)
    asked = page(logged_in("chief").get(f"{PHONES}{device.pk}/end/"))
    assert asked.heading == "将这部手机退出登录？"
    device.refresh_from_db()
    assert device.revoked_at is None


def test_what_becomes_of_its_codes_is_told_of_a_phone_that_holds_some(world: World, logged_in: Visitor) -> None:
    device, chief = lost(world), logged_in("chief")
    asked = page(chief.get(f"{PHONES}{device.pk}/end/")).text
    assert "没有保存二维码" in asked and "停用" not in asked
    note_list_taken("a session of officer")
    asked = page(chief.get(f"{PHONES}{device.pk}/end/")).text
    assert "已上传的活动不受影响" in asked
    assert "群众不能再扫它的二维码" in asked


def test_a_phone_signed_out_is_off_the_list_and_logged_out(world: World) -> None:
    officer, chief = log_in(world, "officer"), log_in(world, "chief")
    device = Device.objects.get(officer=world.officers["officer"])
    answer = end(chief, device)
    assert "已退出登录：示例0" in page(answer).text
    assert "目前没有人员登录" in page(answer).text
    assert officer.get(PHONES).status_code == 302


def test_signing_this_one_out_leads_to_the_login(world: World) -> None:
    client = log_in(world, "officer")
    device = Device.objects.get()
    assert "这就是您正在使用的浏览器" in page(client.get(f"{PHONES}{device.pk}/end/")).text
    answer = end(client, device)
    assert answer.redirect_chain == [("/officer/login/", 302)]
    assert client.get(PHONES).status_code == 302


def test_a_phone_signed_out_before_is_not_there(world: World, logged_in: Visitor) -> None:
    device = lost(world)
    end(logged_in("chief"), device)
    assert logged_in("chief").get(f"{PHONES}{device.pk}/end/").status_code == 404


@pytest.mark.parametrize(("sought", "is_found"), [("示例0", True), ("900000", True), ("示例99", False), ("\x00", True)])
def test_one_is_found_by_name_or_badge(world: World, logged_in: Visitor, sought: str, is_found: bool) -> None:
    lost(world)
    answer = logged_in("chief").get(PHONES, {"q": sought})
    assert ("Android" in page(answer).text) is is_found


def test_a_search_without_success_says_how_to_see_all(world: World, logged_in: Visitor) -> None:
    lost(world)
    assert "显示全部" in page(logged_in("chief").get(PHONES, {"q": "nobody"})).text


def test_of_many_the_last_seen_are_shown_and_the_rest_is_told(
    world: World, logged_in: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.pages.dashboard.phones._SHOWN", 1)
    for name in ("officer", "colleague"):
        lost(world, name)
    text = page(logged_in("chief").get(PHONES)).text
    assert "仅显示最近使用的1部" in text
    assert world.officers["colleague"].username in text
    assert world.officers["officer"].username not in text


def test_who_is_nobody_or_has_left_gets_no_list(world: World, resident: Client, logged_in: Visitor) -> None:
    device = lost(world)
    for address in (PHONES, f"{PHONES}{device.pk}/end/"):
        assert resident.get(address).headers["Location"].startswith("/officer/login/")
        assert logged_in("former").get(address).status_code == 403


def test_the_dashboard_leads_there_for_officers_too(logged_in: Visitor) -> None:
    assert PHONES in page(logged_in("officer").get("/dashboard/")).links


def test_a_full_list_takes_as_many_statements_as_a_short_one(
    world: World, logged_in: Visitor, django_assert_max_num_queries: Any
) -> None:
    client = logged_in("administrator")
    for name in world.officers:
        lost(world, name)
    with django_assert_max_num_queries(14):
        client.get(PHONES)


def test_in_english_there_is_no_chinese_but_names(world: World) -> None:
    device = lost(world)
    note_list_taken("a session of officer")
    client = phone("en-GB")
    client.post("/officer/login/", {"username": world.officers["chief"].username, "password": PASSWORD})
    for address in (PHONES, f"{PHONES}?q=nobody", f"{PHONES}{device.pk}/end/"):
        assert set(chinese_in(page(client.get(address)).text, world)) <= {"台账"}, address


def test_in_chinese_there_is_no_english_but_names(world: World, logged_in: Visitor) -> None:
    device = lost(world, user_agent="")
    note_list_taken("a session of officer")
    for address in (PHONES, f"{PHONES}?q=", f"{PHONES}{device.pk}/end/"):
        assert english_in(page(logged_in("chief").get(address)).text) == [], address
