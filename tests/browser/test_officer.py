"""An officer at work, a resident before the screen, a chief at the desk: one event, seen by all three."""

import io

import pytest
import zxingcpp
from PIL import Image

from outreach.ledger.models import LedgerEntry
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser


def start_a_talk(officer: Visitor, world: World) -> None:
    officer.log_in(world, "officer")
    officer.press("开始宣传活动")
    officer.page.get_by_label("地点").select_option(label="示例小学")
    officer.page.get_by_label("类型").select_option(label="法治课")
    officer.choose("中小学生")
    officer.press("开始并显示二维码")
    officer.page.wait_for_url("**/code/")


def scanned(visitor: Visitor) -> str:
    """The address that a phone reads off this window."""
    picture = Image.open(io.BytesIO(visitor.page.screenshot()))
    return zxingcpp.read_barcodes(picture)[0].text


def test_a_talk_is_logged_signed_at_completed_and_shown(world: World, new_visitor: NewVisitor) -> None:
    projector = new_visitor(width=1280, height=720)
    start_a_talk(projector, world)

    resident = new_visitor()
    resident.page.goto(scanned(projector))
    assert "甲派出所" in resident.heading()
    resident.press("继续")
    resident.choose("14至17周岁")
    resident.press("继续")
    resident.page.wait_for_url("**/pledge?age=14_17")
    resident.draw()
    resident.press("我已阅读并同意，签订")
    resident.page.wait_for_url("**/app")

    projector.go("/officer/")
    projector.press("帮装 +1")
    projector.page.get_by_text("已计入：帮助安装反诈APP +1次").wait_for()
    projector.press("完成活动")
    projector.page.get_by_label("到场人次").fill("46")
    projector.choose("清点")
    projector.press("完成活动")
    projector.page.get_by_text("参加宣传活动 +46人次").first.wait_for()

    chief = new_visitor(width=1440, height=900)
    chief.log_in(world, "chief")
    chief.page.wait_for_url("**/dashboard/")
    shown = chief.page.locator(".headlines").inner_text()
    for name, figure in (
        ("入校宣传、法治课", "1场次"),
        ("参加宣传活动", "46人次"),
        ("与群众签订责任书", "1份"),
        ("帮助安装反诈APP", "1次"),
    ):
        assert f"{name}{figure}" in "".join(shown.split())
    assert "开展入校宣传、法治课1场次" in chief.page.locator(".document").inner_text()


def test_a_witness_code_is_typed_from_the_residents_phone(world: World, new_visitor: NewVisitor) -> None:
    resident = new_visitor()
    resident.go(f"/Q/{world.codes['activity'].text}/app?basis=already_had")
    resident.choose("不清楚")
    resident.press("确认")
    resident.page.wait_for_url("**/receipt")
    code = resident.page.locator(".slip[aria-labelledby=witness] .code-text").inner_text()

    officer = new_visitor()
    officer.log_in(world, "officer")
    officer.press("输入编码")
    officer.page.get_by_label("编码").fill(code.lower())
    officer.press("继续")
    officer.page.get_by_text("已现场核验").wait_for()
    lines = LedgerEntry.objects.values_list("evidence", "quantity")
    assert sorted(lines) == [("self_reported", -1), ("self_reported", 1), ("witnessed", 1)]


def test_two_quick_taps_help_once(world: World, new_visitor: NewVisitor) -> None:
    officer = new_visitor()
    officer.log_in(world, "officer")
    officer.page.get_by_role("button", name="帮装 +1").dblclick()
    officer.page.get_by_text("帮助安装反诈APP +1次").first.wait_for()
    assert LedgerEntry.objects.count() == 1


def test_full_screen_hides_all_but_the_code(world: World, new_visitor: NewVisitor) -> None:
    projector = new_visitor(width=1280, height=720)
    start_a_talk(projector, world)
    projector.press("全屏显示")
    projector.page.wait_for_function("() => document.fullscreenElement !== null")
    assert not projector.page.locator(".projected-tools").is_visible()


def test_the_dashboards_charts_say_what_their_tables_say(world: World, new_visitor: NewVisitor) -> None:
    officer = new_visitor()
    officer.log_in(world, "officer")
    for _help in range(3):
        officer.press("帮装 +1")
        officer.page.get_by_text("已计入").first.wait_for()
    chief = new_visitor(width=1440, height=900)
    chief.log_in(world, "chief")
    chief.press("帮助安装反诈APP")
    chart = chief.page.locator("[data-chart=units]")
    chart.locator("svg").wait_for()
    assert "3" in (chart.locator("svg").text_content() or "")
    table = chief.page.get_by_role("region", name="帮助安装反诈APP：按单位（次）").locator("tfoot")
    assert table.inner_text().split() == ["合计", "3"]


def test_without_scripts_the_tables_stand_alone(world: World, new_visitor: NewVisitor) -> None:
    chief = new_visitor(width=1440, height=900, scripts=False)
    chief.log_in(world, "chief")
    assert not chief.page.locator("[data-chart=units]").is_visible()
    assert chief.page.locator("table").count() >= 4
