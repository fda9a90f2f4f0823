"""The officer's phone without a network, with a bad one, with one that lies: nothing is lost, nothing counts twice."""

import re

import pytest
from playwright.sync_api import Route, expect

from outreach.ledger.models import Submission
from outreach.organisation.access import devices_of, revoke_device
from tests.browser.conftest import NewVisitor
from tests.browser.phones import APP, Phone, counted, queued
from tests.world import World

pytestmark = pytest.mark.browser


def test_twenty_acts_without_a_network_count_once_though_every_third_answer_is_lost(
    world: World, new_visitor: NewVisitor
) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    phone.help(20)
    phone.reload()
    phone.sees("离线", "待发送 20 条")
    lost = phone.lose_answers(lambda number: number % 3 == 1)
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    for _more in range(5):
        phone.help()
        phone.sync()
        phone.sees("全部已发送")
    assert len(lost) >= 2 and set(lost) == {200}
    assert (Submission.objects.count(), counted("app_installs")) == (25, 25)
    assert {item["state"] for item in phone.items()} == {"counted"}


def test_the_app_opens_without_a_network_and_shows_its_history(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.help()
    phone.sees("全部已发送")
    phone.tap("我的记录")
    phone.page.get_by_text("帮助安装反诈APP +1次").wait_for()
    phone.go_offline()
    phone.reload()
    phone.page.get_by_text("帮助安装反诈APP +1次").wait_for()
    phone.tap("返回")
    phone.page.get_by_role("button", name="扫码").wait_for()


def test_a_phone_that_is_killed_in_the_midst_loses_nothing(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    phone.help(3)
    phone.page.close()
    phone.go_online()
    phone.visitor.page = phone.context.new_page()
    phone.visitor.go(APP)
    phone.sees("全部已发送")
    assert counted("app_installs") == 3


def test_an_expired_login_stops_nobody_and_the_next_login_sends(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    officer = world.officers["officer"]
    revoke_device(officer=officer, device_id=devices_of(officer).get().pk)
    phone.help(2)
    phone.sees("未登录", "待发送 2 条")
    phone.reload()
    phone.help()
    phone.sees("待发送 3 条")
    assert not Submission.objects.exists()
    phone.page.get_by_role("link", name="登录").click()
    phone.page.wait_for_url(re.compile("/login/"))
    phone.log_in(world, "officer")
    phone.sees("全部已发送")
    assert counted("app_installs") == 3


def test_two_tabs_send_each_act_once(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    second = phone.context.new_page()
    second.goto(phone.visitor.base + APP)
    second.get_by_role("button", name="帮装 +1").wait_for()
    phone.go_offline()
    phone.help(4)
    second.get_by_role("button", name="帮装 +1").click()
    expect(second.locator(".status-words")).to_contain_text("待发送 5 条")
    phone.go_online()
    phone.sync()
    second.locator(".status-sync").click()
    phone.sees("全部已发送")
    expect(second.locator(".status-words")).to_contain_text("全部已发送")
    assert (Submission.objects.count(), counted("app_installs")) == (5, 5)


def test_a_hotels_page_is_no_answer_of_ours(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)

    def portal(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to our hotel</h1>")

    phone.context.route("**/api/**", portal)
    phone.help(2)
    phone.sync()
    phone.sees("离线", "待发送 2 条")
    assert {item["state"] for item in phone.items()} == {"queued"}
    phone.context.unroute("**/api/**")
    phone.sync()
    phone.sees("全部已发送")
    assert counted("app_installs") == 2


def test_an_answer_that_names_other_items_changes_none(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    strange = '{"results": [{"submission_id": "00000000-0000-4000-8000-000000000000", "outcome": "counted"}, null]}'
    phone.context.route("**/api/v1/sync/", lambda route: route.fulfill(content_type="application/json", body=strange))
    phone.help()
    phone.sync()
    phone.page.wait_for_timeout(500)
    phone.sees("待发送 1 条")


def test_the_time_of_a_scan_is_right_though_the_clock_was_two_hours_wrong(
    world: World, new_visitor: NewVisitor
) -> None:
    visitor = new_visitor()
    visitor.page.add_init_script(
        """const wrong = 2 * 3600 * 1000, real = Date, now = Date.now;
        globalThis.Date = class extends real {
            constructor(...given) { given.length ? super(...given) : super(globalThis.Date.now()); }
            static now() { return now() + (sessionStorage.right ? 0 : wrong); }
        };"""
    )
    phone = Phone.of(visitor, world)
    phone.go_offline()
    phone.help()
    # Someone sets the clock right before the phone finds a network again.
    phone.page.evaluate("() => { sessionStorage.right = 1 }")
    phone.reload()
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    sent = Submission.objects.get()
    assert abs((sent.occurred_at - sent.received_at).total_seconds()) < 60
    assert sent.flags == []


def test_two_hundred_signatures_travel_in_several_batches(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    strokes = [[index * 7 % 600, index * 13 % 300] * 700 for index in range(4)]
    fields = {
        "code": world.codes["activity"].text,
        "signer": "resident",
        "assent": True,
        "text_version": world.texts["resident"].version,
        "signature": {"w": 320, "h": 176, "strokes": strokes},
    }
    phone.put([queued(world, "officer", "pledge", fields) for _number in range(200)])
    sizes: list[int] = []

    def note(route: Route) -> None:
        sizes.append(len(route.request.post_data or ""))
        route.continue_()

    phone.context.route("**/api/v1/sync/", note)
    phone.reload()
    phone.sees("待发送 200 条")
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert len(sizes) > 1 and max(sizes) <= 1.1 * 2**20
    assert counted("resident_pledges") == 200


def test_a_batch_that_is_too_large_is_halved(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    phone.put([queued(world, "officer", "install", {"basis": "helped_now"}) for _number in range(8)])
    phone.reload()
    sizes: list[int] = []

    def refuse_many(route: Route) -> None:
        count = (route.request.post_data or "").count("submission_id")
        sizes.append(count)
        if count > 3:
            route.fulfill(status=413, content_type="application/problem+json", body='{"code": "too_large"}')
        else:
            route.continue_()

    phone.context.route("**/api/v1/sync/", refuse_many)
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert sizes == [8, 4, 2, 2, 4, 2, 2]
    assert counted("app_installs") == 8


def test_what_is_taken_back_while_an_earlier_batch_is_on_its_way_is_not_sent(
    world: World, new_visitor: NewVisitor
) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    phone.put([queued(world, "officer", "install", {"basis": "helped_now"}) for _number in range(200)])
    phone.help()
    phone.reload()
    phone.sees("待发送 201 条")
    held: list[Route] = []
    phone.context.route("**/api/v1/sync/", lambda route: route.continue_() if held else held.append(route))
    phone.go_online()
    while not held:
        phone.page.wait_for_timeout(100)
    phone.tap("我的记录")
    phone.page.locator(".ledger-row").first.click()
    phone.tap("撤销")
    phone.hears("已撤销，未计入")
    held[0].continue_()
    phone.sees("全部已发送")
    assert (Submission.objects.count(), counted("app_installs")) == (200, 200)


def test_the_queue_of_a_phone_that_nobody_answers_is_not_sent_in_a_hurry(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    asked: list[int] = []

    def say_nothing(route: Route) -> None:
        asked.append(1)
        route.fulfill(content_type="application/json", body='{"results": []}')

    phone.context.route("**/api/v1/sync/", say_nothing)
    phone.help()
    phone.sync()
    phone.page.wait_for_timeout(4_000)
    assert 1 <= len(asked) <= 4
    assert {item["state"] for item in phone.items()} == {"queued"}
