"""A resident's whole way, on a phone: with scripts and without, in both languages, over a bad network."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from outreach.capture.models import Pledge, SignerRecord
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
    "sign": "我已满14周岁，同意并签订",
    "app": "我自己装的",
    "alerts": "已开启",
    "confirm": "确认",
    "done": "已完成，这是您的回执",
    "held": "查看、撤回或者删除",
    "withdraw": "撤回并删除",
    "withdrawn": "已撤回并删除",
    "name": "姓名",
}
ENGLISH = {
    "next": "Continue",
    "sign": "I am 14 or over, agree and sign",
    "app": "I installed it myself",
    "alerts": "Yes, they are on",
    "confirm": "Confirm",
    "done": "Done. This is your receipt.",
    "held": "See, withdraw or delete",
    "withdraw": "Withdraw and delete",
    "withdrawn": "Withdrawn and deleted",
    "name": "Your name",
}
# A phone of 2017; the same in a browser that was told to show everything twice as large; an old, narrow one.
WIDTHS = {"360 px": 360, "320 px": 320}


def counted() -> dict[str, int]:
    totals: dict[str, int] = {}
    for line in LedgerEntry.objects.all():
        totals[line.indicator] = totals.get(line.indicator, 0) + line.quantity
    return totals


def reach_the_pledge(visitor: Visitor, world: World, words: dict[str, str]) -> None:
    visitor.go(f"/Q/{world.codes['activity'].text}")
    visitor.press(words["next"])
    visitor.page.wait_for_url("**/pledge?person=1")


def sign(visitor: Visitor, words: dict[str, str]) -> None:
    visitor.draw()
    visitor.press(words["sign"])
    visitor.page.wait_for_url("**/app?person=1")


def confirm(visitor: Visitor, words: dict[str, str]) -> None:
    visitor.choose(words["app"])
    visitor.press(words["next"])
    visitor.choose(words["alerts"])
    visitor.press(words["confirm"])
    visitor.page.wait_for_url("**/receipt?person=1")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize(("locale", "words"), [("zh-CN", CHINESE), ("en-GB", ENGLISH)], ids=["Chinese", "English"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_whole_way_to_the_receipt_and_back(
    world: World, new_visitor: NewVisitor, locale: str, words: dict[str, str], scripts: bool, width: int
) -> None:
    visitor = new_visitor(locale=locale, scripts=scripts, width=width)
    reach_the_pledge(visitor, world, words)
    if scripts:
        visitor.draw()
    else:
        visitor.page.get_by_label(words["name"]).fill("示例居民")
    visitor.press(words["sign"])
    visitor.page.wait_for_url("**/app?person=1")
    confirm(visitor, words)
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


def test_erasing_leaves_the_count(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    sign(resident, CHINESE)
    confirm(resident, CHINESE)
    resident.press(CHINESE["held"])
    resident.page.get_by_text("只删除个人信息").first.click()
    resident.press("只删除")
    resident.page.wait_for_url("**/erase")
    resident.press("删除")
    resident.page.wait_for_url("**/done/erase")
    assert not SignerRecord.objects.exists()
    assert counted()["resident_pledges"] == 1


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
    resident.page.get_by_text("换一种方式，或者不签").click()
    resident.press("不便手写，改为输入姓名")
    resident.page.get_by_label("姓名").fill("示例居民")
    resident.press(CHINESE["sign"])
    resident.page.wait_for_url("**/app?person=1")
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
    resident.press(CHINESE["sign"])
    resident.page.get_by_text("网络不畅，正在重新提交，只计一次。").wait_for()
    resident.page.wait_for_url("**/app?person=1")
    assert lost == [204, 204]
    assert counted() == {"resident_pledges": 1}


def test_a_page_that_was_closed_too_soon_finds_its_receipt_again(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.draw()
    resident.press(CHINESE["sign"])
    resident.page.wait_for_url("**/app?person=1")
    resident.page.close()
    resident.page = resident.context.new_page()
    resident.go(f"/Q/{world.codes['activity'].text}")
    # It goes on from where it stood.
    resident.page.wait_for_url("**/app?person=1")
    confirm(resident, CHINESE)
    resident.go(f"/Q/{world.codes['activity'].text}")
    resident.press("查看我的回执")
    assert resident.heading() == CHINESE["done"]


def test_a_page_closed_while_the_answer_was_lost_finds_its_receipt(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    lost: list[int] = []

    def lose(route, request):  # type: ignore[no-untyped-def]
        if request.method == "POST":
            lost.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    resident.page.route("**/pledge*", lose)
    resident.draw()
    resident.press(CHINESE["sign"])
    resident.page.get_by_text("网络不畅，正在重新提交，只计一次。").wait_for()
    resident.page.close()
    resident.page = resident.context.new_page()
    resident.go(f"/Q/{world.codes['activity'].text}")
    resident.page.wait_for_url("**/app?person=1")
    resident.choose("暂不装")
    resident.press(CHINESE["next"])
    resident.page.wait_for_url("**/receipt?person=1*")
    assert resident.heading() == CHINESE["done"]
    assert lost[0] == 204 and counted() == {"resident_pledges": 1}


def test_a_double_tap_counts_once(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.draw()
    resident.page.get_by_role("button", name=CHINESE["sign"]).dblclick()
    resident.page.wait_for_url("**/app?person=1")
    assert counted() == {"resident_pledges": 1}


def test_without_scripts_a_double_tap_counts_once_too(world: World, new_visitor: NewVisitor) -> None:
    resident = new_visitor(scripts=False)
    reach_the_pledge(resident, world, CHINESE)
    resident.page.get_by_label("姓名").fill("示例居民")
    resident.page.get_by_role("button", name=CHINESE["sign"]).dblclick()
    resident.page.wait_for_url("**/app?person=1")
    assert counted() == {"resident_pledges": 1}


def test_the_back_button_does_no_harm(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    sign(resident, CHINESE)
    confirm(resident, CHINESE)
    for _step in range(3):
        resident.page.go_back()
    resident.page.wait_for_load_state()
    resident.go(f"/Q/{world.codes['activity'].text}")
    resident.press("查看我的回执")
    assert resident.heading() == CHINESE["done"]
    assert counted() == {"resident_pledges": 1, "app_confirmations": 1, "alerts_enabled": 1}


def test_another_of_the_family_signs_on_the_same_phone(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    sign(resident, CHINESE)
    confirm(resident, CHINESE)
    resident.press("换一位家人")
    resident.press(CHINESE["next"])
    resident.page.wait_for_url("**/pledge?person=2")
    resident.draw()
    resident.press(CHINESE["sign"])
    resident.page.wait_for_url("**/app?person=2")
    assert counted()["resident_pledges"] == 2


def test_a_form_that_comes_back_still_bears_its_signature(world: World, resident: Visitor) -> None:
    world.campaign.phone_policy = "required"
    world.campaign.save()
    reach_the_pledge(resident, world, CHINESE)
    resident.draw()
    before = resident.page.locator("input[name=signature]").input_value()
    resident.page.get_by_label("手机号").fill("abc")
    resident.press(CHINESE["sign"])
    resident.page.get_by_role("alert").first.wait_for()
    assert resident.page.locator("input[name=signature]").input_value() == before
    resident.page.get_by_label("手机号").fill("13900000000")
    resident.press(CHINESE["sign"])
    resident.page.wait_for_url("**/app?person=1")
    assert Pledge.objects.get().mark == "signature"


def test_an_officer_on_the_same_browser_changes_nothing(world: World, resident: Visitor) -> None:
    resident.log_in(world, "officer")
    reach_the_pledge(resident, world, CHINESE)
    sign(resident, CHINESE)
    confirm(resident, CHINESE)
    assert set(Submission.objects.values_list("source", "officer_id")) == {("resident", None)}
    assert set(LedgerEntry.objects.values_list("evidence", flat=True)) == {"self_reported"}


def test_a_child_without_a_guardian_is_taught(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.page.get_by_text("换一种方式，或者不签").click()
    resident.press("签订人未满14周岁")
    resident.press("不在身边")
    assert resident.heading() == "先学会，回家讲给家人听"
    assert not Submission.objects.exists()


def test_in_a_crowd_the_phone_solves_the_challenge_by_itself(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    taking = limit("act").taking(world.codes["activity"].text, "127.0.0.1")
    an_hour_on = timezone.now() + timedelta(hours=1)
    assert take_each([replace(taking, cost=taking.burst, now=an_hour_on)])[0].allowed
    resident.draw()
    resident.press(CHINESE["sign"])
    resident.page.wait_for_url("**/app?person=1")
    assert counted() == {"resident_pledges": 1}


def test_an_empty_signature_is_asked_for_on_the_page(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.press(CHINESE["sign"])
    resident.page.get_by_role("status").get_by_text("请先签名").wait_for()
    assert not Submission.objects.exists()


def test_saying_no_is_one_tap(world: World, resident: Visitor) -> None:
    resident.go(f"/Q/{world.codes['activity'].text}")
    resident.press("不参加")
    resident.page.wait_for_url("**/refused?person=1")
    assert Submission.objects.get().kind == "refusal"


def test_the_language_changes_without_losing_the_step(world: World, resident: Visitor) -> None:
    reach_the_pledge(resident, world, CHINESE)
    resident.page.get_by_role("button", name="English").click()
    resident.page.get_by_role("button", name=ENGLISH["sign"]).wait_for()
    assert resident.page.url.endswith("/pledge?person=1")


def test_the_number_from_the_projector_leads_to_the_event(world: World, resident: Visitor) -> None:
    number = give_number(text=world.codes["activity"].text).number
    resident.go("/")
    resident.page.get_by_label("活动编号").fill(f"{number[:3]} {number[3:]}")
    resident.press("继续")
    resident.page.wait_for_url("**/Q/*")
    assert resident.heading() == "您愿意参加这次反诈宣传吗？"
