"""What came back, and what is taken back: nothing is dropped silently, everything says why and what to do."""

from datetime import timedelta

import pytest

from outreach.codes.models import Code
from outreach.ledger.models import LedgerEntry, Submission
from outreach.organisation.models import Membership
from tests.browser.conftest import NewVisitor
from tests.browser.phones import Phone, queued
from tests.world import World

pytestmark = pytest.mark.browser

STRANGE = "ACDEFHJKMNPRTWXY"


def papers() -> int:
    return sum(LedgerEntry.objects.filter(indicator="resident_pledges").values_list("quantity", flat=True))


def log_unknown_paper(phone: Phone, text: str = STRANGE) -> None:
    phone.go_offline()
    phone.scan(text)
    phone.tap("一份签好的纸质责任书")
    phone.hears("责任书已登记")
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")


def open_returned(phone: Phone, state: str = "rejected") -> None:
    phone.tap("我的记录")
    phone.page.get_by_role("heading", name="需要处理").wait_for()
    phone.page.locator(f".ledger-row[data-state={state}]").click()


def test_a_rejected_paper_is_corrected_under_a_new_id_that_names_the_old_one(
    world: World, new_visitor: NewVisitor
) -> None:
    phone = Phone.of(new_visitor(), world)
    log_unknown_paper(phone)
    rejected = Submission.objects.get()
    assert (rejected.outcome, rejected.reason) == ("rejected", "code_unknown")
    open_returned(phone)
    phone.page.get_by_text("服务器上还没有这个码").wait_for()
    phone.tap("更正后重发")
    phone.fill("编码", world.forms[0].text)
    phone.tap("更正后重发")
    phone.hears("已更正")
    phone.sync()
    phone.sees("全部已发送")
    corrected = Submission.objects.exclude(pk=rejected.pk).get()
    assert (corrected.outcome, corrected.corrects) == ("counted", rejected.pk)
    # It happened when the first was scanned, not when it was put right.
    assert corrected.occurred_at == rejected.occurred_at
    assert papers() == 1


def test_what_the_server_does_not_take_is_told_at_once(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    log_unknown_paper(phone)
    phone.hears("有 1 条未被接受，未计入")
    phone.tap("查看")
    phone.page.get_by_role("heading", name="需要处理").wait_for()


def test_a_code_that_arrives_late_is_counted_when_the_same_scan_is_sent_again(
    world: World, new_visitor: NewVisitor
) -> None:
    phone = Phone.of(new_visitor(), world)
    log_unknown_paper(phone)
    Code.objects.filter(pk=world.forms[0].pk).update(text=STRANGE)
    open_returned(phone)
    phone.tap("重新发送")
    phone.sync()
    phone.sees("全部已发送")
    assert Submission.objects.get().outcome == "counted"
    assert papers() == 1


def test_what_is_discarded_needs_a_reason_and_stays_in_the_record(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    log_unknown_paper(phone)
    open_returned(phone)
    phone.tap("放弃")
    phone.tap("放弃")
    phone.page.get_by_text("请填写原因").wait_for()
    phone.fill("放弃原因", "扫错了")
    phone.tap("放弃")
    phone.tap("我的记录")
    phone.page.locator(".ledger-row[data-state=discarded]").click()
    phone.page.get_by_text("扫错了").wait_for()
    (item,) = phone.items()
    assert (item["state"], item["reason"]) == ("discarded", "扫错了")


def test_one_wrong_item_holds_up_none_of_the_others(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    wrong = queued(world, "officer", "install", {"basis": "nonsense"}, shown={"what": "install"})
    phone.put([wrong, *(queued(world, "officer", "install", {"basis": "helped_now"}) for _number in range(3))])
    phone.reload()
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert sorted(item["state"] for item in phone.items()) == ["counted", "counted", "counted", "malformed"]
    open_returned(phone, "malformed")
    phone.page.get_by_text("内容有误").first.wait_for()


def test_an_own_record_is_voided_with_a_reason_also_without_a_network(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.scan(world.forms[0].text)
    phone.tap("取消")
    phone.tap("完成")
    phone.sync()
    phone.sees("全部已发送")
    assert papers() == 1
    phone.go_offline()
    phone.tap("我的记录")
    phone.page.locator(".ledger-row[data-state=counted]").click()
    phone.tap("作废")
    phone.fill("作废原因", "重复")
    phone.tap("作废")
    phone.hears("作废已登记")
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert papers() == 0
    phone.tap("我的记录")
    phone.page.locator(".ledger-row[data-state=voided]").wait_for()


def test_what_another_phone_has_sent_is_in_the_record_too(world: World, new_visitor: NewVisitor) -> None:
    first = Phone.of(new_visitor(), world)
    first.help()
    first.sync()
    first.sees("全部已发送")
    second = Phone.of(new_visitor(), world)
    second.tap("我的记录")
    second.page.locator(".ledger-row[data-state=counted]").click()
    second.page.get_by_role("button", name="作废").wait_for()


def test_a_secondment_that_ended_before_the_sync_loses_nothing(world: World, new_visitor: NewVisitor) -> None:
    officer = world.officers["officer"]
    Membership.objects.create(
        officer=officer,
        unit=world.units["station_b"],
        role="officer",
        starts_on=world.today - timedelta(days=20),
        ends_on=world.today - timedelta(days=1),
    )
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    yesterday = (world.now - timedelta(days=1)).isoformat()
    talk = {"code": world.codes["place_b"].text, "activity_kind": "law_class", "attendance": 30}
    phone.put([queued(world, "officer", "talk", talk, occurredAt=yesterday)])
    phone.reload()
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert LedgerEntry.objects.get(indicator="school_talks").unit == world.units["station_b"]


def test_a_bundle_and_a_range_of_papers_are_logged_as_such(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.tap("更多")
    phone.tap("成批登记纸质责任书")
    phone.tap("无编号：按份数")
    phone.tap("示例社区")
    phone.fill("份数", "312")
    phone.fill("档案盒", "2026-07")
    phone.tap("登记")
    phone.hears("312 份已登记（成批）")
    phone.tap("更多")
    phone.tap("成批登记纸质责任书")
    phone.tap("有编号：按编号段")
    phone.tap("输入编码")
    phone.page.fill("#typed", world.forms[2].text)
    phone.tap("继续")
    phone.fill("起始编号", "1")
    phone.fill("终止编号", "5")
    phone.fill("缺号", "2，4")
    phone.tap("登记")
    phone.hears("3 份已登记（成批）")
    phone.sync()
    phone.sees("全部已发送")
    assert papers() == 315
    assert all("batch" in flags for flags in Submission.objects.values_list("flags", flat=True))


def test_a_unit_letter_and_materials_are_logged_at_a_place(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.scan(world.codes["enterprise"].text)
    phone.page.locator("details.ways summary").click()
    phone.tap("与这里的单位签订责任书")
    assert phone.page.get_by_role("button", name="登记").is_disabled()
    phone.choose("已在纸质责任书上签字盖章")
    phone.tap("登记")
    phone.hears("单位责任书已登记")
    phone.scan(world.codes["enterprise"].text)
    phone.page.locator("details.ways summary").click()
    phone.tap("登记发放、张贴的宣传资料")
    phone.fill("份数", "40")
    phone.choose("张贴")
    phone.tap("登记")
    phone.hears("宣传资料已登记")
    phone.sync()
    phone.sees("全部已发送")
    lines = LedgerEntry.objects.values_list("indicator", "evidence", "quantity")
    assert sorted(lines) == [("materials_posted", "witnessed", 40), ("unit_pledges", "documented", 1)]


def test_what_was_counted_while_the_officer_was_typing_is_not_corrected_as_well(
    world: World, new_visitor: NewVisitor
) -> None:
    phone = Phone.of(new_visitor(), world)
    log_unknown_paper(phone)
    open_returned(phone)
    phone.tap("更正后重发")
    phone.fill("编码", world.forms[1].text)
    # In another tab the same item is sent again, and this time its code is known.
    Code.objects.filter(pk=world.forms[0].pk).update(text=STRANGE)
    second = phone.context.new_page()
    second.goto(phone.visitor.base + "/officer/")
    second.get_by_role("button", name="我的记录").click()
    second.locator(".ledger-row[data-state=rejected]").click()
    second.get_by_role("button", name="重新发送").click()
    second.locator(".status-sync").click()
    second.wait_for_timeout(1_500)
    assert papers() == 1
    phone.tap("更正后重发")
    phone.hears("这一条刚刚已被服务器接受")
    phone.sync()
    phone.sees("全部已发送")
    assert papers() == 1


def test_two_quick_taps_on_any_button_record_once(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.tap("更多")
    phone.tap("登记发放、张贴的宣传资料")
    phone.tap("示例社区")
    phone.fill("份数", "40")
    phone.page.get_by_role("button", name="登记").dblclick()
    phone.hears("宣传资料已登记")
    phone.sync()
    phone.sees("全部已发送")
    assert Submission.objects.count() == 1


def test_a_void_that_came_back_is_shown_and_can_be_given_up(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    fields = {"target": "00000000-0000-4000-8000-000000000000", "reason": "重复"}
    phone.put([queued(world, "officer", "void", fields, shown={"what": "void"})])
    phone.reload()
    phone.sync()
    phone.sees("全部已发送")
    open_returned(phone)
    phone.page.get_by_text("所指的记录尚未到达").wait_for()
    phone.tap("放弃")
    phone.fill("放弃原因", "已处理")
    phone.tap("放弃")
    phone.tap("我的记录")
    phone.page.get_by_role("heading", name="我的记录").wait_for()
    assert phone.page.get_by_role("heading", name="需要处理").count() == 0


def test_a_completion_that_is_taken_back_leaves_the_session_under_way(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    phone.scan(world.codes["place"].text)
    phone.tap("开始并显示二维码")
    phone.page.locator(".projected").wait_for()
    phone.tap("返回")
    phone.page.locator(".under-way").click()
    phone.tap("结束活动")
    phone.fill("人数", "10")
    phone.tap("继续")
    phone.tap("跳过")
    phone.hears("活动已登记")
    assert phone.page.locator(".under-way").count() == 0
    phone.tap("我的记录")
    phone.page.locator(".ledger-row").first.click()
    phone.tap("撤销")
    phone.hears("已撤销，未计入")
    phone.page.locator(".under-way").wait_for()
