"""The resident's way from the code to the receipt."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from outreach.campaigns.models import TextKind
from outreach.capture.models import Pledge
from outreach.ledger.models import LedgerEntry, Submission
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.pages.steps import SIGNATURE, at, confirm, sign, url
from tests.world import World


def test_the_first_page_says_who_asks_and_that_it_is_voluntary(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"])))
    for words in ("甲派出所", "0000-1000004", "示例小学", "自愿参加", "96110", "/Q/", "不参加", "绝不索要验证码"):
        assert words in shown.text


@pytest.mark.parametrize(
    "change", [str.lower, str.upper, lambda text: f"{text}/", lambda text: text.replace("/Q/", "/q/")]
)
def test_the_address_is_read_in_any_case(world: World, resident: Client, change: Callable[[str], str]) -> None:
    assert resident.get(change(url(world.codes["activity"]))).status_code == 200


def test_who_signs_on_paper_is_sent_to_the_officer(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"], "paper")))
    assert "请向民警领取纸质承诺书" in shown.text
    assert not Submission.objects.exists()


def test_signing_counts_one_pledge_that_the_resident_reported(world: World, resident: Client, version: str) -> None:
    answer = sign(resident, world.codes["activity"], version)
    assert answer.headers["Location"] == at(world.codes["activity"], "app")
    line = LedgerEntry.objects.get()
    assert (line.indicator, line.evidence, line.quantity) == ("resident_pledges", "self_reported", 1)
    assert Pledge.objects.get().mark == "signature"


def test_a_second_tap_counts_nothing_more(world: World, resident: Client, version: str) -> None:
    resident.get(url(world.codes["activity"]))
    answers = [sign(resident, world.codes["activity"], version) for _tap in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {at(world.codes["activity"], "app")}
    assert LedgerEntry.objects.count() == 1


def test_signing_otherwise_after_having_signed_leads_to_the_receipt(
    world: World, resident: Client, version: str
) -> None:
    resident.get(url(world.codes["activity"]))
    sign(resident, world.codes["activity"], version)
    answer = sign(resident, world.codes["activity"], version, signature="", name="示例居民")
    assert answer.headers["Location"] == at(world.codes["activity"], "receipt")
    assert LedgerEntry.objects.count() == 1


def test_a_pledge_on_a_text_that_is_not_the_campaigns_is_not_signed(world: World, resident: Client) -> None:
    answer = sign(resident, world.codes["activity"], "0" * 64)
    assert answer.status_code == 400
    assert not LedgerEntry.objects.exists()


def test_going_back_to_a_step_that_is_done_leads_on(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version)
    assert resident.get(url(code, "pledge")).headers["Location"] == at(code, "app")
    confirm(resident, code)
    assert resident.get(url(code, "app")).headers["Location"] == at(code, "receipt")


def test_an_officers_login_is_of_no_account(world: World, logged_in: Visitor, version: str) -> None:
    sign(logged_in("officer"), world.codes["activity"], version)
    submission = Submission.objects.get()
    assert (submission.source, submission.officer_id) == ("resident", None)


def test_the_forms_are_safe_from_other_sites(world: World, version: str) -> None:
    careful = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    code = world.codes["activity"]
    assert sign(careful, code, version).status_code == 403
    shown = page(careful.get(url(code, "pledge")))
    token = dict(shown.forms)[at(code, "pledge")]["csrfmiddlewaretoken"]
    assert sign(careful, code, version, csrfmiddlewaretoken=token).status_code == 302


def test_a_demonstration_says_so_on_every_page(world: World, resident: Client) -> None:
    world.campaign.is_demonstration = True
    world.campaign.save()
    for step in ("", "pledge", "guardian", "learn", "paper", "app", "card"):
        assert "演示" in page(resident.get(url(world.codes["activity"], step))).text


def test_the_text_of_the_day_is_shown(world: World, resident: Client) -> None:
    old = world.texts[TextKind.RESIDENT]
    for title, day in (("新文本", world.today), ("未来文本", world.today + timedelta(days=1))):
        type(old).objects.create(
            campaign=world.campaign, kind=old.kind, language=old.language, version=title, title=title, body="正文",
            effective_from=day,
        )  # fmt: skip
    assert page(resident.get(url(world.codes["activity"], "pledge"))).heading == "新文本"


def test_nothing_of_it_is_kept_by_a_cache(world: World, resident: Client) -> None:
    assert "no-store" in resident.get(url(world.codes["activity"])).headers["Cache-Control"]


def test_a_script_is_told_the_next_page_in_place_of_being_sent_it(world: World, resident: Client, version: str) -> None:
    said = {"person": "1", "text_version": version, "signature": SIGNATURE}
    code = world.codes["activity"]
    answer = resident.post(url(code, "pledge"), said, headers={"x-next-page": "1"})
    assert (answer.status_code, answer.headers["X-Next-Page"]) == (204, at(code, "app"))
    assert answer.cookies["device"].value
