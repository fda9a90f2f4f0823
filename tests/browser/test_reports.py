"""Reports at a desk and on a phone: the chief's and the administrator's whole way, with a real worker, no barrier."""

from pathlib import Path

import pytest

from outreach.campaigns.periods import PeriodKind
from outreach.ledger.folding import fold_all
from outreach.organisation.scope import scope_of
from outreach.reporting.documents.building import build_files
from outreach.reporting.models import Report, ReportState, Snapshot
from outreach.reporting.schedule import draft_due, schedules_on, set_schedule
from outreach.reporting.services import build_waiting
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.ledger.ledgers import count
from tests.pages.reports import REPORTS, address, last_month, of_station
from tests.servers import Server
from tests.world import World

pytestmark = pytest.mark.browser


def is_whole(visitor: Visitor) -> bool:
    return (visitor.barriers(), visitor.overflow()) == ([], 0)


def test_a_report_goes_its_whole_way(
    world: World, celery_worker: Server, new_visitor: NewVisitor, tmp_path: Path
) -> None:
    count(world.campaign, 31, unit=world.units["station_a"].pk, day=last_month(world))
    chief = new_visitor(width=1440, height=900)
    chief.log_in(world, "chief")
    chief.go(REPORTS)
    chief.page.get_by_text("缺报", exact=True).wait_for()
    chief.press("出报表")
    chief.press("生成草稿")
    # The worker counts it, then makes its documents; the page shows both by itself.
    chief.page.get_by_role("button", name="报送").wait_for(timeout=60_000)
    # Late in a month the one before last is cut by the campaign's start: nothing is compared, and it says no 本月.
    chief.page.get_by_text("31份").first.wait_for()
    chief.page.get_by_role("link", name="PDF").first.wait_for(timeout=60_000)
    chief.press("填写文字")
    chief.page.get_by_label("导语").fill("国庆期间集中宣传。")
    chief.press("保存文字")
    chief.page.get_by_text("国庆期间集中宣传。").wait_for()
    chief.press("报送")
    chief.page.get_by_text("由您报送，须由另一名负责人或管理员核定。").wait_for()
    assert chief.page.get_by_role("link", name="核定").count() == 0

    administrator = new_visitor(width=1440, height=900)
    administrator.log_in(world, "administrator")
    administrator.go(REPORTS)
    administrator.page.get_by_role("link", name="甲派出所").first.click()
    administrator.press("退回修改")
    administrator.page.get_by_label("需要修改什么").fill("请补下步工作")
    administrator.press("退回修改")
    administrator.page.get_by_text("已退回。").wait_for()

    chief.go(address(Report.objects.get()))
    chief.page.get_by_text("请补下步工作").first.wait_for()
    chief.press("填写文字")
    chief.page.get_by_label("问题和下步工作").fill("加强走访。")
    chief.press("保存文字")
    chief.press("重新生成")
    chief.page.get_by_role("button", name="报送").wait_for(timeout=60_000)
    chief.page.get_by_text("加强走访。").wait_for()
    chief.press("报送")
    chief.page.get_by_text("已报送，待另一名负责人或管理员核定。").wait_for()

    administrator.go(address(Report.objects.get()))
    administrator.page.get_by_role("link", name="核定").click()
    administrator.page.get_by_role("button", name="核定并锁定").click()
    administrator.page.get_by_text("已核定并锁定。").wait_for()
    pdf = administrator.page.get_by_role("link", name="PDF").first
    pdf.wait_for(timeout=60_000)
    with administrator.page.expect_download() as download:
        pdf.click()
    download.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    administrator.page.get_by_text("编号和摘要").click()
    administrator.page.get_by_role("link", name="二维码指向的核对页").click()
    assert administrator.heading() == "该报告已核定并锁定"
    administrator.page.get_by_text(Snapshot.objects.get().sha256).wait_for()


def test_without_scripts_the_page_comes_again_until_the_draft_is_there(world: World, new_visitor: NewVisitor) -> None:
    chief = new_visitor(width=360, scripts=False)
    chief.log_in(world, "chief")
    chief.go(f"{REPORTS}new/")
    chief.press("生成草稿")
    chief.page.get_by_text("正在统计数字").wait_for()
    build_waiting()
    chief.page.get_by_role("button", name="报送").wait_for()


def test_without_scripts_all_units_below_one_are_switched_and_one_of_them_back(
    world: World, new_visitor: NewVisitor
) -> None:
    chief = new_visitor(width=360, scripts=False)
    chief.log_in(world, "sub_chief")
    chief.go(f"{REPORTS}schedules/")
    chief.page.get_by_text("第一分局以下2个单位，已开0个").click()
    chief.press("全部开启")
    chief.page.get_by_text("第一分局以下2个单位，已开2个").click()
    chief.page.get_by_label("乙派出所").uncheck()
    # Enter keeps what was ticked, and presses nothing else.
    chief.page.get_by_label("乙派出所").press("Enter")
    assert chief.heading() == "关闭乙派出所的月报草稿？"
    chief.press("关闭")
    chief.page.get_by_text("第一分局以下2个单位，已开1个").wait_for()
    assert schedules_on(world.campaign, list(world.units.values())) == {(world.units["station_a"].pk, "month")}


@pytest.mark.parametrize("width", [360, 1440])
def test_several_units_are_switched_off_after_one_more_question(
    world: World, new_visitor: NewVisitor, width: int
) -> None:
    by = scope_of(world.officers["sub_chief"])
    for name in ("station_a", "station_b"):
        set_schedule(by=by, campaign=world.campaign, unit=world.units[name], kind=PeriodKind.WEEK, is_on=True)
    chief = new_visitor(width=width)
    chief.log_in(world, "sub_chief")
    chief.go(f"{REPORTS}schedules/?kind=week")
    chief.page.get_by_text("第一分局以下2个单位，已开2个").click()
    chief.press("全部关闭")
    assert chief.heading() == "关闭2个单位的周报草稿？"
    chief.page.get_by_text("2期缺报周报不再列出。").wait_for()
    assert is_whole(chief)
    chief.press("关闭")
    chief.page.get_by_text("第一分局以下2个单位，已开0个").wait_for()
    assert schedules_on(world.campaign, list(world.units.values())) == set()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_page_of_reports_is_read_by_everyone(
    world: World, new_visitor: NewVisitor, width: int, dark: bool
) -> None:
    locked, sent_back = of_station(world, ReportState.APPROVED), of_station(world, unit="station_b")
    Report.objects.filter(pk=sent_back.pk).update(state=ReportState.RETURNED, returned_reason="请补下步工作")
    count(world.campaign, 4, unit=world.units["station_a"].pk, day=last_month(world))
    fold_all()
    by = scope_of(world.officers["sub_chief"])
    for name in ("sub_bureau", "station_a"):
        set_schedule(by=by, campaign=world.campaign, unit=world.units[name], kind=PeriodKind.WEEK, is_on=True)
    draft_due()
    waiting = Report.objects.filter(period_kind="week").earliest("unit__path")
    build_waiting()
    ready = Report.objects.filter(period_kind="week").latest("unit__path")
    Report.objects.filter(pk=waiting.pk).update(state=ReportState.BUILDING, section=None)
    Report.objects.filter(pk=ready.pk).update(state=ReportState.SUBMITTED, submitted_by=world.officers["chief"])
    for report in (locked, ready):
        build_files(report.pk)
    visitor = new_visitor(width=width, height=900, dark=dark)
    visitor.log_in(world, "sub_chief")
    pages = [REPORTS, f"{REPORTS}new/", f"{REPORTS}schedules/", f"{REPORTS}schedules/?kind=week"]
    pages += [f"{REPORTS}?unit={world.units['sub_bureau'].pk}"]
    pages += [address(report) for report in (locked, sent_back, waiting, ready)]
    pages += [address(sent_back, "words"), address(ready, "return"), address(ready, "approve")]
    broken = {}
    for where in pages:
        visitor.go(where)
        visitor.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        if not is_whole(visitor):
            broken[where] = (visitor.barriers(), visitor.overflow())
    assert broken == {}
