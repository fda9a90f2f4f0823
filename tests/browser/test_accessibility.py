"""Every page can be used by everyone: axe finds no barrier, nothing runs out of a small window, type is large."""

import pytest

from outreach.campaigns.models import Mark
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser

NARROW = 320


def check(visitor: Visitor) -> None:
    """Hold the page at hand to the standard."""
    assert visitor.barriers() == [], visitor.page.url
    assert visitor.overflow() == 0, visitor.page.url


def resident_addresses(world: World) -> list[str]:
    code = f"/Q/{world.codes['activity'].text}"
    steps = (
        *("", "/pledge", "/pledge?typed=1", "/pledge?guardian=1", "/guardian", "/learn", "/paper"),
        *("/app", "/app?basis=already_had", "/card", "/refused", "/pressure"),
    )
    other = [f"/Q/{world.codes[name].text}" for name in ("place", "expired")]
    return ["/", "/nothing", *(code + step for step in steps), *other]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_residents_pages(world: World, new_visitor: NewVisitor, dark: bool) -> None:
    world.campaign.is_demonstration = True
    world.campaign.mark = Mark.FINGER
    world.campaign.save()
    resident = new_visitor(width=NARROW, dark=dark)
    for address in resident_addresses(world):
        resident.go(address)
        check(resident)
        size = resident.page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= 18


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_residents_receipt(world: World, new_visitor: NewVisitor, dark: bool) -> None:
    resident = new_visitor(width=NARROW, dark=dark)
    code = f"/Q/{world.codes['activity'].text}"
    resident.go(f"{code}/app?basis=helped_now")
    resident.choose("不清楚")
    resident.press("确认")
    resident.page.wait_for_url("**/show?person=1")
    check(resident)
    for address in (code, f"{code}/receipt"):
        resident.go(address)
        check(resident)
    resident.press("查看、撤回或者删除")
    check(resident)
    held = resident.page.url
    for step in ("withdraw", "erase", "pressure"):
        resident.page.goto(f"{held}/{step}")
        check(resident)


def test_a_form_with_mistakes(world: World, new_visitor: NewVisitor) -> None:
    resident = new_visitor(width=NARROW)
    resident.go("/")
    resident.page.fill("#id_entry", "000000")
    resident.press("继续")
    resident.page.get_by_text("今日没有这个编号的活动").wait_for()
    check(resident)


def test_the_keyboard_alone_is_enough(world: World, new_visitor: NewVisitor) -> None:
    resident = new_visitor()
    resident.go(f"/Q/{world.codes['activity'].text}/app")
    resident.page.keyboard.press("Tab")
    assert resident.page.evaluate("() => document.activeElement.className") == "skip-link"
    resident.page.get_by_label("早就有").focus()
    resident.page.keyboard.press("Space")
    outline = resident.page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    resident.page.keyboard.press("Enter")
    resident.page.wait_for_url("**basis=already_had")
