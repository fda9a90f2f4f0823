"""Units, places and lists at a desk and on a phone: no barrier, nothing cut off, the tree opened by keyboard."""

import pytest

from outreach.organisation.models import ListKind, Officer
from tests.browser.conftest import NewVisitor
from tests.browser.test_manage import MANAGE, is_whole
from tests.organisation.lists.sheets import xlsx
from tests.world import World

pytestmark = pytest.mark.browser

NEWCOMER = ("000123", "新人", "甲派出所", "民警")


@pytest.mark.parametrize("width", [320, 1440])
def test_every_page_is_read_by_everyone(world: World, new_visitor: NewVisitor, width: int) -> None:
    visitor = new_visitor(width=width, height=900)
    visitor.log_in(world, "administrator")
    unit, place = f"units/{world.units['station_a'].pk}/", f"places/{world.places['enterprise'].pk}/"
    pages = ["units/", unit, f"{unit}add/", f"{unit}change/", f"{unit}end/", f"{unit}move/"]
    pages += ["places/", "places/?kind=school", "places/add/", place, f"{place}change/", f"{place}organisations/add/"]
    pages += [f"organisations/{world.organisations['firm'].pk}/change/", "lists/units/", "lists/officers/"]
    broken = {}
    for address in pages:
        visitor.go(MANAGE + address)
        broken |= {} if is_whole(visitor) else {address: (visitor.barriers(), visitor.overflow())}
    assert broken == {}


def test_the_tree_is_opened_by_keyboard(world: World, new_visitor: NewVisitor) -> None:
    visitor = new_visitor(width=1440)
    visitor.log_in(world, "administrator")
    visitor.go(f"{MANAGE}units/")
    post = visitor.page.get_by_role("link", name="甲一警务站")
    assert not post.is_visible()
    visitor.page.get_by_text("下属单位1个 甲派出所").focus()
    visitor.page.keyboard.press("Enter")
    assert post.is_visible()


def test_a_list_is_corrected_and_entered_and_gives_slips(world: World, new_visitor: NewVisitor) -> None:
    visitor = new_visitor(width=360)
    visitor.log_in(world, "chief")
    for rows in ((NEWCOMER, ("", "无号", "没有的所", "民警")), (NEWCOMER,)):
        visitor.go(f"{MANAGE}lists/officers/")
        file = {"name": "list.xlsx", "mimeType": "", "buffer": xlsx(ListKind.OFFICERS, *rows)}
        visitor.page.set_input_files("#id_file", [file])  # type: ignore[list-item]
        visitor.press("检查文件")
        visitor.page.get_by_role("heading", name="list.xlsx").wait_for()
        assert is_whole(visitor)
        assert not Officer.objects.filter(username="000123").exists()
    visitor.press("录入这份表")
    visitor.page.get_by_role("heading", name="新人 000123").wait_for()
    assert is_whole(visitor)
    assert visitor.page.locator(".slips img").evaluate("image => image.complete && image.naturalWidth > 0")
