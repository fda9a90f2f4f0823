"""The receipt of a unit letter says that a scan of it may be kept, who opens it and until when; no other one does."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from outreach.campaigns.models import Campaign, TextKind
from outreach.capture.operations import Void
from outreach.capture.receipts import receipt_text
from outreach.capture.record import record
from outreach.capture.seals import add_sealed_copy
from outreach.ledger.models import Act
from outreach.organisation.scope import scope_of
from tests.capture.test_officer_receipts import letter
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import sign
from tests.world import World

PDF = b"%PDF-1.4\n%%EOF\n"


def receipt_of_letter(world: World, **fields: Any) -> str:
    """The address of a letter's receipt, signed on the officer's phone unless `fields` say otherwise."""
    signed = letter(world, **fields)
    assert record([signed], principal=world.principal("officer"), now=world.now)[0].status == 201
    return "/R/" + receipt_text(world.campaign.key, signed.submission_id)


def in_chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def last_day(world: World) -> date:
    act = Act.objects.get()
    return (act.campaign.ends_on or act.day) + timedelta(days=act.campaign.retention_days)


@pytest.mark.parametrize("mark", [{}, {"signature": None, "paper": True}], ids=["on the phone", "on paper"])
def test_it_names_who_opens_it_and_the_last_day(world: World, resident: Client, mark: dict[str, Any]) -> None:
    shown = page(resident.get(receipt_of_letter(world, **mark))).text
    assert f"责任书盖章后，{Act.objects.get().unit.name}可将扫描件加密保存在此" in shown
    assert "仅该单位和上级单位的负责人、管理员能打开，每次打开都有记录" in shown
    assert f"最迟到{in_chinese(last_day(world))}，到期自动删除" in shown


def test_it_says_so_in_english_too(world: World, english_resident: Client) -> None:
    shown = page(english_resident.get(receipt_of_letter(world))).text
    assert "may keep a scan of it here, encrypted: only those who lead that unit or one above it can open it" in shown


def test_a_scan_that_is_there_is_named_among_what_is_held(world: World, resident: Client) -> None:
    receipt = receipt_of_letter(world)
    add_sealed_copy(by=scope_of(world.officers["chief"]), act_id=Act.objects.get().pk, content=PDF)
    shown = page(resident.get(receipt)).text
    assert "盖章件扫描，已加密" in shown and "能打开" in shown


def test_a_residents_receipt_says_nothing_of_it(world: World, resident: Client) -> None:
    sign(phone(), world.codes["activity"], world.texts[TextKind.RESIDENT].version)
    receipt = "/R/" + receipt_text(world.campaign.key, Act.objects.get().pk)
    assert "扫描件" not in page(resident.get(receipt)).text


@pytest.mark.parametrize("step", ["erase", "withdraw"])
def test_once_its_signatory_took_it_back_there_will_be_none(world: World, resident: Client, step: str) -> None:
    receipt = receipt_of_letter(world)
    resident.post(f"{receipt}/{step}")
    assert "扫描件" not in page(resident.get(receipt)).text


def test_of_a_voided_letter_there_will_be_none(world: World, resident: Client) -> None:
    receipt = receipt_of_letter(world)
    void = Void(submission_id=uuid4(), target=Act.objects.get().pk, reason="误录")
    assert record([void], principal=world.principal("officer"), now=world.now)[0].status == 201
    assert "扫描件" not in page(resident.get(receipt)).text


@pytest.mark.parametrize(("days", "is_told"), [(0, True), (1, False)])
def test_after_the_last_day_it_says_nothing(world: World, resident: Client, days: int, is_told: bool) -> None:
    receipt = receipt_of_letter(world, occurred_at=world.midday - timedelta(days=12))
    ended = {"ends_on": world.today - timedelta(days=10), "retention_days": 10 - days}
    Campaign.objects.filter(pk=world.campaign.pk).update(**ended)
    assert ("扫描件" in page(resident.get(receipt)).text) is is_told
