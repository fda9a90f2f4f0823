"""What is held under a receipt, and taking it back."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from outreach.campaigns.models import TextKind
from outreach.capture.models import SignerRecord
from outreach.capture.operations import Pledge
from outreach.capture.receipts import receipt_text
from outreach.capture.record import record
from outreach.codes.stubs import stub_text
from outreach.ledger.models import Act, LedgerEntry
from outreach.privacy.models import PressureReport
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import sign
from tests.world import World


@pytest.fixture
def receipt(world: World) -> str:
    """The address of a receipt whose signer gave a name."""
    version = world.texts[TextKind.RESIDENT].version
    sign(phone(), world.codes["activity"], version, signature="", name="示例居民")
    return "/R/" + receipt_text(world.campaign.key, Act.objects.get().pk)


def quantity() -> int:
    return sum(LedgerEntry.objects.values_list("quantity", flat=True))


def test_it_says_what_is_held_in_plain_words(receipt: str, resident: Client) -> None:
    shown = page(resident.get(receipt))
    for words in ("已签订承诺书", "甲派出所", "已计入", "您输入的姓名（加密保存）"):
        assert words in shown.text
    assert "示例居民" not in shown.text


def test_it_is_read_in_any_case(receipt: str, resident: Client) -> None:
    assert resident.get(receipt.lower()).status_code == 200


@pytest.mark.parametrize("step", ["", "/withdraw", "/erase", "/pressure", "/done/erase"])
def test_no_cache_keeps_it_and_no_other_site_learns_its_address(receipt: str, resident: Client, step: str) -> None:
    answer = resident.get(receipt + step)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_nothing_is_withdrawn_before_it_is_confirmed(receipt: str, resident: Client) -> None:
    assert page(resident.get(f"{receipt}/withdraw")).heading == "撤回并删除？"
    assert (quantity(), SignerRecord.objects.count()) == (1, 1)


def test_withdrawing_takes_back_the_count_and_deletes_the_person(receipt: str, resident: Client) -> None:
    answer = resident.post(f"{receipt}/withdraw", follow=True)
    assert page(answer).heading == "已撤回并删除"
    assert (quantity(), SignerRecord.objects.count()) == (0, 0)
    assert "已撤回或作废，不再计入" in page(resident.get(receipt)).text


def test_withdrawing_again_is_harmless(receipt: str, resident: Client) -> None:
    for _time in range(2):
        assert resident.post(f"{receipt}/withdraw").status_code == 302
    assert quantity() == 0


def test_erasing_deletes_the_person_and_keeps_the_count(receipt: str, resident: Client) -> None:
    answer = resident.post(f"{receipt}/erase", follow=True)
    assert page(answer).heading == "已删除"
    assert (quantity(), SignerRecord.objects.count()) == (1, 0)
    assert f"{receipt}/erase" not in page(resident.get(receipt)).links


def test_pressure_is_reported_without_a_name(receipt: str, resident: Client, world: World) -> None:
    resident.post(f"{receipt}/pressure")
    assert PressureReport.objects.get().about == world.units["station_a"]


def test_no_token_is_needed_since_no_cookie_is_used(receipt: str) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(f"{receipt}/withdraw").status_code == 302


@pytest.mark.parametrize("step", ["", "/withdraw", "/erase", "/pressure"])
def test_an_unknown_receipt_holds_nothing(world: World, resident: Client, step: str) -> None:
    assert resident.get(f"/R/ACDEFHJKMNPRTWXY{step}").status_code == 404
    assert resident.post(f"/R/ACDEFHJKMNPRTWXY{step}").status_code in (404, 405)


def test_guessing_receipts_ends_soon(world: World, resident: Client, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "unknown_code": (1, 0.01)}
    statuses = [resident.get("/R/ACDEFHJKMNPRTWXY").status_code for _try in range(3)]
    assert statuses == [404, 429, 429]


def test_the_stub_of_a_signed_form_opens_like_any_receipt(world: World, resident: Client) -> None:
    form = world.forms[0].text
    signed = Pledge(submission_id=uuid4(), code=form, paper=True)
    record([signed], principal=world.principal("officer"), now=world.now)
    stub = "/R/" + stub_text(world.campaign.key, form)
    assert "已签订承诺书" in page(resident.get(stub)).text
    assert page(resident.post(f"{stub}/withdraw", follow=True)).heading == "已撤回并删除"
    assert quantity() == 0
