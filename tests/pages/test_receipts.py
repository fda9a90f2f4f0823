"""What is held under a receipt, and taking it back."""

import json
import re
from base64 import b64decode
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign, TextKind
from outreach.capture import operations
from outreach.capture.models import Pledge, SignerRecord
from outreach.capture.operations import Install, Signature
from outreach.capture.receipts import receipt_text
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.capture.signatures import as_svg
from outreach.codes.models import Code
from outreach.codes.stubs import receipt_mark, stub_text
from outreach.ledger.models import Act, LedgerEntry
from outreach.privacy.models import PressureReport
from tests.capture.test_officer_receipts import letter
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import SIGNATURE, sign
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


def folded(resident: Client, receipt: str) -> dict[str, str]:
    """What is shown only when asked for, by the words one taps."""
    markup = resident.get(receipt).content.decode()
    folds = re.findall(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", markup, re.DOTALL)
    return dict(folds)


def test_the_words_that_were_signed_are_there_with_their_number(world: World, receipt: str, resident: Client) -> None:
    text = world.texts[TextKind.RESIDENT]
    inside = folded(resident, receipt)[text.title]
    assert text.body in inside and text.version in inside
    assert f"文本编号 {text.version[:8]}" in page(resident.get(receipt)).text


def test_the_name_is_shown_when_asked_for_and_nowhere_else(receipt: str, resident: Client) -> None:
    markup = resident.get(receipt).content.decode()
    assert markup.count("示例居民") == 1 and "示例居民" in folded(resident, receipt)["显示姓名"]


def test_a_signature_is_drawn_again_within_the_page_and_held_against_its_words(world: World, resident: Client) -> None:
    sign(phone(), world.codes["activity"], world.texts[TextKind.RESIDENT].version)
    receipt = "/R/" + receipt_text(world.campaign.key, Act.objects.get().pk)
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', folded(resident, receipt)["显示签名"])
    assert found is not None
    svg = b64decode(found[1]).decode()
    drawn = json.loads(SIGNATURE)
    assert svg == as_svg(Signature(drawn["w"], drawn["h"], tuple(tuple(stroke) for stroke in drawn["strokes"])))
    assert "签名与所签文本核对一致。" in page(resident.get(receipt)).text
    resident.post(f"{receipt}/erase")
    assert "签名已删除。文本与签订时一致。" in page(resident.get(receipt)).text
    assert "data:image" not in resident.get(receipt).content.decode()


def test_a_signature_that_does_not_match_is_said_to_be_wrong(world: World, resident: Client) -> None:
    sign(phone(), world.codes["activity"], world.texts[TextKind.RESIDENT].version)
    Pledge.objects.update(signature_digest=b"\0" * 32)
    receipt = "/R/" + receipt_text(world.campaign.key, Act.objects.get().pk)
    assert "核对不一致，请告知签订单位" in page(resident.get(receipt)).text


def test_there_is_one_button_and_the_rest_is_folded_or_quiet(receipt: str, resident: Client) -> None:
    markup = resident.get(receipt).content.decode()
    outside = re.sub(r"<details>.*?</details>", "", markup, flags=re.DOTALL)
    assert re.findall(r'class="btn ([\w-]+)" href="([^"]+)"', outside) == [("btn-grave", f"{receipt}/withdraw")]
    assert f"{receipt}/erase" in folded(resident, receipt)["只删除个人信息，保留计数"]


def test_it_takes_three_statements(
    receipt: str, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        resident.get(receipt)


def test_an_install_alone_has_a_receipt_and_is_withdrawn_by_it(world: World, resident: Client) -> None:
    alone = Install(submission_id=uuid4(), code=world.codes["activity"].text, basis="installed_self")
    (result,) = record([alone], principal=Principal.resident("a1"), now=world.now)
    receipt = f"/R/{result.receipt}"
    shown = page(resident.get(receipt)).text
    assert "已确认安装APP" in shown and "文本编号" not in shown
    assert page(resident.post(f"{receipt}/withdraw", follow=True)).heading == "已撤回并删除"
    assert quantity() == 0


@pytest.mark.parametrize(("step", "action"), [("withdraw", "withdraw"), ("erase", "erase")])
def test_the_audit_log_tells_of_it_without_personal_values(
    receipt: str, resident: Client, step: str, action: str
) -> None:
    resident.post(f"{receipt}/{step}")
    event = AuditEvent.objects.get(action=action)
    assert (event.actor, event.facts) == ("resident", {"erased": True})
    told = f"{event.subject} {event.facts}"
    assert "示例居民" not in told and receipt.removeprefix("/R/") not in told


def test_it_is_read_in_any_case(receipt: str, resident: Client) -> None:
    assert resident.get(receipt.lower()).status_code == 200


@pytest.mark.parametrize(
    "step", ["", "/withdraw", "/erase", "/pressure", "/done/erase", "/done/pressure", "/receipt.png"]
)
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


def test_whoever_was_forced_learns_whom_to_call_above_the_unit(receipt: str, resident: Client, world: World) -> None:
    above = world.units["sub_bureau"]
    for address in ("pressure", "done/pressure"):
        shown = page(resident.get(f"{receipt}/{address}"))
        assert above.name in shown.text
        assert {f"tel:{above.landline}", "tel:12389"} <= set(shown.links)


def test_no_token_is_needed_since_no_cookie_is_used(receipt: str) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(f"{receipt}/withdraw").status_code == 302


@pytest.mark.parametrize("step", ["", "/withdraw", "/erase", "/pressure", "/receipt.png"])
def test_an_unknown_receipt_holds_nothing(world: World, resident: Client, step: str) -> None:
    assert resident.get(f"/R/ACDEFHJKMNPRTWXY{step}").status_code == 404
    assert resident.post(f"/R/ACDEFHJKMNPRTWXY{step}").status_code in (404, 405)


def test_guessing_receipts_ends_soon(world: World, resident: Client, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "unknown_code": (1, 0.01)}
    statuses = [resident.get("/R/ACDEFHJKMNPRTWXY").status_code for _try in range(3)]
    assert statuses == [404, 429, 429]


def test_the_stub_of_a_signed_form_opens_like_any_receipt(world: World, resident: Client) -> None:
    form = world.forms[0].text
    signed = operations.Pledge(submission_id=uuid4(), code=form, paper=True)
    record([signed], principal=world.principal("officer"), now=world.now)
    stub = "/R/" + stub_text(world.campaign.key, form)
    assert "已签订承诺书" in page(resident.get(stub)).text
    assert page(resident.post(f"{stub}/withdraw", follow=True)).heading == "已撤回并删除"
    assert quantity() == 0


@pytest.mark.parametrize("act", ["withdraw", "erase"])
def test_what_was_not_done_is_not_claimed(receipt: str, resident: Client, act: str) -> None:
    assert resident.get(f"{receipt}/done/{act}").headers["Location"] == receipt
    resident.post(f"{receipt}/{act}")
    assert resident.get(f"{receipt}/done/{act}").status_code == 200


def test_a_withdrawal_is_not_claimed_of_a_paper_that_counts_again(world: World, resident: Client) -> None:
    form = world.forms[0]
    stub = stub_text(world.campaign.key, form.text)
    Code.objects.filter(pk=form.pk).update(stub_mark=receipt_mark(stub))
    for fields in ({}, {"serial_from": 1, "serial_to": 3}):
        paper = operations.Pledge(submission_id=uuid4(), code=form.text, paper=True, **fields)
        assert record([paper], principal=world.principal("officer"), now=world.now)[0].status == 201
        if not fields:
            resident.post(f"/R/{stub}/withdraw")
    assert resident.get(f"/R/{stub}/done/withdraw").headers["Location"] == f"/R/{stub}"


def test_of_a_phone_number_it_says_what_stays_and_until_when(world: World, resident: Client) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(phone_policy="optional")
    version = world.texts[TextKind.RESIDENT].version
    sign(phone(), world.codes["activity"], version, signature="", name="示例居民", phone="13800000000")
    receipt = "/R/" + receipt_text(world.campaign.key, Act.objects.get().pk)
    mark = "由手机号生成的不可还原的标记"
    assert f"{mark}仍保留" in page(resident.get(f"{receipt}/erase")).text
    assert f"{mark}用于避免重复计数，保留至您撤回时删除" in page(resident.post(f"{receipt}/erase", follow=True)).text
    shown = page(resident.get(receipt))
    assert mark in shown.text and f"{receipt}/erase" not in shown.links
    resident.post(f"{receipt}/withdraw")
    assert mark not in page(resident.get(receipt)).text


def test_a_damaged_record_is_said_to_be_one_and_can_be_deleted(receipt: str, resident: Client) -> None:
    SignerRecord.objects.update(sealed=b"x" * 80)
    shown = page(resident.get(receipt)).text
    assert "一份无法打开的加密记录，请告知签订单位" in shown and "核对不一致" in shown
    assert resident.get(f"{receipt}/receipt.png").status_code == 200
    assert resident.post(f"{receipt}/pressure").status_code == 302
    assert page(resident.post(f"{receipt}/erase", follow=True)).heading == "已删除"


@pytest.mark.parametrize("step", ["withdraw", "erase", "pressure", "receipt.png"])
def test_one_receipt_is_asked_so_often_and_then_later(receipt: str, settings: Any, step: str) -> None:
    settings.LIMITS = {**settings.LIMITS, "receipt": (2, 0.01)}
    ask = phone().get if "." in step else phone().post
    statuses = [ask(f"{receipt}/{step}") for _time in range(3)]
    assert [answer.status_code for answer in statuses[:2]] in ([200, 200], [302, 302])
    assert statuses[2].status_code == 429 and int(statuses[2].headers["Retry-After"]) > 0
    assert phone().get(receipt).status_code == 200


def test_withdrawing_again_writes_nothing(receipt: str, resident: Client) -> None:
    resident.post(f"{receipt}/withdraw")
    before = AuditEvent.objects.count()
    resident.post(f"{receipt}/withdraw")
    resident.post(f"{receipt}/erase")
    assert AuditEvent.objects.count() == before


def test_who_signed_a_letter_sees_name_and_post_beside_the_signature(world: World, resident: Client) -> None:
    signed = letter(world)
    assert record([signed], principal=world.principal("officer"), now=world.now)[0].status == 201
    receipt = "/R/" + receipt_text(world.campaign.key, signed.submission_id)
    shown = page(resident.get(receipt)).text
    for words in ("您的职务（加密保存）", "您的签名（加密保存）", "您输入的姓名（加密保存）"):
        assert words in shown
    folds = folded(resident, receipt)
    assert "总经理 示例负责人" in folds["显示姓名"] and "data:image/svg+xml" in folds["显示签名"]
    assert page(resident.post(f"{receipt}/erase", follow=True)).heading == "已删除"
