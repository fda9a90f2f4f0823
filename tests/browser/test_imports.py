"""Paper records at a desk and on a phone: from the file to the button, without a barrier."""

from datetime import timedelta

import pytest

from outreach.capture.imports.models import PaperImport
from outreach.capture.imports.waiting import take_up
from outreach.ledger.models import LedgerEntry
from tests.browser.conftest import NewVisitor
from tests.capture.imports.sheets import checked, imported, xlsx
from tests.world import World

pytestmark = pytest.mark.browser


def sheet(world: World) -> bytes:
    day = world.today - timedelta(days=5)
    same = (day, "甲一警务站", "示例社区", 40)
    return xlsx(
        (day, "甲派出所", "示例小学", 312),
        (day - timedelta(days=40), "甲派出所", "", "88份"),
        same,
        same,
        ("2026-13-40", "甲派出所", "", 5),
        (day, "乙派出所", "", "约300"),
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_paper_records_are_entered_by_everyone(world: World, new_visitor: NewVisitor, width: int, dark: bool) -> None:
    visitor = new_visitor(width=width, height=900, dark=dark)
    visitor.log_in(world, "chief")
    visitor.go("/dashboard/imports/")
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)
    visitor.page.get_by_role("link", name="补录纸质材料").click()
    visitor.page.get_by_text("下载模板").click()
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)
    visitor.page.set_input_files(
        "#id_file", {"name": "九月责任书.xlsx", "mimeType": "application/octet-stream", "buffer": sheet(world)}
    )
    visitor.page.select_option("#id_indicator", "resident_pledges")
    visitor.page.get_by_role("button", name="检查文件").click()
    visitor.page.get_by_text("等待检查").wait_for()
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)
    # The page comes again by itself.
    take_up(PaperImport.objects.get().pk)
    visitor.page.get_by_role("button", name="导入3行").wait_for()
    visitor.page.get_by_text("需要查看的行").first.click()
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)
    visitor.page.get_by_label("疑似重复的1行也导入").check()
    visitor.page.get_by_role("button", name="导入3行").click()
    visitor.page.get_by_text("等待导入").wait_for()
    take_up(PaperImport.objects.get().pk)
    visitor.page.get_by_text("已导入4行").wait_for()
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)
    assert LedgerEntry.objects.count() == 4


def test_an_auditor_looks_at_it(world: World, new_visitor: NewVisitor) -> None:
    imported(world, sheet(world))
    checked(world, sheet(world), file_name="十月.csv")
    visitor = new_visitor(width=1440, height=900)
    visitor.log_in(world, "auditor")
    visitor.go("/dashboard/imports/")
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)
    visitor.page.get_by_role("link", name="十月.csv").click()
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)
