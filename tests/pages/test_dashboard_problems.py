"""What is wrong at the dashboard is told within it: what happened, what to do next, and no question to the database."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from outreach.errors import PROBLEMS, Refusal
from outreach.organisation.scope import scope_of
from outreach.pages.dashboard import home
from outreach.pages.refusals import refusal_page, remember, server_error
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.reports import REPORTS, address, of_station
from tests.pages.test_languages import chinese_in, english_in
from tests.world import World

NO_REPORT = "e4b8b1c9-77c1-4d85-8b5a-fb0b36263e68"
SENT_TO = "/dashboard/month-report/"
SECTIONS = "概况 分析 明细 待核 报表 管理"


def is_framed(answer: HttpResponse) -> bool:
    """Whether it stands in the dashboard, with its name, whose it is and the way out."""
    text = page(answer).text
    return "反诈宣传台账" in text and "退出登录" in text and "96110" not in text


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`failing(client, error)` is the answer of the overview when it raises the error, to what is sent from `sent_from`
    where that is told."""

    def visit(client: Client, error: Exception, sent_from: str | None = None) -> HttpResponse:
        def fail(*_asked: object) -> None:
            raise error

        monkeypatch.setattr(home, "ground_of", fail)
        client.raise_request_exception = False
        if sent_from is not None:
            return client.post(SENT_TO, headers={"referer": sent_from})  # type: ignore[return-value]
        return client.get("/dashboard/?campaign=trial")  # type: ignore[return-value]

    return visit


def test_what_is_another_units_is_refused_within_the_dashboard(world: World, logged_in: Visitor) -> None:
    answer = logged_in("chief_b").get(address(of_station(world)))
    assert (answer.status_code, is_framed(answer)) == (403, True)
    shown = page(answer)
    assert SECTIONS in shown.text and "/dashboard/reports/" in shown.links
    assert "请联系本单位管理员" in shown.text


def test_an_officer_finds_own_sections_only(world: World, logged_in: Visitor) -> None:
    answer = logged_in("officer").get(REPORTS)
    shown = page(answer)
    assert (answer.status_code, is_framed(answer)) == (403, True)
    assert "概况 分析 明细" in shown.text and REPORTS not in shown.links


def test_an_auditor_is_offered_nothing_to_enter(world: World, logged_in: Visitor) -> None:
    answer = logged_in("auditor").get(f"{REPORTS}new/")
    assert (answer.status_code, is_framed(answer)) == (403, True)
    assert "录入" not in page(answer).text


def test_who_is_a_member_no_more_is_told_so_and_finds_no_sections(world: World, logged_in: Visitor) -> None:
    answer = logged_in("former").get("/dashboard/")
    assert (answer.status_code, is_framed(answer)) == (403, True)
    assert "您目前不在任何单位任职" in page(answer).text and SECTIONS not in page(answer).text


@pytest.mark.parametrize(
    "where",
    [
        "/dashboard/nothing/",
        "/dashboard/nothing",
        "/dashboard/reports/nothing/at/all/",
        f"{REPORTS}{NO_REPORT}/",
        "/dashboard/x.php/",
        "/dashboard/imports/template/zzz.pdf",
    ],
)
def test_what_is_not_there_is_told_within_the_dashboard(world: World, chief: Client, where: str) -> None:
    answer = chief.get(where)
    assert (answer.status_code, is_framed(answer)) == (404, True)
    assert "请核对地址" in page(answer).text and "/dashboard/" in page(answer).links


def test_a_page_that_raises_not_found_itself_is_framed_too(world: World, logged_in: Visitor) -> None:
    answer = logged_in("administrator").get("/dashboard/manage/lists/nothing/")
    assert (answer.status_code, is_framed(answer)) == (404, True)
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_is_told_why_is_not_sent_for_a_right(world: World, chief: Client, failing: Any) -> None:
    shown = page(failing(chief, Refusal("permission_denied", "另请一人查看。"))).text
    assert "另请一人查看。" in shown and "请联系本单位管理员" not in shown


def test_an_address_that_lacks_its_slash_still_leads_there(world: World, chief: Client) -> None:
    answer = chief.get("/dashboard/reports?campaign=trial")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{REPORTS}?campaign=trial")
    assert chief.get("/dashboard").headers["Location"] == "/dashboard/"


def test_nobody_is_asked_to_log_in_first(world: World, resident: Client) -> None:
    answer = resident.get("/dashboard/nothing/")
    assert answer.headers["Location"] == "/officer/login/?next=/dashboard/nothing/"


def test_what_moved_on_leads_back_to_the_page_it_was_sent_from(world: World, chief: Client, failing: Any) -> None:
    answer = failing(chief, Refusal("report_moved_on"), f"http://testserver{REPORTS}?campaign=trial")
    assert (answer.status_code, is_framed(answer)) == (409, True)
    shown = page(answer)
    assert shown.links[-2:] == [f"{REPORTS}?campaign=trial", "/dashboard/"]
    assert ">重新打开该页</a>" in answer.content.decode() and "没有改动任何内容" in shown.text
    # What was sent is not asked for again in another language.
    assert "English" not in shown.text


@pytest.mark.parametrize("sent_from", ["", "https://elsewhere.example/dashboard/", "http://testserver/officer/", "//x"])
def test_to_no_other_address_it_leads_back(world: World, chief: Client, failing: Any, sent_from: str) -> None:
    answer = failing(chief, Refusal("report_moved_on"), sent_from)
    assert answer.status_code == 409
    assert ">重新打开该页</a>" not in answer.content.decode()
    assert page(answer).links[-1] == "/dashboard/"


@pytest.mark.parametrize(
    ("error", "status", "retry"), [(RuntimeError("secret"), 500, None), (OperationalError("secret"), 503, "5")]
)
def test_what_broke_is_told_within_the_dashboard(
    world: World, chief: Client, failing: Any, error: Exception, status: int, retry: str | None
) -> None:
    answer = failing(chief, error)
    assert (answer.status_code, is_framed(answer), answer.headers.get("Retry-After")) == (status, True, retry)
    # It names its visitor and bears a token of theirs.
    assert "no-store" in answer.headers["Cache-Control"]
    shown = page(answer)
    assert "/dashboard/?campaign=trial" in shown.links and "并非您的操作有误" in shown.text
    assert "secret" not in answer.content.decode()


def test_where_the_frame_is_what_breaks_a_plain_page_is_left(
    world: World, chief: Client, failing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.pages.refusals._frame", lambda *_asked: 1 / 0)
    answer = failing(chief, RuntimeError())
    assert (answer.status_code, page(answer).heading) == (500, "系统出现故障")


@pytest.mark.parametrize("code", ["permission_denied", "not_found", "report_moved_on", "malformed", "unavailable"])
def test_no_such_page_asks_the_database(
    world: World, rf: RequestFactory, django_assert_num_queries: Any, code: str
) -> None:
    request = rf.get(REPORTS)
    request.user = world.officers["chief"]
    remember(request, scope_of(world.officers["chief"]))
    with django_assert_num_queries(0):
        answer = refusal_page(request, PROBLEMS[code])
    assert answer.status_code == PROBLEMS[code].status


def test_before_it_is_known_who_asks_the_plain_page_is_shown(rf: RequestFactory) -> None:
    """No database at all: neither who is logged in nor what they may do is asked."""
    answer = server_error(rf.get(REPORTS))
    assert answer.status_code == 500 and "96110" in answer.content.decode()


def test_officers_and_residents_pages_stay_as_they_are(world: World, logged_in: Visitor, resident: Client) -> None:
    for client, where in ((logged_in("chief"), "/officer/nothing/"), (resident, "/nothing/")):
        answer = client.get(where)
        assert answer.status_code == 404 and "96110" in page(answer).text and not is_framed(answer)


@pytest.mark.parametrize("code", ["permission_denied", "not_found", "report_moved_on", "malformed", "unavailable"])
def test_they_are_whole_in_both_languages(world: World, chief: Client, failing: Any, code: str) -> None:
    # Problems are told by their code too.
    in_chinese = re.sub(r"\d{3} [a-z_]+", "", page(failing(chief, Refusal(code))).text)
    assert english_in(in_chinese) == []
    chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert chinese_in(page(failing(chief, Refusal(code))).text, world) == []
