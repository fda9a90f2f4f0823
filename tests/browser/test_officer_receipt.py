"""Who signs on the officer's phone is shown a receipt there: at once with a network, else on the row's screen."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, expect

from outreach.capture.receipts import receipt_text
from outreach.ledger.models import Act
from tests.browser.conftest import NewVisitor
from tests.browser.phones import Phone, counted
from tests.world import World

pytestmark = pytest.mark.browser

SCAN = "请签名人扫码保存回执，可查看、撤回、删除。"


def receipt_on(phone: Phone) -> Locator:
    return phone.page.locator(".receipt-code")


def read(symbol: Locator) -> str:
    """What a phone reads from the screen."""
    expect(symbol).to_be_visible(timeout=20_000)
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(symbol.screenshot())))
    return str(found.text)


def sign(phone: Phone, world: World) -> None:
    phone.scan(world.leaflets[0].text)
    phone.tap("群众在本机签订")
    phone.visitor.draw()
    phone.tap("我已阅读并同意，签订")
    phone.hears("签订已登记")


def receipt_of(world: World) -> str:
    """The end of the address under which the one act is found; the host is the server's that answered."""
    return f"/R/{receipt_text(world.campaign.key, Act.objects.get().pk)}"


def open_first_row(phone: Phone) -> None:
    phone.tap("我的记录")
    phone.page.locator(".ledger-row").first.click()


def test_with_a_network_it_is_shown_right_after_signing_and_kept_with_the_row(
    world: World, new_visitor: NewVisitor
) -> None:
    phone = Phone.of(new_visitor(), world)
    sign(phone, world)
    assert read(receipt_on(phone)).endswith(receipt_of(world))
    expect(phone.page.get_by_text(SCAN)).to_be_visible()
    phone.tap("完成")
    phone.go_offline()
    open_first_row(phone)
    assert read(receipt_on(phone)).endswith(receipt_of(world))


def test_without_one_it_is_on_the_rows_screen_once_it_was_sent(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    sign(phone, world)
    open_first_row(phone)
    assert receipt_on(phone).count() == 0
    expect(phone.page.get_by_text("还没有发送")).to_be_visible()
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    assert read(receipt_on(phone)).endswith(receipt_of(world))


def test_a_lost_answer_loses_no_receipt(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    lost = phone.lose_answers(lambda number: number == 1)
    sign(phone, world)
    assert read(receipt_on(phone)).endswith(receipt_of(world))
    assert (lost, counted("resident_pledges")) == ([200], 1)


def test_what_was_voided_shows_none(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    sign(phone, world)
    read(receipt_on(phone))
    phone.tap("完成")
    open_first_row(phone)
    phone.tap("作废")
    phone.fill("原因", "误录")
    phone.tap("作废")
    phone.sees("全部已发送")
    phone.tap("我的记录")
    phone.page.locator(".ledger-row").first.click()
    phone.page.locator(".facts").wait_for()
    assert receipt_on(phone).count() == 0


def test_another_officer_who_logs_in_on_the_phone_finds_none(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    sign(phone, world)
    read(receipt_on(phone))
    phone.context.clear_cookies()
    phone.log_in(world, "colleague")
    phone.sync()
    expect(phone.page.locator(".status-sync")).to_be_enabled(timeout=20_000)
    phone.tap("我的记录")
    expect(phone.page.locator(".ledger-row")).to_have_count(0)
    assert phone.items() == []
