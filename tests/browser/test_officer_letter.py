"""A unit letter on the officer's phone: under the organisation's own name, by whom and in what post, and one mark."""

import pytest
from playwright.sync_api import expect

from outreach.capture.models import Pledge
from outreach.capture.signatures import Proof, signed_of, verify
from outreach.ledger.models import Act
from tests.browser.conftest import NewVisitor
from tests.browser.phones import Phone, counted
from tests.world import World

pytestmark = pytest.mark.browser


def open_letter(phone: Phone, world: World) -> None:
    phone.scan(world.codes["enterprise"].text)
    phone.page.locator("details.ways summary").click()
    phone.tap("与这里的单位签订责任书")


def draw(phone: Phone) -> None:
    canvas = phone.page.locator("canvas.pad")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    mouse = phone.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 60)
    mouse.down()
    for step in range(1, 12):
        mouse.move(box["x"] + 40 + 14 * step, box["y"] + 60 + (18 if step % 2 else -12))
    mouse.up()


def test_it_is_signed_on_the_phone_by_somebody_with_a_post(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    open_letter(phone, world)
    firm = world.organisations["firm"]
    expect(phone.page.locator(".letterhead")).to_have_text(firm.name)
    expect(phone.page.locator(".pledge")).to_contain_text(world.texts["unit"].body)
    phone.choose("在本机手写签名（待盖章）")
    phone.tap("登记")
    phone.hears("请填写签字人姓名")
    phone.fill("签字人姓名", "示例负责人")
    phone.fill("签字人职务", "总经理")
    phone.tap("登记")
    phone.hears("请先签名")
    draw(phone)
    phone.tap("登记")
    phone.hears("单位责任书已登记")
    (item,) = phone.items()
    assert "示例负责人" not in str(item) and "总经理" not in str(item)
    phone.sync()
    phone.sees("全部已发送")
    pledge = Pledge.objects.get()
    assert (pledge.organisation, pledge.mark, pledge.awaits_seal) == (firm, "signature", True)
    act = Act.objects.get()
    signed = signed_of(act)
    assert (signed.name, signed.post, verify(act)) == ("示例负责人", "总经理", Proof.MATCHES)
    assert counted("unit_pledges") == 1


def test_on_paper_the_signatory_may_be_noted_without_a_network(world: World, new_visitor: NewVisitor) -> None:
    phone = Phone.of(new_visitor(), world)
    phone.go_offline()
    open_letter(phone, world)
    phone.choose("已在纸质责任书上签字盖章")
    assert phone.page.locator("canvas.pad").count() == 0
    phone.fill("签字人姓名（选填）", "示例负责人")
    phone.tap("登记")
    phone.hears("单位责任书已登记")
    phone.go_online()
    phone.sync()
    phone.sees("全部已发送")
    pledge = Pledge.objects.get()
    assert (pledge.mark, pledge.awaits_seal, pledge.text_version) == ("paper", False, world.texts["unit"].version)
    assert signed_of(Act.objects.get()).name == "示例负责人"


def test_a_guardian_signs_for_a_child_under_the_campaigns_age(world: World, new_visitor: NewVisitor) -> None:
    world.campaign.minimum_age = 16
    world.campaign.save()
    phone = Phone.of(new_visitor(), world)
    phone.scan(world.leaflets[0].text)
    phone.tap("群众在本机签订")
    phone.page.get_by_text("未满16周岁，监护人代签").click()
    expect(phone.page.locator(".pledge")).to_contain_text(world.texts["minor"].title)
    phone.visitor.draw()
    phone.tap("我已阅读并同意，签订")
    phone.hears("签订已登记")
    phone.sync()
    phone.sees("全部已发送")
    signed = Pledge.objects.get()
    assert (signed.text_version, signed.age_band) == (world.texts["minor"].version, "")
