"""Who signs on an officer's phone gets a receipt too; and what a void takes back keeps nothing of its signer."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from outreach.campaigns.models import Campaign
from outreach.capture.models import Claim, SignerRecord
from outreach.capture.models import Pledge as PledgeDetail
from outreach.capture.operations import Operation, Pledge, Signature, Void
from outreach.capture.receipts import receipt_mark, receipt_text
from outreach.capture.record import record
from outreach.capture.results import Result
from outreach.capture.signatures import Proof, verify
from outreach.codes.stubs import stub_text
from outreach.ledger.models import Act
from tests.capture.acts import RESIDENT, net, pledge, send
from tests.world import World

DRAWN = Signature(width=300, height=150, strokes=((10, 10, 5, -3, 4, 4),))


def letter(world: World, **fields: Any) -> Pledge:
    usual = {
        "code": world.codes["enterprise"].text,
        "signer": "organisation",
        "organisation": world.organisations["firm"].pk,
        "text_version": world.texts["unit"].version,
        "assent": True,
        "name": "示例负责人",
        "post": "总经理",
        "signature": DRAWN,
    }
    return Pledge(**{"submission_id": uuid4(), **usual, **fields})


def at_the(world: World, where: str) -> str:
    return {"activity": world.codes["activity"], "place": world.codes["place"], "leaflet": world.leaflets[0]}[
        where
    ].text


def by_officer(world: World, operation: Operation) -> Result:
    return send(operation, world.principal("officer"), world)


@pytest.mark.parametrize("where", ["activity", "place", "leaflet"])
@pytest.mark.parametrize("mark", [{"signature": DRAWN, "name": ""}, {"name": "示例居民"}], ids=["drawn", "typed"])
def test_who_signs_on_the_officers_phone_gets_a_receipt(world: World, where: str, mark: dict[str, Any]) -> None:
    operation = pledge(world, code=at_the(world, where), **mark)
    told = by_officer(world, operation)
    assert told.receipt == receipt_text(world.campaign.key, operation.submission_id)
    act = Act.objects.get()
    assert (bytes(act.receipt_mark or b""), act.witness_mark, told.witness) == (receipt_mark(told.receipt), None, "")


def test_a_letter_gives_one_on_the_phone_and_on_paper_where_a_name_is_noted(world: World) -> None:
    assert by_officer(world, letter(world)).receipt
    assert by_officer(world, letter(world, organisation=world.organisations["firm"].pk)).code == "already_counted"
    Claim.objects.all().delete()
    assert by_officer(world, letter(world, paper=True, signature=None)).receipt
    Claim.objects.all().delete()
    assert not by_officer(world, letter(world, paper=True, signature=None, name="", post="")).receipt


def test_a_replay_gives_the_same_receipt_alone_and_in_a_batch(world: World) -> None:
    operation = letter(world)
    first = by_officer(world, operation)
    again = by_officer(world, operation)
    assert (again.replay, again.receipt) == (True, first.receipt)
    batch = record([pledge(world), operation], principal=world.principal("officer"), now=world.now)
    assert (batch[1].replay, batch[1].receipt) == (True, first.receipt)
    assert by_officer(world, replace(operation, post="经理")).receipt == ""
    assert send(operation, world.principal("colleague"), world).receipt == ""


def test_a_form_has_its_stub_and_no_other_receipt(world: World) -> None:
    form = world.forms[0]
    operation = pledge(world, code=form.text, signature=DRAWN, name="")
    assert [by_officer(world, operation).receipt for _time in range(2)] == ["", ""]
    stub = stub_text(world.campaign.key, form.text)
    assert bytes(Act.objects.get().receipt_mark or b"") == receipt_mark(stub)


def test_what_holds_nothing_of_a_person_has_no_receipt(world: World) -> None:
    assert by_officer(world, pledge(world, name="")).receipt == ""
    assert Act.objects.get().receipt_mark is None


def test_a_phone_number_alone_is_reason_enough_unless_it_is_not_kept(world: World) -> None:
    assert by_officer(world, pledge(world, name="", phone="13900000001")).receipt == ""
    Campaign.objects.filter(pk=world.campaign.pk).update(phone_policy="optional")
    assert by_officer(world, pledge(world, name="", phone="13900000002")).receipt


def test_papers_entered_together_have_no_one_signer(world: World) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(phone_policy="optional")
    assert by_officer(world, pledge(world, paper=True, copies=40, phone="13900000001")).receipt == ""


@pytest.mark.parametrize("name", ["officer", "chief"])
def test_a_void_by_its_author_or_a_chief_erases_the_signer(world: World, name: str) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(phone_policy="optional")
    kept = pledge(world, signature=DRAWN, name="", phone="13900000001")
    gone = pledge(world, signature=DRAWN, name="", phone="13900000002")
    for each in (kept, gone):
        by_officer(world, each)
    taken_back = Void(submission_id=uuid4(), target=gone.submission_id, reason="误录")
    assert send(taken_back, world.principal(name), world).status == 201
    assert SignerRecord.objects.get().act_id == kept.submission_id
    assert Claim.objects.get().act_id == kept.submission_id
    act = Act.objects.select_related("campaign", "pledge").get(pk=gone.submission_id)
    assert (act.pledge.signature_digest, verify(act)) == (None, Proof.ERASED)


def test_a_void_in_the_same_batch_keeps_nothing_of_the_signer_either(world: World) -> None:
    operation = letter(world)
    taken_back = Void(submission_id=uuid4(), target=operation.submission_id, reason="误录")
    results = record([taken_back, operation], principal=world.principal("officer"), now=world.now)
    assert [result.status for result in results] == [201, 201]
    assert not SignerRecord.objects.exists() and net() == {}
    assert PledgeDetail.objects.get().signature_digest is None


def test_a_void_that_is_refused_erases_nothing(world: World) -> None:
    operation = letter(world)
    by_officer(world, operation)
    taken_back = Void(submission_id=uuid4(), target=operation.submission_id, reason="误录")
    assert send(taken_back, world.principal("outsider"), world).code == "out_of_scope"
    assert SignerRecord.objects.exists()


def test_a_chiefs_void_of_what_a_resident_signed_erases_it_and_the_post_is_answered_as_before(world: World) -> None:
    operation = pledge(world)
    told = send(operation, RESIDENT, world)
    taken_back = Void(submission_id=uuid4(), target=operation.submission_id, reason="误录")
    assert send(taken_back, world.principal("chief"), world).status == 201
    assert not SignerRecord.objects.exists()
    assert send(operation, RESIDENT, world).receipt == told.receipt
    assert not SignerRecord.objects.exists()
