"""A chief at the desk: figures, charts, and the tables that stand beside them."""

from uuid import uuid4

import pytest

from outreach.capture.operations import Install
from outreach.capture.record import record
from tests.browser.conftest import NewVisitor
from tests.world import World

pytestmark = pytest.mark.browser


def test_the_dashboards_charts_say_what_their_tables_say(world: World, new_visitor: NewVisitor) -> None:
    helps = [Install(submission_id=uuid4(), basis="helped_now") for _help in range(3)]
    record(helps, principal=world.principal("officer"))
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


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", [320, 360])
def test_on_a_phone_the_masthead_is_one_line(world: World, new_visitor: NewVisitor, width: int, locale: str) -> None:
    chief = new_visitor(width=width, locale=locale)
    chief.log_in(world, "chief")
    chief.go("/dashboard/phones/")
    heights = chief.page.evaluate(
        "[...document.querySelectorAll('.masthead-link')].map((link) => link.getBoundingClientRect().top)"
    )
    assert len(heights) == 6 and max(heights) - min(heights) < 4
    assert chief.overflow() == 0
