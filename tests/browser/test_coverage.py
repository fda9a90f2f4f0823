"""Coverage on the dashboard and in a report's page: read by everyone, on any screen, without a barrier."""

from datetime import timedelta

import pytest

from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.periods import PeriodKind
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
            source="2020年人口普查",
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
