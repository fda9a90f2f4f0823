"""待核事项 on the dashboard: said in plain words, to those who read the unit's reports, and against nobody."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.codes.models import CodeKind
from outreach.ledger.models import Act
from outreach.reporting.doubts.services import find_doubts
from outreach.reporting.models import Doubt, DoubtKind
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.reporting.suspects import MINUTE, SECOND, hold_talk, install, install_each, noon, send, sign_each, void
from tests.world import World

DOUBTS = "/dashboard/doubts/"


OF_WHAT_STANDS = {
    DoubtKind.SAME_SESSION: {"count": 1, "indicator": "school_talks"},
    DoubtKind.AWAITS_SEAL: {"count": 3, "first": "2021-10-08", "last": "2021-10-28"},
    DoubtKind.ABOVE_PEERS: {
        "count": 400,
        "median": 82.5,
        "peers": 4,
        "indicator": "resident_pledges",
        "first": "2021-10-01",
        "last": "2021-10-31",
    },
}


def listed(client: Client, **query: Any) -> str:
    return page(client.get(DOUBTS, query)).text


@pytest.fixture
def seven_times(world: World) -> World:
    """One phone signed seven times within a quarter of an hour."""
    moments = [noon(world) + number * MINUTE for number in range(7)]
    sign_each(world, world.codes["activity"], moments, "phone")
    find_doubts(now=world.now)
    return world


def test_a_doubt_is_said_in_plain_words_with_its_number(seven_times: World, chief: Client) -> None:
    text = listed(chief)
    assert "同一部手机当日签订7次" in text
    assert "甲派出所 · 示例小学" in text
    assert "12:00–12:06" in text
    assert "可能是一家人共用手机，也可能有人代签。 仅作提示，未作任何删减。" in text


def test_every_kind_is_said_in_words_of_its_own(world: World, chief: Client) -> None:
    code, at = world.code(CodeKind.ACTIVITY, place=world.places["school"]), noon(world)
    hold_talk(world, code, 2, at)
    sign_each(world, code, [at + number * 10 * SECOND for number in range(4)], "phone")
    install_each(code, [at + number * SECOND / 10 for number in range(90)], basis="helped_now")
    send(install(code, "helped_now"), at, officer=world.principal("officer"))
    night = [at.replace(hour=1, minute=minute) for minute in (1, 2, 3)]
    sign_each(world, world.codes["activity"], night)
    find_doubts(now=world.now)
    Doubt.objects.bulk_create(
        Doubt(
            campaign=world.campaign,
            unit=world.units["station_a"],
            kind=kind,
            subject=kind,
            day=world.today,
            facts=facts,
            first_found_at=world.now,
            last_found_at=world.now,
        )
        for kind, facts in OF_WHAT_STANDS.items()
    )
    assert set(Doubt.objects.values_list("kind", flat=True)) == set(DoubtKind)
    text = listed(chief)
    for words in (
        "同一部手机当日签订4次",
        "同一部手机连续签订4次，每次间隔不到20秒",
        "10秒内登记92次，1分钟内登记94次",
        "23时至次日6时登记3次",
        "安装和确认共91次，到场2人次",
        "工作人员登记帮装1次，群众自报帮装90次",
        "同一地点、同一时间已有一场活动计数",
        "手机签订的单位责任书待盖章3份",
        "与群众签订责任书400份，同级其他4个单位的中位数为82.5",
    ):
        assert words in text
    assert text.count("仅作提示，未作任何删减。") == len(DoubtKind)
    assert "法治课 · 示例小学" in text


def test_no_officer_and_no_phone_is_named(seven_times: World, chief: Client) -> None:
    text = listed(chief)
    assert not any(officer.username in text for name, officer in seven_times.officers.items() if name != "chief")
    assert Doubt.objects.get(kind="device_many").subject.partition(":")[0] not in chief.get(DOUBTS).content.decode()


@pytest.mark.parametrize(
    ("name", "sees"),
    [("chief", True), ("sub_chief", True), ("administrator", True), ("auditor", True)]
    + [("chief_b", False), ("other_administrator", False)],
)
def test_it_is_seen_by_who_reads_the_units_reports(
    seven_times: World, logged_in: Visitor, name: str, sees: bool
) -> None:
    assert ("同一部手机" in listed(logged_in(name)).replace("同一部手机多次", "")) is sees


@pytest.mark.parametrize("name", ["officer", "colleague", "outsider", "poster"])
def test_officers_do_not_see_it_and_are_led_to_no_such_page(seven_times: World, logged_in: Visitor, name: str) -> None:
    officer = logged_in(name)
    assert officer.get(DOUBTS).status_code == 403
    assert DOUBTS not in page(officer.get("/dashboard/")).links


def test_nobody_is_asked_to_log_in(world: World, resident: Client) -> None:
    answer = resident.get(DOUBTS)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/officer/login/?next={DOUBTS}")


@pytest.mark.parametrize("name", ["chief", "administrator", "auditor"])
def test_the_dashboard_leads_there(world: World, logged_in: Visitor, name: str) -> None:
    visitor = logged_in(name)
    for address in ("/dashboard/", "/dashboard/phones/", DOUBTS):
        assert DOUBTS in page(visitor.get(address)).links


def test_one_kind_is_shown_alone(seven_times: World, chief: Client) -> None:
    assert "当日签订7次" in listed(chief, kind="device_many")
    text = listed(chief, kind="night")
    assert "当日签订7次" not in text
    assert "没有这一类待核事项。" in text
    assert "当日签订7次" in listed(chief, kind="no such kind")


def test_what_is_no_longer_so_is_shown_where_it_is_asked_for_and_not_by_default(
    seven_times: World, chief: Client
) -> None:
    assert "当日签订7次" in listed(chief) and "当日签订7次" not in listed(chief, state="gone")
    for act in Act.objects.order_by("occurred_at")[:4]:
        void(seven_times, act.pk, seven_times.now)
    find_doubts(now=seven_times.now + MINUTE)
    assert "当日签订7次" not in listed(chief)
    text = listed(chief, state="gone")
    assert "同一部手机当日签订7次" in text
    assert "此后有登记作废或人数更正" in text


def test_an_empty_list_says_what_would_be_there(world: World, chief: Client) -> None:
    text = listed(chief)
    assert "暂无待核事项" in text and "系统每5分钟查看一次" in text


def test_the_list_goes_on_in_pages_of_fifty_and_keeps_the_kind(world: World, chief: Client) -> None:
    for number in range(51):
        Doubt.objects.create(
            campaign=world.campaign,
            unit=world.units["station_a"],
            kind=DoubtKind.NIGHT,
            subject=str(number),
            day=world.today,
            facts={"count": 3, "codes": 1, "code": world.codes["activity"].pk},
            first_found_at=world.now,
            last_found_at=world.now,
        )
    first = page(chief.get(DOUBTS, {"kind": "night"}))
    assert first.text.count("23时至次日6时登记3次") == 50
    assert "?kind=night&page=2" in first.links
    assert listed(chief, kind="night", page=2).count("23时至次日6时登记3次") == 1


def test_the_page_asks_as_little_for_fifty_as_for_one(seven_times: World, chief: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            chief.get(DOUBTS)
        return len(asked)

    one = statements()
    for number in range(30):
        moments = [noon(seven_times) + number * SECOND + minute * MINUTE for minute in range(4)]
        sign_each(seven_times, seven_times.codes["activity"], moments, f"phone {number}")
    find_doubts(now=seven_times.now)
    assert statements() == one


def test_it_is_said_in_english_too(seven_times: World, chief: Client) -> None:
    chief.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "One phone signed 7 times on this day" in listed(chief)
