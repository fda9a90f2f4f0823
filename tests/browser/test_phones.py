"""The list of phones on a phone and on a desk: nothing in the way, and a lost one is signed out in three taps."""

import pytest

from outreach.organisation.access import register_device
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser

AGENTS = (
    "Mozilla/5.0 (Linux; Android 12; HarmonyOS) Chrome/99.0 HuaweiBrowser/12.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) Version/16.0 Safari/604.1",
    "",
)


@pytest.fixture
def signed_in(world: World) -> World:
    for name, agent in zip(("officer", "colleague", "poster"), AGENTS, strict=True):
        register_device(world.officers[name], f"a session of {name}", agent)
    return world


def check(visitor: Visitor) -> None:
    assert visitor.barriers() == [], visitor.page.url
    assert visitor.overflow() == 0, visitor.page.url


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_keeps_anyone_out(
    signed_in: World, new_visitor: NewVisitor, width: int, dark: bool, locale: str
) -> None:
    chief = new_visitor(width=width, height=900, dark=dark, locale=locale)
    chief.log_in(signed_in, "chief")
    chief.go("/dashboard/phones/")
    check(chief)
    chief.go("/dashboard/phones/?q=nobody")
    check(chief)
    chief.go("/dashboard/phones/")
    chief.page.locator("#others ~ .phones a").first.click()
    check(chief)
    assert chief.page.locator("main .btn-primary").count() == 1


def test_a_lost_phone_is_signed_out_in_three_taps(signed_in: World, new_visitor: NewVisitor) -> None:
    officer, chief = new_visitor(), new_visitor()
    officer.log_in(signed_in, "outsider")
    chief.log_in(signed_in, "chief_b")
    chief.page.get_by_role("link", name="手机", exact=True).click()
    chief.page.get_by_role("link", name="退出登录：示例2").click()
    chief.press("确认退出")
    chief.page.get_by_text("已退出登录：示例2").wait_for()
    officer.go("/dashboard/phones/")
    officer.page.wait_for_url("**/officer/login/**")


def test_a_thumb_hits_every_button(signed_in: World, new_visitor: NewVisitor) -> None:
    chief = new_visitor()
    chief.log_in(signed_in, "chief")
    chief.go("/dashboard/phones/")
    boxes = [button.bounding_box() for button in chief.page.locator("main .btn").all()]
    assert boxes and all(box is not None and box["height"] >= 44 for box in boxes)
