"""The officer's phone in a pocket, in other hands, or lost: what it keeps, for whom, and what it tells nobody."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from outreach.capture.operations import Talk
from outreach.capture.record import record
from outreach.crypto.sealing import open_sealed_fields
from outreach.ledger.models import Act, Submission
from outreach.organisation.access import devices_of, revoke_device
from tests.browser.conftest import NewVisitor
from tests.browser.phones import APP, Phone, counted
from tests.world import World

pytestmark = pytest.mark.browser


def test_on_a_shared_phone_everybody_sends_their_own(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    officer = world.officers["officer"]
    phone.go_offline()
    phone.help(2)
    phone.go_online()
    revoke_device(officer=officer, device_id=devices_of(officer).get().pk)
    phone.sync()
    phone.sees("未登录")

    phone.log_in(world, "colleague")
    phone.help()
    phone.sees("全部已发送")
    phone.tap("更多")
    phone.page.get_by_text("本机另有 2 条属于其他民警").wait_for()
    assert list(Submission.objects.values_list("officer_id", flat=True)) == [world.officers["colleague"].pk]
    phone.tap("退出登录")
    phone.tap("确认退出")
    phone.page.get_by_text("请先登录").wait_for()

    phone.log_in(world, "officer")
    phone.sees("全部已发送")
    assert sorted(Submission.objects.values_list("officer_id", flat=True)) == sorted(
        [world.officers["colleague"].pk, officer.pk, officer.pk]
    )


def test_two_quick_taps_help_once(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.page.get_by_role("button", name="帮装 +1").dblclick()
    phone.hears("帮装已登记")
    phone.sync()
    phone.sees("全部已发送")
    assert counted("app_installs") == 1


def test_a_full_phone_says_that_nothing_was_recorded(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.page.evaluate(
        """() => {
            IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError") };
        }"""
    )
    phone.tap("帮装 +1")
    phone.hears("手机存储已满，这一条没有记下")
    phone.sees("全部已发送")
    assert not Submission.objects.exists()


def test_what_is_taken_back_within_ten_seconds_leaves_no_trace(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.help()
    phone.tap("撤销")
    phone.hears("已撤销，未计入")
    phone.sync()
    phone.sees("全部已发送")
    assert phone.items() == []
    assert not Submission.objects.exists()


def test_what_a_lost_phone_holds_of_a_resident_cannot_be_read_on_it(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    phone.scan(world.leaflets[0].text)
    phone.tap("群众在本机签订")
    phone.visitor.draw()
    phone.tap("我已阅读并同意，签订")
    phone.hears("签订已登记")
    (item,) = phone.items()
    assert set(item["fields"]) == {"code", "signer", "assent", "text_version", "sealed"}
    assert "strokes" not in str(item)
    opened = open_sealed_fields(item["fields"]["sealed"])
    assert set(opened) == {"signature"} and opened["signature"]["strokes"]
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert counted("resident_pledges") == 1


def test_logging_out_takes_the_list_of_codes_off_the_phone(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.tap("更多")
    phone.tap("退出登录")
    phone.tap("确认退出")
    phone.page.get_by_text("请先登录").wait_for()
    kept = phone.page.evaluate(
        """async () => {
            const opened = await new Promise((done) => {
                const asked = indexedDB.open("outreach-officer");
                asked.onsuccess = () => done(asked.result);
            });
            const asked = opened.transaction("notes").objectStore("notes").getAll();
            return JSON.stringify(await new Promise((done) => (asked.onsuccess = () => done(asked.result))));
        }"""
    )
    assert "hashes" not in kept and world.pool[0].text not in kept


def test_who_logs_in_on_anothers_phone_is_nobody_until_the_server_has_said_who(
    world: World, new_visitor: NewVisitor
) -> None:
    phone = Phone.of(new_visitor(), world)
    officer = world.officers["officer"]
    revoke_device(officer=officer, device_id=devices_of(officer).get().pk)
    phone.help()
    phone.sees("未登录")
    phone.page.get_by_role("link", name="登录").click()
    phone.page.wait_for_url(re.compile("/login/"))
    phone.context.set_offline(True)
    phone.page.goto(phone.visitor.base + APP)
    phone.page.get_by_role("heading", name="请先登录").wait_for()
    assert phone.page.get_by_role("button", name="扫码").count() == 0
    phone.tap(f"我是{officer.name}，继续")
    phone.help()
    phone.sees("待发送 2 条")


def test_an_act_the_phone_could_not_keep_is_said_not_to_be_recorded(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.page.evaluate(
        """() => {
            IDBObjectStore.prototype.add = () => { throw new DOMException("gone", "InvalidStateError") };
        }"""
    )
    phone.tap("帮装 +1")
    phone.hears("没有记下")
    assert not Submission.objects.exists()


def test_a_phone_whose_storage_does_not_open_says_so(world: World, new_visitor: NewVisitor) -> None:
    visitor = new_visitor()
    visitor.page.add_init_script("indexedDB.open = () => ({ addEventListener() {}, removeEventListener() {} })")
    visitor.go(APP)
    visitor.page.get_by_role("heading", name="打不开本机的存储").wait_for()


def test_help_with_the_app_goes_to_todays_session_and_to_no_older_one(world: World, new_visitor: NewVisitor) -> None:
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="law_class",
        activity_code=world.pool[0].text,
        occurred_at=world.now - timedelta(days=1),
    )
    record([talk], principal=world.principal("officer"))
    phone = Phone.of(new_visitor(), world)
    phone.page.locator(".under-way").wait_for()
    phone.help()
    phone.sync()
    phone.sees("全部已发送")
    assert counted("app_installs") == 1
    assert Act.objects.get(kind="install").place is None
