"""Whoever changes the language in the middle of a step goes on where they were, with what they had filled in."""

import json

import pytest

from outreach.campaigns.models import Language, Mark, PhonePolicy, TextKind
from outreach.campaigns.services import publish_text
from outreach.capture.models import Pledge
from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser


def switch(visitor: Visitor, name: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=name, exact=True).click()


def signature(visitor: Visitor) -> str:
    written: str = visitor.page.locator("input[name=signature]").input_value()
    return written


def test_what_was_drawn_is_still_there(world: World, resident: Visitor) -> None:
    resident.go(f"/Q/{world.codes['activity'].text}/pledge")
    resident.draw()
    drawn = signature(resident)
    switch(resident, "English")
    assert signature(resident) == drawn
    resident.press("agree and sign")
    resident.page.wait_for_url("**/app?person=1")
    assert Pledge.objects.get().mark == "signature"


def test_what_was_drawn_below_other_words_is_not(world: World, resident: Visitor) -> None:
    publish_text(
        campaign=world.campaign, kind=TextKind.RESIDENT, language=Language.EN,
        title="Pledge", body="I keep codes to myself.", effective_from=world.today,
    )  # fmt: skip
    resident.go(f"/Q/{world.codes['activity'].text}/pledge")
    resident.draw()
    switch(resident, "English")
    assert signature(resident) == ""


def test_a_form_that_came_back_keeps_what_was_typed(world: World, resident: Visitor) -> None:
    world.campaign.mark = Mark.TYPED_NAME
    world.campaign.phone_policy = PhonePolicy.OPTIONAL
    world.campaign.save()
    resident.go(f"/Q/{world.codes['activity'].text}/pledge")
    resident.page.get_by_label("姓名").fill("示例居民")
    resident.page.get_by_label("手机号").fill("abc")
    resident.press("同意并签订")
    resident.page.get_by_role("alert").first.wait_for()
    switch(resident, "English")
    assert resident.path.endswith("/pledge")
    assert resident.page.get_by_label("Your name").input_value() == "示例居民"
    assert resident.page.evaluate("() => sessionStorage.length") == 0


def test_an_answer_that_was_chosen_is_still_chosen(world: World, resident: Visitor) -> None:
    resident.go(f"/Q/{world.codes['activity'].text}/app")
    resident.choose("早就有")
    switch(resident, "English")
    assert resident.page.get_by_label("I had it already").is_checked()
    switch(resident, "中文")
    resident.press("继续")
    resident.page.wait_for_url("**basis=already_had")


def test_another_page_is_not_filled(world: World, resident: Visitor) -> None:
    code = f"/Q/{world.codes['activity'].text}"
    resident.go(f"{code}/app")
    left = json.dumps({"path": "/Q/X/app", "said": [["basis", "not_now"]]})
    resident.page.evaluate("left => sessionStorage.setItem('filled', left)", left)
    resident.go(f"{code}/app")
    assert resident.page.locator("input:checked").count() == 0
