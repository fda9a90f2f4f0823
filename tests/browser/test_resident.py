"""A resident's whole way, on a phone: with scripts and without, in both languages, over a bad network."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from outreach.capture.models import Pledge
from outreach.codes.services import give_number
from outreach.ledger.models import LedgerEntry, Submission
from outreach.limits.buckets import take_each
from outreach.limits.policy import limit
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.world import World

pytestmark = pytest.mark.browser

CHINESE = {
    "next": "继续",
    "age": "18至59周岁",
    "sign": "我已阅读并同意，签订",
    "app": "已安装，刚刚自己装好",
    "alerts": "已开启",
    "confirm": "确认",
    "done": "已完成，这是您的回执",
    "held": "查看保存的内容",
    "withdraw": "撤回并删除",
    "withdrawn": "已撤回并删除",
    "name": "姓名",
}
ENGLISH = {
    "next": "Continue",
    "age": "18 to 59",
    "sign": "I have read it, agree and sign",
    "app": "Yes, I installed it myself just now",
    "alerts": "Yes, they are on",
    "confirm": "Confirm",
    "done": "Done. This is your receipt.",
    "held": "See what is held",
    "withdraw": "Withdraw and delete",
    "withdrawn": "Withdrawn and deleted",
    "name": "Your name",
}


def counted() -> dict[str, int]:
    totals: dict[str, int] = {}
    for line in LedgerEntry.objects.all():
        totals[line.indicator] = totals.get(line.indicator, 0) + line.quantity
    return totals


def reach_the_pledge(visitor: Visitor, world: World, words: dict[str, str]) -> None:
    visitor.go(f"/Q/{world.codes['activity'].text}")
    visitor.press(words["next"])
    visitor.choose(words["age"])
    visitor.press(words["next"])
    visitor.page.wait_for_url("**/pledge?age=18_59")


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", CHINESE), ("en-GB", ENGLISH)], ids=["Chinese", "English"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_whole_way_to_the_receipt_and_back(
    world: World, new_visitor: NewVisitor, locale: str, words: dict[str, str], scripts: bool
) -> None:
    visitor = new_visitor(locale=locale, scripts=scripts)
    reach_the_pledge(visitor, world, words)
    if scripts:
        visitor.draw()
    else:
        visitor.page.get_by_label(words["name"]).fill("示例居民")
    visitor.press(words["sign"])
    visitor.page.wait_for_url("**/app")
    visitor.choose(words["app"])
    visitor.press(words["next"])
    visitor.choose(words["alerts"])
    visitor.press(words["confirm"])
    visitor.page.wait_for_url("**/receipt")
    assert visitor.heading() == words["done"]
    assert counted() == {"resident_pledges": 1, "app_confirmations": 1, "alerts_enabled": 1}
    assert Pledge.objects.get().mark == ("signature" if scripts else "name")

    visitor.press(words["held"])
    visitor.press(words["withdraw"])
    visitor.page.wait_for_url("**/withdraw")
    visitor.press(words["withdraw"])
    visitor.page.wait_for_url("**/done/withdraw")
    assert visitor.heading() == words["withdrawn"]
    assert set(counted().values()) == {0}


def test_a_signature_is_kept_as_strokes_without_timing(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.draw()
    written = resident.page.locator("input[name=signature]").input_value()
    assert written.startswith('{"w":') and '"strokes":[[' in written and "time" not in written
    assert len(written) < 1_800


def test_clearing_the_signature_makes_it_empty_again(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.draw()
    resident.press("重写")
    assert resident.page.locator("input[name=signature]").input_value() == ""


def test_turning_the_phone_keeps_the_signature(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.draw()
    field = resident.page.locator("input[name=signature]")
    upright = field.input_value()
    resident.page.set_viewport_size({"width": 740, "height": 360})
    resident.page.wait_for_function(
        "before => { const now = document.querySelector('input[name=signature]').value; return now && now !== before }",
        arg=upright,
    )
    assert field.input_value().count("[") == upright.count("[")


def test_who_cannot_draw_types_the_name(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.press("不便手写？改为输入姓名")
    resident.page.get_by_label("姓名").fill("示例居民")
    resident.press("我已阅读并同意，签订")
    resident.page.wait_for_url("**/app")
    assert Pledge.objects.get().mark == "name"


def test_an_answer_lost_on_the_way_is_asked_for_again_and_counts_once(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    lost: list[int] = []

    def lose_the_first_two(route, request):  # type: ignore[no-untyped-def]
        if request.method != "POST" or len(lost) == 2:
            route.continue_()
            return
        # The server has counted it; the phone never hears of it.
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    resident.page.route("**/pledge*", lose_the_first_two)
    resident.draw()
    resident.press("我已阅读并同意，签订")
    resident.page.get_by_text("网络不畅，正在重新提交，只计一次。").wait_for()
    resident.page.wait_for_url("**/app")
    assert lost == [302, 302]
    assert counted() == {"resident_pledges": 1}


def test_a_page_that_was_closed_too_soon_finds_its_receipt_again(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.draw()
    resident.press("我已阅读并同意，签订")
    resident.page.wait_for_url("**/app")
    resident.page.close()
    resident.page = resident.context.new_page()
    resident.go(f"/Q/{world.codes['activity'].text}")
    resident.press("查看我的回执")
    assert resident.heading() == CHINESE["done"]


def test_in_a_crowd_the_phone_solves_the_challenge_by_itself(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    taking = limit("act").taking(world.codes["activity"].text, "127.0.0.1")
    an_hour_on = timezone.now() + timedelta(hours=1)
    assert take_each([replace(taking, cost=taking.burst, now=an_hour_on)])[0].allowed
    resident.draw()
    resident.press("我已阅读并同意，签订")
    resident.page.wait_for_url("**/app")
    assert counted() == {"resident_pledges": 1}


def test_an_empty_signature_is_asked_for_on_the_page(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.press("我已阅读并同意，签订")
    resident.page.get_by_role("alert").wait_for()
    assert "请先签名" in resident.page.get_by_role("alert").inner_text()
    assert not Submission.objects.exists()


def test_saying_no_is_two_taps(world: World, resident: Visitor) -> None:
    resident.go(f"/Q/{world.codes['activity'].text}")
    resident.press("不参加")
    resident.page.wait_for_url("**/refused")
    assert Submission.objects.get().kind == "refusal"


def test_the_language_changes_without_losing_the_step(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.page.get_by_role("button", name="English").click()
    resident.page.get_by_role("button", name=ENGLISH["sign"]).wait_for()
    assert resident.page.url.endswith("/pledge?age=18_59")


def test_the_number_from_the_projector_leads_to_the_event(world: World, resident: Visitor) -> None:
    number = give_number(text=world.codes["activity"].text).number
    resident.go("/")
    resident.page.get_by_label("活动编号").fill(f"{number[:3]} {number[3:]}")
    resident.press("继续")
    resident.page.wait_for_url("**/Q/*")
    assert "甲派出所" in resident.heading()
