"""The step of the app: confirmed, not now or not at all, and its warnings."""

import pytest
from django.test import Client

from outreach.ledger.models import LedgerEntry, Submission
from tests.pages.reading import page
from tests.pages.steps import at, confirm, sign, url
from tests.world import World


def test_confirming_the_app_counts_a_confirmation_and_not_help(world: World, resident: Client) -> None:
    answer = confirm(resident, world.codes["activity"])
    assert answer.headers["Location"] == at(world.codes["activity"], "receipt")
    lines = LedgerEntry.objects.values_list("indicator", flat=True).order_by("indicator")
    assert list(lines) == ["alerts_enabled", "app_confirmations"]


@pytest.mark.parametrize(("basis", "says"), [("cannot", "96110来电请接听"), ("not_now", "不得用于统计或者考核个人")])
def test_who_has_no_app_is_asked_no_more(world: World, resident: Client, basis: str, says: str) -> None:
    answer = resident.get(url(world.codes["activity"], "app"), {"basis": basis}, follow=True)
    assert page(answer).heading == "已阅读" and says in page(answer).text
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("browser", "store"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8", "App Store"),
        ("Mozilla/5.0 (Linux; Android 9; HUAWEI MLA-AL10) MicroMessenger/8", "华为应用市场"),
        ("Mozilla/5.0 (Linux; Android 8; Redmi 5A)", "小米应用商店"),
        ("Mozilla/5.0 (Linux; Android 8; PACM00 Build) HeyTapBrowser", "OPPO软件商店"),
        ("something else", "手机自带的应用商店"),
    ],
)
def test_the_app_is_looked_for_in_the_phones_own_store(
    world: World, resident: Client, browser: str, store: str
) -> None:
    answer = resident.get(url(world.codes["activity"], "app"), headers={"user-agent": browser})
    assert f"请到{store}搜索" in page(answer).text


def test_whoever_left_to_install_goes_on_from_there(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    again = resident.get(url(code))
    assert again.headers["Location"] == at(code, "app")
    assert f"{url(code)}?another=1" in page(resident.get(url(code, "app"))).links
    confirm(resident, code)
    done = page(resident.get(url(code)))
    assert done.heading == "这部手机已经参加过了"
    assert at(code, "receipt") in done.links


def test_help_is_shown_to_the_officer_who_gave_it(world: World, resident: Client) -> None:
    """So that the officer confirms it and does not count it once more."""
    code = world.codes["activity"]
    answer = confirm(resident, code, basis="helped_now")
    assert answer.headers["Location"] == at(code, "show")
    shown = resident.get(url(code, "show"))
    assert page(shown).heading == "供现场民警核验"
    assert "/R/" not in "".join(page(shown).links)
    assert shown.content.decode().count("data:image/svg+xml;base64,") == 1


def test_the_warnings_are_a_question_of_their_own(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    first = page(resident.get(url(code, "app")))
    assert first.heading == "这部手机安装了国家反诈中心APP吗？"
    assert "APP注册验证码只由您本人在APP内输入，不告诉任何人" in first.text
    assert page(resident.get(url(code, "app"), {"basis": "already_had"})).heading == "预警功能开启了吗？"


def test_who_will_not_install_now_still_sees_that_the_pledge_is_signed(
    world: World, resident: Client, version: str
) -> None:
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    shown = page(resident.get(at(code, "app")))
    assert "承诺书已签订" in shown.text and at(code, "receipt") in shown.links
