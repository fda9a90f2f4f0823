"""The mark of a phone stands beside what was done on it until that is withdrawn or erased, and no longer."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from outreach.campaigns.models import TextKind
from outreach.capture.operations import Install, Pledge
from outreach.capture.receipts import receipt_text
from outreach.capture.record import record
from outreach.capture.results import ANONYMOUS, Principal
from outreach.ledger.models import Act, LedgerEntry, Outcome, Source, Submission
from outreach.privacy.services import erase, withdraw
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import confirm, sign, url
from tests.world import World

RESIDENT = Principal.resident("c3")
RIGHTS = pytest.mark.parametrize("right", [withdraw, erase])


@pytest.fixture
def counted(world: World) -> Submission:
    """A pledge that was signed on a phone with a cookie."""
    return send(world, a_pledge(world))


def a_pledge(world: World) -> Pledge:
    version = world.texts[TextKind.RESIDENT].version
    code = world.codes["activity"].text
    return Pledge(submission_id=uuid4(), code=code, text_version=version, assent=True, name="示例居民")


def send(world: World, operation: Pledge) -> Submission:
    assert record([operation], principal=RESIDENT, now=world.now)[0].outcome == Outcome.COUNTED
    return Submission.objects.get(pk=operation.submission_id)


def receipt_of(world: World, submission: Submission) -> str:
    return receipt_text(world.campaign.key, submission.pk)


@RIGHTS
def test_nothing_that_leads_to_the_phone_is_left(world: World, counted: Submission, right: Any) -> None:
    assert counted.principal == RESIDENT.name
    right(receipt=receipt_of(world, counted), now=world.now)
    assert set(Submission.objects.values_list("principal", "content_mark")) == {(ANONYMOUS, None)}


def test_what_another_did_on_the_same_phone_is_left_alone(world: World, counted: Submission) -> None:
    other = send(world, a_pledge(world))
    erase(receipt=receipt_of(world, counted), now=world.now)
    other.refresh_from_db()
    assert other.principal == RESIDENT.name and other.content_mark is not None


def test_what_an_officer_sent_keeps_its_sender(world: World, counted: Submission) -> None:
    receipt = receipt_of(world, counted)
    helped = Install(submission_id=uuid4(), code=world.codes["activity"].text, basis="helped_now", receipt=receipt)
    officer = world.principal("officer")
    assert record([helped], principal=officer, now=world.now)[0].status == 201
    withdraw(receipt=receipt, now=world.now)
    assert Submission.objects.get(pk=helped.submission_id).principal == officer.name


@RIGHTS
@pytest.mark.parametrize("sender", [RESIDENT, Principal.resident(), Principal.resident("f00d")])
def test_sent_again_afterwards_it_is_refused_and_changes_nothing(world: World, right: Any, sender: Principal) -> None:
    operation = a_pledge(world)
    right(receipt=receipt_of(world, send(world, operation)), now=world.now)
    before = list(LedgerEntry.objects.values())
    for again in (operation, replace(operation, name="另一位")):
        (result,) = record([again], principal=sender, now=world.now)
        assert (result.outcome, result.code, result.receipt) == (Outcome.REJECTED, "submission_mismatch", "")
    assert list(LedgerEntry.objects.values()) == before
    assert set(Submission.objects.values_list("principal", flat=True)) == {ANONYMOUS}


def test_the_phone_still_finds_its_receipt_after_it_was_erased(world: World) -> None:
    visitor, code = phone(), world.codes["activity"]
    sign(visitor, code, world.texts[TextKind.RESIDENT].version)
    confirm(visitor, code)
    receipt = receipt_text(world.campaign.key, Act.objects.get(kind="pledge").pk)
    Client().post(f"/R/{receipt}/erase")
    assert f"/R/{receipt}" in page(visitor.get(url(code, "receipt"))).links
    answer = sign(visitor, code, world.texts[TextKind.RESIDENT].version)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(url(code, "receipt"))


@pytest.mark.parametrize(
    ("source", "change"),
    [
        (Source.RESIDENT, {"principal": "device:ff", "content_mark": None}),
        (Source.RESIDENT, {"principal": "", "content_mark": None}),
        (Source.RESIDENT, {"principal": ANONYMOUS}),
        (Source.OFFICER, {"principal": ANONYMOUS, "content_mark": None}),
    ],
)
def test_the_database_lets_a_sender_be_forgotten_by_erasure_alone(
    world: World, source: Source, change: dict[str, Any]
) -> None:
    principal = RESIDENT if source == Source.RESIDENT else world.principal("officer")
    operation = a_pledge(world)
    record([operation], principal=principal, now=world.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=operation.submission_id).update(**change)
