"""抽查 on the dashboard: a list drawn, looked up, looked at once more by another who sees nothing of the first."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.reporting.checks.models import Finding, InstallCheck, SpotCheck, SpotCheckMark, Turn
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.test_languages import chinese_in, english_in
from tests.reporting.papers import drawn, mark_all, month, papers
from tests.reporting.suspects import hold_talk, noon, void
from tests.world import World

CHECKS = "/dashboard/checks/"
DRAW = f"{CHECKS}draw/"
INSTALLS = f"{CHECKS}installs/"
ROLES = ("chief", "sub_chief", "administrator", "auditor", "officer", "colleague", "outsider", "chief_b")


@pytest.fixture
def check(world: World) -> SpotCheck:
    papers(world, 30, archive_box="A-7")
    return drawn(world)


def address(check: SpotCheck) -> str:
    return f"{CHECKS}{check.pk}/"


def order(client: Client, world: World, **said: Any) -> HttpResponse:
    form = dict(page(client.get(DRAW)).forms)[""]
    usual = {
        "kind": "papers",
        "unit": world.units["station_a"].pk,
        "month": month(world).first.isoformat(),
        "size": 10,
    }
    return client.post(DRAW, {**form, **usual, **said})  # type: ignore[return-value]


def fill(client: Client, check: SpotCheck, finding: str, **said: Any) -> HttpResponse:
    """Every paper that the page asks about gets this finding."""
    shown = client.get(address(check))
    turn = dict(page(shown).forms)[""]["turn"]
    asked = [item.pk for item in check.items.all() if f'name="paper_{item.pk}"' in shown.content.decode()]
    return client.post(  # type: ignore[return-value]
        address(check), {"turn": turn, **{f"paper_{item}": finding for item in asked}, **said}
    )


def test_an_empty_page_says_what_a_list_is_and_leads_to_one(world: World, chief: Client) -> None:
    shown = page(chief.get(CHECKS))
    assert "尚未抽查" in shown.text and DRAW in shown.links


def test_a_list_is_drawn_and_shows_how(world: World, chief: Client) -> None:
    papers(world, 30)
    answer = order(chief, world)
    check = SpotCheck.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, address(check))
    shown = page(chief.get(address(check)))
    assert check.seed in shown.text and check.frame_sha256 in shown.text
    assert "初查 0/10 · 复核 0/5" in shown.text
    assert "抽10份，查找中" in page(chief.get(CHECKS)).text


def test_sent_twice_it_is_drawn_once(world: World, chief: Client) -> None:
    papers(world, 30)
    number = str(uuid4())
    assert [order(chief, world, check_id=number).status_code for _time in range(2)] == [302, 302]
    assert SpotCheck.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [{"size": 0}, {"size": 201}, {"size": "x"}, {"unit": "1"}, {"month": "2021-13-01"}, {"kind": "installs"}]
    + [{"check_id": "1"}],
    ids=str,
)
def test_an_order_that_makes_no_sense_draws_nothing_and_loses_nothing(
    world: World, chief: Client, said: dict[str, Any]
) -> None:
    papers(world, 30)
    answer = order(chief, world, **{"size": 17, **said})
    assert answer.status_code == 400
    assert ('value="17"' in answer.content.decode()) is ("size" not in said)
    assert not SpotCheck.objects.exists()


def test_a_month_without_papers_says_so(world: World, chief: Client) -> None:
    answer = order(chief, world, kind="letters")
    assert answer.status_code == 400 and "该月没有这类登记。" in page(answer).text


def test_while_a_list_is_looked_up_no_other_is_drawn(world: World, chief: Client, check: SpotCheck) -> None:
    answer = order(chief, world)
    assert answer.status_code == 409 and "这段时间已抽取名单，请先查完。" in page(answer).text


def test_a_check_goes_its_whole_way(world: World, logged_in: Visitor, check: SpotCheck) -> None:
    chief, above = logged_in("chief"), logged_in("sub_chief")
    assert "档案盒A-7" in page(chief.get(address(check))).text
    assert fill(chief, check, "found").status_code == 302
    shown = page(above.get(address(check)))
    assert "初查 10/10 · 复核 0/5" in shown.text and "不显示初查结果" in shown.text
    assert "剩余部分由他人核对" in page(chief.get(address(check))).text
    assert fill(above, check, "missing").status_code == 302
    text = page(chief.get(address(check))).text
    assert "抽10份，相符10份" in text and "复核份数 5" in text and "两次一致 0" in text
    assert "不推及其他" in text
    assert "抽10份，相符10份" in page(chief.get(CHECKS)).text


def test_the_page_asks_a_third_and_tells_the_others_who_may(world: World, logged_in: Visitor, check: SpotCheck) -> None:
    mark_all(world, check, Turn.FIRST, "chief")
    mark_all(world, check, Turn.SECOND, "sub_chief", Finding.MISSING)
    for name in ("chief", "sub_chief", "auditor"):
        text = page(logged_in(name).get(address(check))).text
        assert "初查与复核不一致5份" in text and "记下核对结果" not in text
        assert "复核5份，其中5份不一致，待第三人核定" in page(logged_in(name).get(CHECKS)).text
    third = logged_in("administrator")
    shown = third.get(address(check))
    assert "以您的核对结果为准" in page(shown).text
    sent = fill(third, check, "missing", turn=dict(page(shown).forms)[""]["turn"])
    assert sent.status_code == 302
    text = page(third.get(address(check))).text
    assert "抽10份，相符5份" in text and "第三人核定" in text and "初查与复核不一致" not in text
    listed = page(third.get(CHECKS)).text
    assert "抽10份，相符5份" in listed and "待第三人核定" not in listed
    assert SpotCheckMark.objects.filter(turn=Turn.THIRD).count() == 5


def test_twenty_lists_ask_for_as_little_as_one(world: World, chief: Client, check: SpotCheck) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert page(chief.get(CHECKS)).text.count("待第三人核定") == SpotCheck.objects.count()
        return len(asked)

    def look_through(drawn_now: SpotCheck) -> None:
        mark_all(world, drawn_now, Turn.FIRST, "chief")
        mark_all(world, drawn_now, Turn.SECOND, "sub_chief", Finding.MISSING)

    look_through(check)
    one = statements()
    for _list in range(4):
        look_through(drawn(world))
    assert statements() == one


@pytest.mark.parametrize("name", ["chief", "sub_chief", "administrator", "auditor"])
def test_nothing_of_the_first_look_is_seen_before_the_second(
    world: World, logged_in: Visitor, check: SpotCheck, name: str
) -> None:
    mark_all(world, check, Turn.FIRST, "chief", Finding.DIFFERS)
    visitor = logged_in(name)
    for shown in (CHECKS, address(check)):
        text = page(visitor.get(shown)).text.replace("看不清 不符", "")
        assert "不符" not in text and "相符" not in text.replace("在，相符", "") and "第三人" not in text


def test_papers_may_be_marked_a_few_at_a_time(world: World, chief: Client, check: SpotCheck) -> None:
    item = check.items.all()[3]
    fill(chief, check, "", **{f"paper_{item.pk}": "missing"})
    assert SpotCheckMark.objects.get().item == item
    text = page(chief.get(address(check))).text
    assert "已记下1份" in text and "初查 1/10" in text


def test_a_paper_whose_record_was_voided_since_is_told(world: World, chief: Client, check: SpotCheck) -> None:
    void(world, check.items.all()[0].act_id, world.now)
    assert page(chief.get(address(check))).text.count("已作废") == 10


def test_a_form_left_empty_is_asked_again(chief: Client, check: SpotCheck) -> None:
    answer = fill(chief, check, "")
    assert answer.status_code == 400 and "请至少填写一份的核对结果。" in page(answer).text


def test_a_finding_that_does_not_exist_is_refused_and_the_others_are_not_lost(chief: Client, check: SpotCheck) -> None:
    item = check.items.all()[3]
    answer = fill(chief, check, "found", **{f"paper_{item.pk}": "burnt"})
    assert answer.status_code == 400 and not SpotCheckMark.objects.exists()
    assert answer.content.decode().count('<option value="found" selected>') == 9


def test_a_form_of_the_first_look_sent_again_marks_nothing_of_the_second(
    world: World, logged_in: Visitor, check: SpotCheck
) -> None:
    above = logged_in("sub_chief")
    item = check.items.filter(is_second=True)[0]
    mark_all(world, check, Turn.FIRST, "chief")
    assert above.post(address(check), {"turn": "1", f"paper_{item.pk}": "missing"}).status_code == 302
    assert not SpotCheckMark.objects.filter(turn=Turn.SECOND).exists()


@pytest.mark.parametrize("name", ROLES)
def test_who_reads_draws_and_marks(world: World, logged_in: Visitor, check: SpotCheck, name: str) -> None:
    reads, writes = name in ROLES[:4], name in ROLES[:3]
    visitor = logged_in(name)
    assert visitor.get(CHECKS).status_code == (200 if reads or name == "chief_b" else 403)
    assert visitor.get(address(check)).status_code == (200 if reads else 404 if name == "chief_b" else 403)
    assert visitor.get(DRAW).status_code == (200 if writes or name == "chief_b" else 403)
    sent = {"turn": "1", f"paper_{check.items.all()[0].pk}": "found"}
    visitor.post(address(check), sent)
    assert SpotCheckMark.objects.exists() is writes


@pytest.mark.parametrize("shown", [CHECKS, DRAW, INSTALLS])
def test_nobody_is_asked_to_log_in(world: World, resident: Client, shown: str) -> None:
    assert resident.get(shown).headers["Location"] == f"/officer/login/?next={shown}"


class TestInstallsShown:
    @pytest.fixture
    def session(self, world: World) -> str:
        held = hold_talk(world, world.code("activity", place=world.places["school"]), 40, noon(world))
        return f"{INSTALLS}{held}/"

    def enter(self, client: Client, session: str, **said: Any) -> HttpResponse:
        form = dict(page(client.get(session)).forms)[""]
        return client.post(session, {**form, "drawn": 10, "verified": 7, "not_shown": 2, **said})  # type: ignore[return-value]

    def test_they_are_entered_in_three_numbers(self, world: World, chief: Client, session: str) -> None:
        assert session in page(chief.get(INSTALLS)).links
        answer = self.enter(chief, session)
        assert (answer.status_code, answer.headers["Location"]) == (302, INSTALLS)
        assert "抽10、核实7、未出示2" in page(chief.get(INSTALLS)).text

    def test_they_are_put_right_by_entering_them_anew(self, chief: Client, session: str) -> None:
        self.enter(chief, session)
        assert self.enter(chief, session, verified=8).status_code == 302
        assert "抽10、核实8、未出示2" in page(chief.get(INSTALLS)).text
        assert InstallCheck.objects.count() == 2

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"drawn": 41}, "多于到场人数。"),
            ({"verified": 9}, "少于已出示与未出示之和。"),
            ({"drawn": ""}, ""),
            ({"verified": -1}, ""),
        ],
        ids=str,
    )
    def test_numbers_that_do_not_add_up_are_asked_again(
        self, chief: Client, session: str, said: dict[str, Any], words: str
    ) -> None:
        answer = self.enter(chief, session, **said)
        assert answer.status_code == 400 and words in page(answer).text
        assert not InstallCheck.objects.exists()

    @pytest.mark.parametrize("name", ROLES)
    def test_who_enters_them(self, world: World, logged_in: Visitor, session: str, name: str) -> None:
        visitor = logged_in(name)
        visitor.post(session, {"drawn": 10, "verified": 7, "not_shown": 2, "after": 0})
        assert InstallCheck.objects.exists() is (name in ROLES[:3])
        listed = visitor.get(INSTALLS)
        assert listed.status_code == (200 if name in (*ROLES[:4], "chief_b") else 403)
        assert (session in page(listed).links) is (name in ROLES[:3])

    def test_no_sessions_say_what_to_do(self, world: World, chief: Client) -> None:
        assert "近30天没有活动" in page(chief.get(INSTALLS)).text


def test_every_page_is_read_in_either_language(world: World, logged_in: Visitor, check: SpotCheck) -> None:
    held = hold_talk(world, world.code("activity", place=world.places["school"]), 40, noon(world))
    client = logged_in("chief")
    shown = [CHECKS, DRAW, address(check), INSTALLS, f"{INSTALLS}{held}/"]
    told = (check.seed, check.frame_sha256, "A-7", "HMAC-SHA256", "SHA-256")

    def read() -> dict[str, str]:
        texts = {each: page(client.get(each)).text for each in shown}
        for words in told:
            texts = {each: text.replace(words, "") for each, text in texts.items()}
        return texts

    assert {each: words for each, text in read().items() if (words := english_in(text))} == {}
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert {each: words for each, text in read().items() if (words := chinese_in(text, world))} == {}
    mark_all(world, check, Turn.FIRST, "chief")
    mark_all(world, check, Turn.SECOND, "sub_chief", Finding.MISSING)
    assert {each: words for each, text in read().items() if (words := chinese_in(text, world))} == {}
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    assert {each: words for each, text in read().items() if (words := english_in(text))} == {}
