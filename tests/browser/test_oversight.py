"""The second look at a desk and on a phone: no barrier, nothing cut off, and the way between its pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outreach.reporting.doubts.services import find_doubts
from tests.browser.conftest import NewVisitor
from tests.privacy.test_voices import refuse, tell
from tests.reporting.suspects import MINUTE, hold_talk, install_each, noon, sign_each
from tests.world import World

pytestmark = pytest.mark.browser


def suspect(world: World) -> None:
    code = world.code("activity", place=world.places["school"])
    at = noon(world)
    hold_talk(world, code, 2, at)
    install_each(code, [at + number * MINUTE for number in range(4)])
    sign_each(world, code, [at + number * MINUTE for number in range(7)], "phone")
    for leaflet in world.leaflets:
        sign_each(world, leaflet, [at + timedelta(hours=2)], "another phone")
    find_doubts(now=timezone.now())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_doubts_and_voices_are_read_by_everyone(world: World, new_visitor: NewVisitor, width: int, dark: bool) -> None:
    visitor = new_visitor(width=width, height=900, dark=dark)
    visitor.log_in(world, "sub_chief")
    for address in ("/dashboard/doubts/", "/dashboard/voices/"):
        visitor.go(address)
        assert (visitor.barriers(), visitor.overflow()) == ([], 0)
    suspect(world)
    month_before = noon(world).replace(day=1) - timedelta(days=1)
    refuse(world, "station_a", 12, month_before)
    tell(world, "station_b", 10, month_before.date().replace(day=1))
    visitor.go("/dashboard/")
    visitor.page.get_by_role("link", name="待核", exact=True).click()
    visitor.page.get_by_role("heading", name="同一部手机当日签订7次").wait_for()
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)
    visitor.press("不参加与反映情况")
    visitor.page.get_by_role("cell", name="12", exact=True).wait_for()
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("code", ["activity", "expired"])
def test_who_was_forced_says_so_on_any_phone(world: World, new_visitor: NewVisitor, code: str, scripts: bool) -> None:
    resident = new_visitor(width=320, scripts=scripts)
    resident.go(f"/Q/{world.codes[code].text}/pressure")
    resident.press("匿名反映")
    resident.page.get_by_role("heading", name="已反映").wait_for()
    assert resident.overflow() == 0
