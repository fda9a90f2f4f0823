"""Coverage on the dashboard and in a report's page: read by everyone, on any screen, without a barrier."""

from datetime import timedelta
from typing import Final

import pytest

from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.periods import PeriodKind
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.services import build_report, request_report
from outreach.reporting.spans import chosen
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.ledger.ledgers import count
from tests.world import World

pytestmark = pytest.mark.browser

WIDTHS = [360, 1440]


@pytest.fixture
def covered(world: World) -> World:
    """Residents' pledges of station A beside its people, of all and of pupils, more than there are of these."""
    for audience, people in (("", 120), ("pupils", 20)):
        PopulationBase.objects.create(
            campaign=world.campaign,
            unit=world.units["station_a"],
            audience=audience,
            count=people,
            source="第七次全国人口普查主要数据公报（第三号）",
            as_of=world.today,
            entered_by=world.officers["administrator"],
            entered_at=world.now,
        )
    for indicator, audience in (("resident_pledges", "residents"), ("attendance", "pupils")):
        count(
            world.campaign,
            30,
            indicator=indicator,
            audience=audience,
            evidence="witnessed",
            unit=world.units["station_a"].pk,
            day=world.today - timedelta(days=1),
        )
    return world


# What each figure's heading says, beside what stands over it where rows are blocks.
_HEADINGS: Final = """() => [...document.querySelectorAll(".stacks td.number")].map((cell) => [
    cell.closest("table").tHead.rows[0].cells[cell.cellIndex].textContent,
    getComputedStyle(cell, "::before").content.replaceAll('"', ""),
])"""
_SIDEWAYS: Final = """() => [...document.querySelectorAll(".table-scroll")].map(
    (room) => room.scrollWidth - room.clientWidth,
)"""


def check(visitor: Visitor) -> None:
    assert visitor.barriers() == [], visitor.page.url
    assert visitor.overflow() == 0, visitor.page.url


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_coverage_is_drawn_beside_its_table(covered: World, new_visitor: NewVisitor, width: int, dark: bool) -> None:
    chief = new_visitor(width=width, height=900, dark=dark)
    chief.log_in(covered, "chief")
    chief.go("/dashboard/analysis/coverage/")
    chart = chief.page.locator("[data-chart=first]")
    chart.locator("svg").wait_for()
    assert "25" in (chart.locator("svg").text_content() or "")
    assert "25.0%" in chief.page.get_by_role("region").first.inner_text()
    chief.page.get_by_text("有基数的人群").first.click()
    assert chief.page.get_by_text("150.0%").is_visible()
    check(chief)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_on_a_narrow_screen_a_row_is_a_block_and_nothing_is_off_to_the_side(
    covered: World, new_visitor: NewVisitor, locale: str
) -> None:
    station = covered.units["station_a"]
    long = {"name": "示例经济技术开发区滨河街道派出所", "name_en": "Riverside Street Station, Example Development Zone"}
    OrganisationUnit.objects.filter(pk=station.pk).update(**long)
    chief = new_visitor(width=360, locale=locale)
    chief.log_in(covered, "chief")
    chief.go("/dashboard/analysis/coverage/")
    chief.page.locator("main summary").last.click()
    assert chief.page.evaluate(_SIDEWAYS) == [0, 0]
    headings = chief.page.evaluate(_HEADINGS)
    assert len(headings) >= 6 and all(heading == shown for heading, shown in headings)
    check(chief)


def test_on_a_wide_screen_each_heading_stands_once_and_a_long_source_pushes_no_figure_away(
    covered: World, new_visitor: NewVisitor
) -> None:
    chief = new_visitor(width=1440)
    chief.log_in(covered, "chief")
    chief.go("/dashboard/analysis/coverage/")
    chief.page.locator("main summary").last.click()
    assert chief.page.evaluate(_SIDEWAYS) == [0, 0]
    assert {shown for _heading, shown in chief.page.evaluate(_HEADINGS)} == {"none"}


def test_without_a_base_the_page_says_what_to_do(world: World, new_visitor: NewVisitor) -> None:
    administrator = new_visitor(width=360)
    administrator.log_in(world, "administrator")
    administrator.go("/dashboard/analysis/coverage/")
    check(administrator)
    administrator.page.get_by_role("link", name="录入人数").click()
    administrator.page.wait_for_url("**/manage/populations/enter/**")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reports_page_has_no_barrier(covered: World, new_visitor: NewVisitor, width: int) -> None:
    campaign, unit = covered.campaign, covered.units["sub_bureau"]
    period = chosen(campaign, kind=PeriodKind.CAMPAIGN, now=covered.now)
    report = request_report(campaign=campaign, unit=unit, period=period, officer=covered.officers["sub_chief"])
    build_report(report.pk)
    chief = new_visitor(width=width, height=900)
    chief.log_in(covered, "sub_chief")
    chief.go(f"/api/v1/reports/{report.pk}/files/html")
    assert "为基数的25%" in chief.page.locator("main").inner_text()
    check(chief)
