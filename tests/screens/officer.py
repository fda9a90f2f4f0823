"""The officer's phone, screen by screen."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import Page

from outreach.capture.operations import Talk
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import Code
from outreach.organisation.models import Officer, Place
from tests.browser.cameras import film, looking_through
from tests.browser.phones import Phone
from tests.screens.taking import PHONE, WALL, Chromium, Told, Visitor, log_in
from tests.screens.taking import take as take_page


def take(visitor: Visitor, name: str) -> None:
    """What the hand sees: the top of the screen, with the buttons at the thumb."""
    visitor.page.evaluate("() => window.scrollTo(0, 0)")
    take_page(visitor, name, whole=False)


def take_all(chromium: Chromium, told: Told, folder: Path) -> None:
    _beginnings(chromium, told)
    phone = _phone(chromium, told, folder)
    _scanning(phone, told)
    _at_a_place(phone, told)
    _a_session(phone)
    _leaflets(phone, told)
    _without_a_scan(phone, told)
    _record(phone, told)
    for name, options in (("dark", {"dark": True}), ("english", {"locale": "en-GB"})):
        other = chromium.visit(**PHONE, **options)
        log_in(other, told, "colleague")
        _settled(other.page)
        take(other, f"officer-home-{name}")


def _beginnings(chromium: Chromium, told: Told) -> None:
    newcomer = chromium.visit(**PHONE)
    newcomer.go("/officer/")
    newcomer.page.get_by_role("link", name="登录").wait_for()
    take(newcomer, "officer-welcome")
    newcomer.go("/officer/login/")
    take(newcomer, "officer-login")


def _phone(chromium: Chromium, told: Told, folder: Path) -> Phone:
    """A phone before whose camera form after form is held, and now and then somebody else's code."""
    base = told["base_url"]
    shown = [f"{base}/Q/{text}" for text in told["codes"]["forms"][:3]] + ["https://fraud.example/Q/ABCDEFGHJKMNPQRS"]
    visitor = looking_through(chromium)(film(folder, [None, *shown], shown=60, between=30), **PHONE)
    log_in(visitor, told, "officer")
    phone = Phone(visitor)
    _settled(visitor.page)
    take(visitor, "officer-home")
    return phone


def _settled(page: Page) -> None:
    page.get_by_text("全部已发送").or_(page.get_by_text("All sent")).wait_for()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def _scanning(phone: Phone, told: Told) -> None:
    phone.tap("扫码")
    phone.page.get_by_text("将二维码对准取景框").wait_for()
    take(phone.visitor, "officer-scan")
    phone.page.get_by_text("本次已登记 2 项").wait_for()
    take(phone.visitor, "officer-scan-logged")
    phone.page.get_by_text("fraud.example").first.wait_for()
    take(phone.visitor, "officer-scan-foreign")
    phone.tap("输入编码")
    take(phone.visitor, "officer-scan-typed")
    phone.page.fill("#typed", told["codes"]["forms"][0])
    phone.tap("继续")
    phone.hears("已登记过")
    take(phone.visitor, "officer-scan-repeat")
    phone.tap("这是复印件")
    phone.hears("请在纸上编号后写上")
    take(phone.visitor, "officer-scan-copy")
    phone.tap("取消")
    phone.tap("完成")


def _at_a_place(phone: Phone, told: Told) -> None:
    phone.scan(told["codes"]["place"])
    phone.page.locator(".summary").wait_for()
    take(phone.visitor, "officer-place")
    for summary in phone.page.locator("summary").all():
        summary.click()
    take(phone.visitor, "officer-place-folded-out")
    phone.tap("补录已结束的活动")
    take(phone.visitor, "officer-past")
    phone.tap("返回")


def _a_session(phone: Phone) -> None:
    phone.tap("开始并显示二维码")
    phone.page.locator(".projected-code").wait_for()
    take(phone.visitor, "officer-code")
    phone.page.set_viewport_size({"width": WALL["width"], "height": WALL["height"]})
    take(phone.visitor, "officer-projector")
    phone.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    phone.tap("返回")
    phone.tap("帮装 +1")
    phone.hears("帮装已登记")
    take(phone.visitor, "officer-home-under-way")
    phone.page.locator(".under-way").click()
    phone.page.get_by_text("已签订").wait_for()
    take(phone.visitor, "officer-talk")
    phone.tap("结束活动")
    phone.fill("人数", "46")
    take(phone.visitor, "officer-end-people")
    phone.tap("继续")
    phone.fill("份数", "50")
    take(phone.visitor, "officer-end-leaflets")
    for _screen in range(3):
        phone.tap("返回")


def _leaflets(phone: Phone, told: Told) -> None:
    phone.scan(told["codes"]["leaflets"][0])
    take(phone.visitor, "officer-leaflet")
    phone.tap("群众在本机签订")
    phone.visitor.draw()
    take(phone.visitor, "officer-sign")
    phone.tap("我已阅读并同意，签订")
    phone.page.locator("figure.receipt svg, figure.receipt canvas, figure.receipt img").first.wait_for()
    take(phone.visitor, "officer-receipt")
    phone.tap("完成")


def _without_a_scan(phone: Phone, told: Told) -> None:
    phone.tap("更多")
    take(phone.visitor, "officer-more")
    phone.tap("成批登记")
    take(phone.visitor, "officer-papers")
    phone.tap("无编号")
    take(phone.visitor, "officer-where")
    phone.page.locator(".way").first.click()
    take(phone.visitor, "officer-papers-count")
    phone.tap("返回")
    phone.tap("返回")
    phone.tap("登记发放、张贴的宣传资料")
    phone.page.locator(".way").first.click()
    take(phone.visitor, "officer-materials")
    phone.tap("返回")
    phone.tap("返回")
    organised = Code.objects.filter(
        campaign__slug=told["campaign"], kind="place", place__organisations__isnull=False, unit__in=_units(told)
    ).first()
    assert organised is not None
    phone.scan(organised.text)
    for summary in phone.page.locator("summary").all():
        summary.click()
    phone.tap("与这里的单位签订责任书")
    take(phone.visitor, "officer-letter")
    phone.tap("返回")
    phone.tap("返回")


def _units(told: Told) -> list[int]:
    place = Code.objects.get(text=told["codes"]["place"]).place
    assert place is not None
    return [place.unit_id]


def _record(phone: Phone, told: Told) -> None:
    """A form nobody knows, a session a partner has logged too, and what can be done about them."""
    school = Code.objects.get(text=told["codes"]["place"])
    _partners_session(told, school)
    phone.page.locator(".under-way").click()
    phone.tap("结束活动")
    phone.fill("人数", "46")
    phone.tap("继续")
    phone.tap("跳过")
    phone.hears("活动已登记")
    phone.go_offline()
    take(phone.visitor, "officer-home-offline")
    phone.scan("ACDEFHJKMNPRTWXY")
    take(phone.visitor, "officer-unknown")
    phone.tap("一份签好的纸质责任书")
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    phone.tap("我的记录")
    phone.page.get_by_role("heading", name="需要处理").wait_for()
    take(phone.visitor, "officer-record")
    for state, name in (("waiting", "same"), ("rejected", "returned"), ("counted", "counted")):
        phone.page.locator(f".ledger-row[data-state={state}]").first.click()
        take(phone.visitor, f"officer-row-{name}")
        phone.tap("返回")
    phone.page.locator(".ledger-row[data-state=rejected]").first.click()
    phone.tap("更正后重发")
    take(phone.visitor, "officer-correct")
    phone.tap("返回")
    phone.tap("返回")
    phone.page.locator(".ledger-row[data-state=counted]").first.click()
    phone.tap("作废")
    take(phone.visitor, "officer-void")
    _signed_out(phone.visitor, phone)


def _partners_session(told: Told, school: Code) -> None:
    assert isinstance(school.place, Place)
    colleague = Officer.objects.get(username=told["logins"]["colleague"]["username"])
    held = Talk(
        submission_id=uuid4(),
        place=school.place_id,
        activity_kind="law_class",
        audiences=("pupils",),
        occurred_at=timezone.now() - timedelta(minutes=30),
        ended_at=timezone.now(),
        attendance=45,
    )
    record([held], principal=Principal.officer(colleague.pk))


def _signed_out(visitor: Visitor, phone: Phone) -> None:
    visitor.context.clear_cookies()
    phone.sync()
    phone.sees("未登录")
    visitor.page.go_back()
    visitor.page.go_back()
    visitor.page.go_back()
    visitor.page.get_by_role("link", name="登录").wait_for()
    take(visitor, "officer-signed-out")
