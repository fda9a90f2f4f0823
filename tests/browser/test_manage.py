"""Management at a desk and on a phone: no barrier, nothing cut off, and a text read before it is out."""

from datetime import timedelta

import pytest

from outreach.campaigns.aims.services import enter_population, set_target
from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.models import PledgeText
from outreach.organisation.scope import scope_of
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser

MANAGE = "/dashboard/manage/"
DAY = timedelta(days=1)


def set_up(world: World) -> tuple[int, int]:
    """A target and a number of people, each entered twice; their rows."""
    by = scope_of(world.officers["administrator"])
    unit = world.units["station_a"]
    for number in (300, 12_000):
        target = set_target(
            by=by, campaign=world.campaign, unit=unit, indicator=IndicatorKey.RESIDENT_PLEDGES, quantity=number
        )
        base = enter_population(
            by=by,
            campaign=world.campaign,
            unit=unit,
            audience=None,
            count=number,
            source="户籍登记",
            as_of=world.today - DAY,
        )
    return target.pk, base.pk


def is_whole(visitor: Visitor) -> bool:
    return (visitor.barriers(), visitor.overflow()) == ([], 0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_every_page_of_management_is_read_by_everyone(
    world: World, new_visitor: NewVisitor, width: int, dark: bool
) -> None:
    visitor = new_visitor(width=width, height=900, dark=dark)
    visitor.log_in(world, "administrator")
    pages = ["", "texts/", f"texts/{world.texts['resident'].pk}/", "texts/?campaign=past", "texts/publish/"]
    pages += ["targets/", "targets/set/", "populations/", "populations/enter/"]
    pages += ["campaigns/", "campaigns/start/", "campaigns/trial/", "campaigns/trial/change/"]
    pages += ["officers/", f"officers/{world.officers['officer'].pk}/", "officers/invite/", "officers/join/"]
    broken = {}
    for address in pages:
        visitor.go(MANAGE + address)
        broken |= {} if is_whole(visitor) else {address: (visitor.barriers(), visitor.overflow())}
    target, base = set_up(world)
    for address in ("targets/", f"targets/{target}/", "populations/", f"populations/{base}/"):
        visitor.go(MANAGE + address)
        broken |= {} if is_whole(visitor) else {address: (visitor.barriers(), visitor.overflow())}
    assert broken == {}


def test_a_text_is_published_after_it_was_read_as_residents_will(world: World, new_visitor: NewVisitor) -> None:
    visitor = new_visitor(width=360)
    visitor.log_in(world, "administrator")
    visitor.go(f"{MANAGE}texts/publish/?campaign=trial")
    visitor.page.get_by_label("群众").check()
    visitor.page.get_by_label("中文").check()
    visitor.page.get_by_label("标题").fill("反诈责任书")
    visitor.page.get_by_label("正文").fill("第一段。\n\n第二段。")
    visitor.page.get_by_label("本单位法制部门已审定").check()
    visitor.press("预览签订人看到的样子")
    visitor.page.get_by_role("heading", name="反诈责任书").wait_for()
    assert is_whole(visitor)
    visitor.press("修改文本")
    visitor.page.get_by_label("标题").fill("反诈承诺书")
    visitor.press("预览签订人看到的样子")
    visitor.press("发布")
    visitor.page.get_by_text("已发布，自生效日起按此签订。").wait_for()
    kept = PledgeText.objects.latest("pk")
    assert (kept.title, kept.body) == ("反诈承诺书", "第一段。\n\n第二段。")
