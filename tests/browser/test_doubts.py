"""Three hundred 待核事项 at a desk and on a phone: kind by kind, and many answered by one word, scripts or none."""

from datetime import timedelta

import pytest

from outreach.reporting.doubts.models import DoubtReview
from outreach.reporting.models import Doubt, DoubtKind
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.reporting.many_doubts import nights, unsealed
from tests.world import World

pytestmark = pytest.mark.browser

_IS_ABOVE_THE_BUTTON = """() => {
    const here = document.activeElement.getBoundingClientRect();
    return here.top >= 0 && here.bottom <= document.querySelector(".ticks-end").getBoundingClientRect().top;
}"""


def fill(world: World) -> None:
    for unit, number in (("station_a", 140), ("station_b", 60), ("post_a", 62)):
        unsealed(world, number, unit)
    nights(world, 30)
    nights(world, 2, "station_b", facts={"count": 9, "codes": 3})
    Doubt.objects.create(
        campaign=world.campaign,
        unit=world.units["station_a"],
        kind=DoubtKind.ABOVE_ATTENDANCE,
        subject="one",
        day=world.today - timedelta(days=3),
        facts={"count": 91, "attendance": 40, "code": world.codes["activity"].pk},
        first_found_at=world.now,
        last_found_at=world.now,
    )


def is_open_to_all(visitor: Visitor) -> None:
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1440, True)], ids=["phone", "desk, dark"])
def test_a_page_of_one_kind_is_answered_by_one_word(
    world: World, new_visitor: NewVisitor, width: int, dark: bool
) -> None:
    fill(world)
    chief = new_visitor(width=width, height=740, dark=dark)
    chief.log_in(world, "sub_chief")
    chief.go("/dashboard/doubts/")
    is_open_to_all(chief)
    chief.press("待盖章")
    is_open_to_all(chief)
    every = chief.page.get_by_label("本页全选")
    every.check()
    assert chief.page.locator("input[name=doubt]:checked").count() == 50
    boxes = chief.page.locator("input[name=doubt]")
    boxes.nth(3).uncheck()
    assert every.evaluate("(box) => box.indeterminate")
    # What the keyboard comes to is not hidden by the button that stays in sight.
    for _step in range(20):
        chief.page.keyboard.press("Tab")
    chief.page.wait_for_function(_IS_ABOVE_THE_BUTTON)
    chief.press("一并核对所勾选的（49）")
    is_open_to_all(chief)
    chief.choose("属实")
    chief.press("下一步")
    chief.page.get_by_text("请简要写明核对情况。").wait_for()
    is_open_to_all(chief)
    chief.page.get_by_label("核对了什么").fill("已联系单位，下周取回")
    chief.press("下一步")
    chief.page.get_by_text("责任书仍待盖章。").wait_for()
    is_open_to_all(chief)
    assert not DoubtReview.objects.exists()
    chief.press("记下49项")
    chief.page.get_by_text("已记下49项。").wait_for()
    is_open_to_all(chief)
    assert DoubtReview.objects.count() == 49
    # The one that was not ticked is the first of what is left.
    assert chief.page.get_by_role("heading", name="待盖章 213", exact=True).is_visible()


def test_without_scripts_each_is_ticked_by_hand(world: World, new_visitor: NewVisitor) -> None:
    fill(world)
    chief = new_visitor(width=360, scripts=False)
    chief.log_in(world, "sub_chief")
    chief.go("/dashboard/doubts/?kind=night")
    assert chief.page.get_by_label("本页全选").is_hidden()
    for box in chief.page.locator("input[name=doubt]").all()[:3]:
        box.check()
    chief.press("一并核对所勾选的")
    chief.choose("误报")
    chief.page.get_by_label("核对了什么").fill("当晚有夜场宣传")
    chief.press("下一步")
    chief.press("记下3项")
    chief.page.get_by_text("已记下3项。").wait_for()
    assert DoubtReview.objects.count() == 3
