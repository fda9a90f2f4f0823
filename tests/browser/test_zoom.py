"""Residents who read at twice the size, who want no movement, who use the keyboard: nothing is lost to them.

The browser's zoom to 200 % halves the window in CSS pixels, 400 % makes 320 of 1280 (WCAG 2.2, 1.4.10); larger type
alone leaves the window as it is (1.4.4).
"""

from collections.abc import Iterator

import pytest

from outreach.campaigns.models import Mark
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser

# Texts that are wider or higher than what they stand in, where that hides the rest.
CLIPPED = """() => [...document.querySelectorAll("body *")].filter(node => {
    const style = getComputedStyle(node);
    const hides = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
    const hidden = node.closest(".visually-hidden") || !node.offsetParent;
    const over = node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1;
    return hides && !hidden && over;
}).map(node => node.outerHTML.slice(0, 120))"""
# Buttons, links and answers that lie over one another, or partly outside of the window.
LOST = """() => {
    const nodes = [...document.querySelectorAll("a, button, input:not([type=hidden]), summary, canvas")];
    return nodes.filter(node => node.offsetParent && !node.matches(".skip-link")).filter(node => {
        const box = node.getBoundingClientRect();
        return box.left < -1 || box.right > window.innerWidth + 1;
    }).map(node => node.outerHTML.slice(0, 120));
}"""
SIGNED = "/receipt"


def steps(resident: Visitor, world: World) -> Iterator[str]:
    """Every page of the whole way, one after another, the receipt with what is held under it at the end."""
    code = f"/Q/{world.codes['activity'].text}"
    for step in ("", "/pledge", "/app", "/app?basis=already_had", "/card"):
        resident.go(code + step)
        yield step
    resident.go(f"{code}/app?basis=already_had")
    resident.choose("不清楚")
    resident.press("确认")
    resident.page.wait_for_url(f"**{SIGNED}*")
    yield SIGNED
    resident.press("查看、撤回或者删除")
    yield "held"


def losses(visitor: Visitor) -> list[str]:
    for folded in visitor.page.locator("details").all():
        folded.evaluate("node => { node.open = true }")
    found: list[str] = visitor.page.evaluate(CLIPPED) + visitor.page.evaluate(LOST)
    if visitor.overflow():
        found.append(f"{visitor.overflow()} pixels wider than the window")
    return found


@pytest.fixture(autouse=True)
def signed_with_a_finger(world: World) -> None:
    world.campaign.mark = Mark.FINGER
    world.campaign.save()


@pytest.mark.parametrize(("width", "height"), [(640, 400), (320, 256)], ids=["200 %", "400 %"])
def test_a_zoomed_window_loses_nothing(world: World, new_visitor: NewVisitor, width: int, height: int) -> None:
    resident = new_visitor(width=width, height=height)
    assert {step: lost for step in steps(resident, world) if (lost := losses(resident))} == {}


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("width", [320, 360])
def test_type_of_twice_the_size_loses_nothing(world: World, new_visitor: NewVisitor, width: int, locale: str) -> None:
    resident = new_visitor(width=width, locale=locale)
    code = f"/Q/{world.codes['activity'].text}"
    found = {}
    for step in ("", "/pledge", "/app", "/app?basis=already_had", "/card"):
        resident.go(code + step)
        resident.page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        assert resident.page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)") >= 36
        if lost := losses(resident):
            found[step] = lost
    assert found == {}


def test_who_wants_no_movement_sees_none(world: World, new_visitor: NewVisitor) -> None:
    resident = new_visitor()
    resident.page.emulate_media(reduced_motion="reduce")
    resident.go(f"/Q/{world.codes['activity'].text}/pledge")
    moving = """() => [document.documentElement, ...document.querySelectorAll("body *")].filter(node => {
        const style = getComputedStyle(node);
        const lasts = value => value.split(", ").some(time => parseFloat(time) > 0);
        return lasts(style.transitionDuration) || lasts(style.animationDuration) || style.scrollBehavior === "smooth";
    }).map(node => node.outerHTML.slice(0, 80))"""
    assert resident.page.evaluate(moving) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_whoever_tabs_through_a_page_sees_where(world: World, new_visitor: NewVisitor, dark: bool) -> None:
    resident = new_visitor(dark=dark)
    for step in ("", "/pledge", "/app"):
        resident.go(f"/Q/{world.codes['activity'].text}{step}")
        reached = []
        for _press in range(20):
            resident.page.keyboard.press("Tab")
            here = resident.page.evaluate(
                """() => {
                    const node = document.activeElement;
                    const style = getComputedStyle(node);
                    return node === document.body ? null : [node.outerHTML.slice(0, 80), style.outlineStyle,
                        parseFloat(style.outlineWidth)];
                }"""
            )
            if here is None:
                break
            reached.append(here)
        assert len(reached) >= 4, step
        assert [name for name, style, thickness in reached if style == "none" or thickness < 2] == []


def test_the_dark_page_is_dark(world: World, new_visitor: NewVisitor) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)"
    for dark, is_fit in ((True, lambda light: light < 60), (False, lambda light: light > 230)):
        resident = new_visitor(dark=dark)
        resident.go(f"/Q/{world.codes['activity'].text}")
        assert is_fit(max(resident.page.evaluate(ground)))
