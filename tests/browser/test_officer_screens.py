"""Every screen of the app: no barrier that axe finds, nothing beyond the window, every target fits a thumb."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from outreach.capture.operations import Talk
from outreach.capture.record import record
from tests.browser.conftest import NewVisitor
from tests.browser.phones import Phone, queued
from tests.world import World

pytestmark = pytest.mark.browser

NARROW = 320
THUMB = 48

# Buttons, links and fields that are smaller than a thumb; a choice is as large as its label.
_SMALL = f"""() => [...document.querySelectorAll("button, a, summary, label.choice, input:not([type=hidden])")]
    .filter((each) => !each.closest("label.choice, label.scan-photo") || each.matches("label"))
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < {THUMB} || box.width < {THUMB}))
    .map(([each, box]) => `${{each.outerHTML.slice(0, 90)}} ${{box.width}}x${{box.height}}`)"""


def check(phone: Phone) -> None:
    """Hold the screen at hand to the standard."""
    where = phone.heading()
    assert phone.visitor.barriers() == [], where
    assert phone.visitor.overflow() == 0, where
    assert phone.page.evaluate(_SMALL) == [], where


def screens(world: World, phone: Phone) -> Iterator[Callable[[], object]]:
    """Ways to every screen, each from where the one before it ended."""
    page = phone.page

    def fold_out() -> None:
        for summary in page.locator("summary").all():
            summary.click()

    yield lambda: phone.tap("帮装 +1")
    yield lambda: (phone.tap("扫码"), page.get_by_text("可改用下面的方式").wait_for())
    yield lambda: phone.tap("输入编码")
    yield lambda: (page.fill("#typed", world.forms[0].text), phone.tap("继续"), phone.hears("责任书已登记"))
    yield lambda: (phone.tap("取消"), phone.tap("完成"), phone.scan(world.codes["place"].text))
    yield fold_out
    yield lambda: phone.tap("登记发放、张贴的宣传资料")
    yield lambda: (phone.tap("返回"), fold_out(), phone.tap("补录已结束的活动"))
    yield lambda: (phone.tap("返回"), phone.tap("开始并显示二维码"), page.locator(".projected-code").wait_for())
    yield lambda: (phone.tap("返回"), page.locator(".under-way").click())
    yield lambda: phone.tap("结束活动")
    yield lambda: (phone.fill("人数", "20"), phone.tap("继续"))
    yield lambda: (phone.fill("份数", "20"), phone.tap("返回"), phone.tap("返回"), phone.tap("返回"))
    yield lambda: phone.scan(world.leaflets[0].text)
    yield lambda: phone.tap("群众在本机签订")
    yield lambda: (phone.tap("返回"), phone.scan(world.codes["enterprise"].text), fold_out())
    yield lambda: phone.tap("与这里的单位签订责任书")
    yield lambda: (phone.tap("返回"), phone.tap("返回"), phone.tap("更多"))
    yield lambda: phone.tap("成批登记纸质责任书")
    yield lambda: phone.tap("无编号：按份数")
    yield lambda: phone.tap("示例社区")
    yield lambda: [phone.tap("返回") for _screen in range(3)]
    yield lambda: (phone.go_offline(), phone.scan("ACDEFHJKMNPRTWXY"))
    yield lambda: (phone.tap("返回"), phone.tap("我的记录"))
    yield lambda: page.locator(".ledger-row[data-state=rejected]").click()
    yield lambda: phone.tap("更正后重发")
    yield lambda: (phone.tap("返回"), phone.tap("放弃"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_screen_of_the_app(world: World, new_visitor: NewVisitor, dark: bool) -> None:
    world.campaign.is_demonstration = True
    world.campaign.save()
    phone = Phone.of(new_visitor(width=NARROW, dark=dark), world)
    refused = {"state": "rejected", "code": "code_unknown", "answeredAt": 2**43}
    phone.put(
        [queued(world, "officer", "pledge", {"code": "A" * 16, "paper": True}, shown={"what": "paper"}, **refused)]
    )
    phone.reload()
    phone.sees("在线")
    for go in screens(world, phone):
        go()
        page_is_calm(phone)
        check(phone)


def page_is_calm(phone: Phone) -> None:
    phone.page.wait_for_function("() => document.querySelector('h1') !== null")
    phone.page.wait_for_timeout(150)


def test_before_the_first_login_the_app_says_what_to_do(world: World, new_visitor: NewVisitor) -> None:
    visitor = new_visitor(width=NARROW)
    visitor.go("/officer/")
    phone = Phone(visitor)
    phone.sees("未登录")
    assert phone.heading() == "请先登录"
    check(phone)


def test_the_app_speaks_english_too_also_without_a_network(world: World, new_visitor: NewVisitor) -> None:
    record(
        [Talk(submission_id=uuid4(), code=world.codes["place"].text, activity_kind="law_class", attendance=5)],
        principal=world.principal("officer"),
    )
    phone = Phone.of(new_visitor(width=NARROW), world)
    phone.tap("更多")
    phone.tap("English")
    phone.tap("Back")
    phone.tap("My record")
    phone.page.get_by_text("school talks").first.wait_for()
    check(phone)
    phone.context.set_offline(True)
    phone.page.reload()
    phone.page.get_by_text("Offline").wait_for()
    assert phone.page.evaluate("() => document.documentElement.lang") == "en"
    check(phone)


def test_the_keyboard_alone_is_enough(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    page = phone.page
    page.get_by_role("button", name="扫码").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="输入编码").focus()
    page.keyboard.press("Space")
    page.locator("#typed").focus()
    page.keyboard.type(world.codes["place"].text)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="示例小学").wait_for()
    assert page.evaluate("() => document.activeElement.tagName") == "H1"
