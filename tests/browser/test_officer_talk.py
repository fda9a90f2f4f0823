"""A session on the officer's phone: three taps to begin, two answers to end, with a network and without."""

import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Route

from outreach.capture.models import Activity
from outreach.capture.operations import Install, Talk
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.models import Act, LedgerEntry
from tests.browser.conftest import NewVisitor
from tests.browser.phones import Phone
from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser


def counted() -> dict[str, int]:
    totals: dict[str, int] = {}
    for line in LedgerEntry.objects.all():
        totals[line.indicator] = totals.get(line.indicator, 0) + line.quantity
    return {indicator: total for indicator, total in totals.items() if total}


def scanned(visitor: Visitor) -> str:
    """The address that a phone reads off this window."""
    picture = Image.open(io.BytesIO(visitor.page.screenshot()))
    return zxingcpp.read_barcodes(picture)[0].text


def begin(phone: Phone, world: World, place: str = "place") -> None:
    phone.scan(world.codes[place].text)
    phone.tap("开始并显示二维码")
    phone.page.locator(".projected-code").wait_for()


def end(phone: Phone, people: int, leaflets: int = 0) -> None:
    phone.tap("结束活动")
    phone.fill("人数", str(people))
    phone.tap("继续")
    if leaflets:
        phone.fill("份数", str(leaflets))
    phone.tap("完成" if leaflets else "跳过")
    phone.hears("活动已登记")


def test_a_session_is_three_taps_a_code_on_the_wall_and_two_answers(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    begin(phone, world)
    address = scanned(phone.visitor)
    code = Activity.objects.get().code if Activity.objects.exists() else None
    assert code is None or address.endswith(code.text)

    resident = new_visitor()
    resident.page.goto(address)
    resident.press("继续")
    resident.page.wait_for_url("**/pledge?person=1")
    resident.draw()
    resident.press("我已满14周岁，同意并签订")
    resident.page.wait_for_url("**/app?person=1")

    phone.tap("返回")
    phone.page.locator(".under-way").click()
    phone.page.get_by_text("已签订 1 份").wait_for()
    end(phone, 46, leaflets=50)
    phone.sync()
    phone.sees("全部已发送")
    assert counted() == {"school_talks": 1, "attendance": 46, "materials": 50, "resident_pledges": 1}


def test_the_wall_shows_the_code_alone_and_no_counter(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(width=1280, height=720), world)
    begin(phone, world)
    wall = phone.page.locator("body").inner_text()
    assert "自愿参加" in wall and "甲派出所" in wall and "网址应以" in wall
    assert not any(word in wall for word in ("已签订", "待发送", "同步", "帮装"))
    digits = phone.page.locator(".projected-number").inner_text()
    assert len("".join(filter(str.isdigit, digits.splitlines()[-1]))) == 6


def test_full_screen_hides_all_but_the_code(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(width=1280, height=720), world)
    begin(phone, world)
    phone.tap("全屏")
    phone.page.wait_for_function("() => document.fullscreenElement !== null")
    assert not phone.page.locator(".projected-tools").is_visible()


def test_a_session_held_wholly_without_a_network_arrives_end_first(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    begin(phone, world)
    # The phone has no network; those who scan its screen have one.
    resident = new_visitor()
    resident.page.goto(scanned(phone.visitor))
    resident.press("继续")
    resident.page.wait_for_url("**/pledge?person=1")
    resident.draw()
    resident.press("我已满14周岁，同意并签订")
    resident.page.wait_for_url("**/app?person=1")
    phone.tap("返回")
    phone.page.locator(".under-way").click()
    end(phone, 39)
    assert counted() == {"resident_pledges": 1}

    def end_first(route: Route) -> None:
        said = json.loads(route.request.post_data or "{}")
        ends = [item for item in said["operations"] if item["kind"] == "complete"]
        assert len(ends) == 1 and len(said["operations"]) == 2
        route.fetch(post_data=json.dumps({"operations": ends}))
        route.continue_()

    phone.context.route("**/api/v1/sync/", end_first)
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert counted() == {"school_talks": 1, "attendance": 39, "resident_pledges": 1}
    activity = Activity.objects.get()
    assert activity.code is not None and activity.place == world.places["school"]


def test_what_was_held_here_last_is_filled_in(world: World, new_visitor: NewVisitor) -> None:
    last = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="law_class",
        topic="冒充公检法",
        audiences=("college_students",),
        attendance=120,
        occurred_at=world.now,
    )
    record([last], principal=world.principal("colleague"))
    phone = Phone.of(new_visitor(), world)
    phone.scan(world.codes["place"].text)
    summary = phone.page.locator(".summary").inner_text()
    assert summary.split() == ["法治课", "大中专学生", "冒充公检法", "约120人"]


def partner_held_one(world: World, people: int) -> None:
    """The colleague has logged the session that went on until ten minutes ago."""
    held = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="law_class",
        occurred_at=world.now - timedelta(minutes=50),
        ended_at=world.now - timedelta(minutes=10),
        attendance=people,
    )
    record([held], principal=world.principal("colleague"))


def enter_past(phone: Phone, world: World, people: int) -> None:
    """Enter the hour until now as a session, afterwards."""
    phone.scan(world.codes["place"].text)
    phone.page.locator("details.ways summary").click()
    phone.tap("补录已结束的活动")
    phone.fill("到场多少人", str(people))
    phone.tap("登记")
    phone.hears("活动已登记")
    phone.sync()
    phone.sees("全部已发送")


def test_a_second_record_of_the_same_session_waits_and_adds_nothing(world: World, new_visitor: NewVisitor) -> None:
    partner_held_one(world, 40)
    phone = Phone.of(new_visitor(), world)
    enter_past(phone, world, 40)
    assert counted() == {"school_talks": 1, "attendance": 40}

    phone.tap("我的记录")
    phone.page.get_by_role("heading", name="需要处理").wait_for()
    phone.page.locator(".ledger-row[data-state=waiting]").click()
    phone.page.get_by_text("默认合为一场，本条不另计").wait_for()
    phone.tap("不是同一场，另计一场")
    phone.hears("活动已登记")
    phone.sync()
    phone.sees("全部已发送")
    assert counted() == {"school_talks": 2, "attendance": 80}


def test_who_says_it_is_the_same_session_is_not_asked_again(world: World, new_visitor: NewVisitor) -> None:
    partner_held_one(world, 9)
    phone = Phone.of(new_visitor(), world)
    enter_past(phone, world, 9)
    phone.tap("我的记录")
    phone.page.locator(".ledger-row[data-state=waiting]").click()
    phone.tap("是同一场", exact=True)
    phone.tap("我的记录")
    phone.page.locator(".ledger-row").first.wait_for()
    assert phone.page.get_by_role("heading", name="需要处理").count() == 0
    assert counted() == {"school_talks": 1, "attendance": 9}


def test_a_colleagues_running_session_is_shown_and_its_code_can_be_shown_too(
    world: World, new_visitor: NewVisitor
) -> None:
    colleague = Phone.of(new_visitor(), world, "colleague")
    begin(colleague, world)
    shown = scanned(colleague.visitor)
    colleague.tap("返回")
    colleague.sync()
    colleague.sees("全部已发送")

    phone = Phone.of(new_visitor(), world)
    phone.scan(world.codes["place"].text)
    phone.page.get_by_text("正在此开展活动").wait_for()
    phone.tap("显示同一个二维码")
    phone.page.locator(".projected-code").wait_for()
    assert scanned(phone.visitor) == shown


def test_a_leaflet_scanned_at_a_session_binds_its_bundle(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    begin(phone, world)
    phone.tap("返回")
    phone.scan(world.leaflets[0].text)
    phone.tap("绑定到：")
    phone.hears("整捆已绑定")
    phone.page.locator(".under-way").click()
    phone.page.get_by_text("已绑定 1 捆宣传单").wait_for()
    end(phone, 30)
    phone.sync()
    phone.sees("全部已发送")
    # At home, a family scans another leaflet of the bundle, and one of another bundle.
    for leaflet in (world.leaflets[1], world.leaflets[2]):
        install = Install(submission_id=uuid4(), code=leaflet.text, basis="already_had")
        record([install], principal=Principal.resident("mark"))
    acts = Act.objects.filter(kind="install").order_by("occurred_at").values_list("place", "audience")
    assert list(acts) == [(world.places["school"].pk, "pupils"), (None, "unspecified")]


@pytest.mark.parametrize(
    ("began", "ended", "told"),
    [
        ("2021-01-01T10:00", "2021-01-01T11:00", "早于本次专项宣传开始的日期"),
        ("2099-01-01T10:00", "2099-01-01T11:00", "时间晚于现在"),
    ],
)
def test_a_past_session_at_a_time_that_cannot_be_is_refused_at_its_field(
    world: World, new_visitor: NewVisitor, began: str, ended: str, told: str
) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.scan(world.codes["place"].text)
    phone.page.locator("details.ways summary").click()
    phone.tap("补录已结束的活动")
    phone.fill("到场多少人", "30")
    phone.page.locator("#began").fill(began)
    phone.page.locator("#ended").fill(ended)
    phone.tap("登记")
    phone.page.get_by_text(told).wait_for()
    assert phone.items() == []


def test_a_session_of_last_week_is_found_in_the_record_and_can_be_voided(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.scan(world.codes["place"].text)
    phone.page.locator("details.ways summary").click()
    phone.tap("补录已结束的活动")
    phone.fill("到场多少人", "30")
    day = (world.today - timedelta(days=9)).isoformat()
    phone.page.locator("#began").fill(f"{day}T10:00")
    phone.page.locator("#ended").fill(f"{day}T11:00")
    phone.tap("登记")
    phone.hears("活动已登记")
    phone.sync()
    phone.sees("全部已发送")
    phone.tap("我的记录")
    phone.page.get_by_role("heading", name="更早").wait_for()
    phone.page.locator(".ledger-row[data-state=counted]").click()
    phone.page.get_by_role("button", name="作废").wait_for()
    assert LedgerEntry.objects.filter(indicator="school_talks", day=day).count() == 1


@pytest.mark.parametrize("typed", ["12.5", "-5", "abc", "9999999"])
def test_what_is_no_head_count_is_told_so_and_nothing_is_left_out_silently(
    world: World, new_visitor: NewVisitor, typed: str
) -> None:
    phone = Phone.of(new_visitor(), world)
    begin(phone, world)
    phone.tap("结束活动")
    phone.fill("人数", typed)
    phone.tap("继续")
    phone.page.get_by_text("请填写人数").wait_for()
    assert phone.heading() == "到场多少人？"


def test_a_place_this_phone_does_not_know_waits_in_the_queue_all_the_same(
    world: World, new_visitor: NewVisitor
) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    new = world.code("place", place=world.places["community"])
    phone.scan(new.text)
    assert phone.heading() == "本机还不认识这个码"
    phone.tap("宣传点二维码")
    phone.tap("开始并显示二维码")
    phone.page.locator(".projected").wait_for()
    phone.tap("返回")
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert Activity.objects.get().place == world.places["community"]
