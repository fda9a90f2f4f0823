"""What is turned away before it comes to a page of the dashboard: a form of an old page, a request that cannot be read.

Who is logged in is told so within the dashboard, and how to go on.
"""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from outreach.organisation.models import Officer
from outreach.pages import refusals
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.test_dashboard_problems import is_framed
from tests.pages.test_languages import chinese_in, english_in
from tests.pages.test_login import LOGIN
from tests.world import PASSWORD, World

SCHEDULES = "/dashboard/reports/schedules/"
FROM = {"referer": f"http://testserver{SCHEDULES}?kind=week"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def token_at(client: Client, where: str) -> str:
    found = TOKEN.search(client.get(where).content.decode())
    assert found is not None
    return found[1]


def log_in(client: Client, world: World, name: str) -> None:
    said = {"username": world.officers[name].username, "password": PASSWORD}
    answer = client.post(LOGIN, {**said, "csrfmiddlewaretoken": token_at(client, LOGIN)})
    assert answer.status_code == 302


def press(client: Client, token: str, said: dict[str, str] | None = None) -> Any:
    return client.post(SCHEDULES, {**(said or {}), "csrfmiddlewaretoken": token}, headers=FROM)


@pytest.fixture
def careful() -> Client:
    """A browser of whose forms the token is asked, as outside of tests."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})


@pytest.mark.parametrize("name", ["administrator", "auditor", "chief", "officer"])
def test_who_logged_in_in_another_tab_meanwhile_is_told_how_to_go_on(world: World, careful: Client, name: str) -> None:
    log_in(careful, world, "administrator")
    before = token_at(careful, SCHEDULES)
    careful.post("/officer/logout/", {"csrfmiddlewaretoken": before})
    log_in(careful, world, name)
    answer = press(careful, before)
    shown = page(answer)
    assert (answer.status_code, is_framed(answer)) == (403, True)
    assert shown.heading == "页面已过期，请重新打开后再提交"
    assert world.officers[name].name in shown.text
    assert "请重新打开该页，再填一次" in shown.text and "请联系本单位管理员" not in shown.text
    assert shown.links[-2:] == [f"{SCHEDULES}?kind=week", "/dashboard/"]
    assert "no-store" in answer.headers["Cache-Control"]
    # The buttons of this page itself are good.
    way_out = TOKEN.search(answer.content.decode())
    assert way_out is not None
    assert careful.post("/officer/logout/", {"csrfmiddlewaretoken": way_out[1]}).status_code == 302


def test_nobody_is_told_on_the_plain_page(world: World, careful: Client) -> None:
    answer = press(careful, "x" * 32)
    assert (answer.status_code, is_framed(answer), page(answer).heading) == (403, False, "页面已过期")
    assert "重新打开页面" in page(answer).text


def test_a_former_member_finds_no_sections(world: World, careful: Client) -> None:
    careful.force_login(world.officers["former"], "django.contrib.auth.backends.ModelBackend")
    answer = press(careful, "x" * 32)
    assert (answer.status_code, is_framed(answer)) == (403, True)
    assert "请重新打开该页" in page(answer).text and "/dashboard/reports/" not in page(answer).links


def test_officers_forms_keep_the_plain_page(world: World, careful: Client) -> None:
    careful.force_login(world.officers["chief"], "django.contrib.auth.backends.ModelBackend")
    assert not is_framed(careful.post("/officer/logout/"))


def test_where_the_database_is_away_the_plain_page_is_left(
    world: World, careful: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    careful.force_login(world.officers["chief"], "django.contrib.auth.backends.ModelBackend")

    def away(_officer: Officer) -> None:
        raise OperationalError

    monkeypatch.setattr(refusals, "scope_of", away)
    answer = press(careful, "x" * 32)
    assert (answer.status_code, page(answer).heading) == (403, "页面已过期")


def fields(number: int) -> dict[str, str]:
    return {f"field-{each}": "1" for each in range(number)}


def test_more_fields_than_are_read_are_told_within_the_dashboard(world: World, logged_in: Visitor) -> None:
    answer = logged_in("administrator").post(SCHEDULES, fields(1_001))
    assert (answer.status_code, is_framed(answer)) == (400, True)
    assert "没有改动任何内容" in page(answer).text and page(answer).links[-1] == "/dashboard/"


def test_more_than_is_read_at_once_is_told_within_the_dashboard(
    world: World, logged_in: Visitor, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = logged_in("administrator").post(
        SCHEDULES, "reason=" + "x" * 200, content_type="application/x-www-form-urlencoded"
    )
    assert (answer.status_code, is_framed(answer)) == (413, True)
    assert page(answer).heading == "内容过大，请分次提交"


def test_nobody_and_other_pages_keep_the_plain_page(world: World, careful: Client, logged_in: Visitor) -> None:
    token_at(careful, LOGIN)
    for client, where in ((careful, SCHEDULES), (logged_in("administrator"), LOGIN)):
        answer = client.post(where, fields(1_001))
        assert (answer.status_code, is_framed(answer), page(answer).heading) == (400, False, "请求无法识别")


def test_a_host_that_is_none_of_ours_is_answered_plainly(world: World, logged_in: Visitor) -> None:
    answer = logged_in("administrator").get("/dashboard/", headers={"host": "elsewhere.example"})
    assert (answer.status_code, is_framed(answer)) == (400, False)


def test_both_languages_are_whole(world: World, careful: Client) -> None:
    careful.force_login(world.officers["administrator"], "django.contrib.auth.backends.ModelBackend")
    in_chinese = re.sub(r"\d{3} [a-z_]+", "", page(press(careful, "x" * 32)).text)
    assert english_in(in_chinese) == []
    careful.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert chinese_in(page(press(careful, "x" * 32)).text, world) == []
