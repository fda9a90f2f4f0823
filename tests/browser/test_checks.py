"""A doubt looked at and a list looked up, from the first page to the result: no barrier, nothing cut off."""

import pytest
from django.utils import timezone

from outreach.reporting.checks.models import SpotCheck
from outreach.reporting.doubts.services import find_doubts
from tests.browser.conftest import NewVisitor
from tests.browser.visitors import Visitor
from tests.capture.test_seals import photo
from tests.reporting.papers import imported, papers
from tests.reporting.suspects import MINUTE, hold_talk, install_each, noon, sign_each
from tests.reporting.test_doubts_standing import sign_letter
from tests.world import World

pytestmark = pytest.mark.browser


def fill(world: World) -> None:
    at = noon(world)
    code = world.code("activity", place=world.places["school"])
    hold_talk(world, code, 40, at)
    hold_talk(world, world.code("activity", place=world.places["school"]), 38, at)
    install_each(code, [at + number * MINUTE for number in range(4)])
    sign_each(world, world.codes["activity"], [at + number * MINUTE for number in range(7)], "phone")
    sign_letter(world, 20)
    papers(world, 30, archive_box="A-7")
    imported(world, 12)
    find_doubts(now=timezone.now())


def is_open_to_all(visitor: Visitor) -> None:
    assert (visitor.barriers(), visitor.overflow()) == ([], 0)


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1440, True)], ids=["phone", "desk, dark"])
def test_a_doubt_and_a_list_go_their_whole_way(world: World, new_visitor: NewVisitor, width: int, dark: bool) -> None:
    chief, above = (new_visitor(width=width, height=900, dark=dark) for _window in range(2))
    chief.log_in(world, "chief")
    for address in ("/dashboard/checks/", "/dashboard/checks/draw/", "/dashboard/checks/installs/"):
        chief.go(address)
        is_open_to_all(chief)
    fill(world)
    chief.go("/dashboard/doubts/")
    is_open_to_all(chief)
    chief.page.get_by_role("link", name="同一部手机当日签订7次").click()
    chief.page.get_by_role("link", name="全部明细").wait_for()
    is_open_to_all(chief)
    chief.page.get_by_label("误报").check()
    chief.press("记下核对结果")
    chief.page.get_by_text("请简要写明核对情况。").wait_for()
    is_open_to_all(chief)
    assert chief.page.get_by_label("误报").is_checked()
    chief.page.get_by_label("核对了什么").fill("一家人共用一部手机")
    chief.press("记下核对结果")
    chief.page.get_by_text("已记下。数字未因此变动。").wait_for()
    assert chief.page.get_by_role("link", name="同一部手机当日签订7次").count() == 0

    chief.page.get_by_role("link", name="待盖章").click()
    chief.page.get_by_role("link", name="上传盖章件").click()
    is_open_to_all(chief)
    chief.page.get_by_label("图片或PDF").set_input_files(
        {"name": "seal.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    chief.press("保存盖章件")
    chief.page.get_by_text("盖章件已加密保存。").wait_for()
    is_open_to_all(chief)

    chief.go("/dashboard/doubts/")
    chief.page.get_by_role("link", name="抽查", exact=True).click()
    chief.page.get_by_role("link", name="抽一份名单").click()
    chief.page.get_by_label("抽多少份").fill("8")
    chief.press("抽取")
    chief.page.get_by_text("初查 0/8 · 复核 0/5").wait_for()
    is_open_to_all(chief)
    for choice in chief.page.locator("select[name^=paper_]").all():
        choice.select_option("found")
    chief.press("记下核对结果")
    chief.page.get_by_text("剩余部分由他人核对").wait_for()
    is_open_to_all(chief)

    above.log_in(world, "sub_chief")
    above.go(f"/dashboard/checks/{SpotCheck.objects.get().pk}/")
    is_open_to_all(above)
    choices = above.page.locator("select[name^=paper_]").all()
    assert len(choices) == 5
    for choice in choices:
        choice.select_option("found")
    choices[0].select_option("missing")
    above.press("记下核对结果")
    above.page.get_by_text("抽8份，相符8份").wait_for()
    above.page.get_by_text("逐份结果").click()
    is_open_to_all(above)

    chief.go("/dashboard/checks/installs/")
    chief.page.get_by_role("link", name="法治课").first.click()
    is_open_to_all(chief)
