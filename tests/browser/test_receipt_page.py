"""The page under a receipt in a real browser: all of it opened, on the smallest phone."""

from uuid import uuid4

import pytest

from outreach.capture.operations import Pledge, Signature
from outreach.capture.record import record
from outreach.capture.results import Principal
from tests.browser.conftest import NewVisitor
from tests.world import World

pytestmark = pytest.mark.browser

SIGNATURE = Signature(328, 176, ((80, 80, 13, 40, 40, -60, 60, 90, 30, -70), (330, 80, 10, 120, 90, -30), (560, 200)))


@pytest.fixture
def receipt(world: World) -> str:
    signed = Pledge(
        submission_id=uuid4(),
        code=world.codes["activity"].text,
        text_version=world.texts["resident"].version,
        assent=True,
        signature=SIGNATURE,
        age_band="18_59",
    )
    (result,) = record([signed], principal=Principal.resident("a1"), now=world.now)
    return f"/R/{result.receipt}"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_unfolded_fits_and_both_pictures_are_there(
    world: World, new_visitor: NewVisitor, receipt: str, dark: bool
) -> None:
    resident = new_visitor(width=320, dark=dark)
    resident.go(receipt)
    for summary in resident.page.locator("summary").all():
        summary.click()
    for picture in resident.page.locator("main img").all():
        picture.scroll_into_view_if_needed()
        resident.page.wait_for_function("() => [...document.images].some((each) => each.complete && each.naturalWidth)")
        assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0
    assert resident.page.locator("main img").count() == 2
    assert resident.overflow() == 0
    assert resident.barriers() == []


def test_it_is_erased_and_withdrawn_without_scripts(world: World, new_visitor: NewVisitor, receipt: str) -> None:
    resident = new_visitor(scripts=False)
    resident.go(receipt)
    resident.page.locator("summary", has_text="只删除个人信息").click()
    resident.press("只删除个人信息")
    resident.press("删除")
    assert resident.heading() == "已删除"
    resident.go(receipt)
    resident.press("撤回并删除")
    resident.press("撤回并删除")
    assert resident.heading() == "已撤回并删除"
