"""A resident may see, withdraw and erase, and say that it was not voluntary; the ledger stays exact throughout."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Sum

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign
from outreach.capture.models import Claim, SignerRecord
from outreach.capture.operations import Install, Pledge, Void
from outreach.capture.operations import Refusal as SayNo
from outreach.capture.record import record
from outreach.capture.results import Principal, Result
from outreach.capture.signatures import Proof
from outreach.codes.models import Code
from outreach.codes.stubs import receipt_mark, stub_text
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import derived_uuid
from outreach.errors import Refusal
from outreach.ledger.models import Act, LedgerEntry, Submission
from outreach.privacy.models import PressureReport
from outreach.privacy.selectors import HeldAct, found_under, paper_among_others
from outreach.privacy.services import erase, report_pressure, withdraw
from tests.capture.acts import in_parallel
from tests.world import World

RESIDENT = Principal.resident("c3")


def signed(world: World, code: str) -> tuple[Pledge, Result]:
    operation = Pledge(
        submission_id=uuid4(),
        code=code,
        text_version=world.texts["resident"].version,
        assent=True,
        name="示例居民",
    )
    return operation, record([operation], principal=RESIDENT, now=world.now)[0]


def net() -> int:
    return LedgerEntry.objects.aggregate(net=Sum("quantity"))["net"] or 0


def test_a_receipt_says_what_is_held_without_its_values(world: World) -> None:
    _operation, result = signed(world, world.leaflets[0].text)
    (held,) = found_under(result.receipt).acts
    assert (held.kind, held.held, held.withdrawn) == ("pledge", ("name",), False)


def test_a_linked_install_is_found_under_the_same_receipt(world: World) -> None:
    _operation, result = signed(world, world.leaflets[0].text)
    install = Install(submission_id=uuid4(), code=world.leaflets[0].text, basis="already_had", receipt=result.receipt)
    assert record([install], principal=RESIDENT, now=world.now + timedelta(minutes=2))[0].receipt == result.receipt
    assert [held.kind for held in found_under(result.receipt).acts] == ["pledge", "install"]


def test_withdrawal_voids_erases_and_frees_the_code(world: World) -> None:
    _operation, result = signed(world, world.leaflets[0].text)
    withdraw(receipt=result.receipt, now=world.now)
    assert net() == 0
    assert not SignerRecord.objects.exists() and not Claim.objects.exists()
    assert [held.withdrawn for held in found_under(result.receipt).acts] == [True]
    assert signed(world, world.leaflets[0].text)[1].status == 201


def test_withdrawing_twice_takes_back_once(world: World) -> None:
    _operation, result = signed(world, world.codes["activity"].text)
    for _time in range(2):
        withdraw(receipt=result.receipt, now=world.now)
    assert net() == 0
    assert LedgerEntry.objects.count() == 2


def test_erasing_keeps_the_count_and_the_claim(world: World) -> None:
    operation, result = signed(world, world.leaflets[0].text)
    erase(receipt=result.receipt, now=world.now)
    assert net() == 1
    assert not SignerRecord.objects.exists()
    assert Submission.objects.get(pk=operation.submission_id).content_mark is None
    assert signed(world, world.leaflets[0].text)[1].code == "already_counted"


def test_the_audit_log_tells_of_it_without_personal_values(world: World) -> None:
    _operation, result = signed(world, world.codes["activity"].text)
    withdraw(receipt=result.receipt, now=world.now)
    told = " ".join(f"{event.actor} {event.action} {event.subject} {event.facts}" for event in AuditEvent.objects.all())
    assert "withdraw" in told and "示例居民" not in told and result.receipt not in told


@pytest.mark.parametrize("right", [withdraw, erase])
def test_what_changes_nothing_is_not_noted(world: World, right: Any) -> None:
    _operation, result = signed(world, world.codes["activity"].text)
    for _time in range(3):
        right(receipt=result.receipt, now=world.now)
    assert AuditEvent.objects.filter(action=right.__name__).count() == 1


def test_withdrawing_what_was_erased_is_noted_too(world: World) -> None:
    _operation, result = signed(world, world.codes["activity"].text)
    for right in (erase, withdraw):
        right(receipt=result.receipt, now=world.now)
    assert AuditEvent.objects.get(action="erase").facts == {"erased": True}
    assert AuditEvent.objects.get(action="withdraw").facts == {"erased": False}


@pytest.mark.django_db(transaction=True)
def test_withdrawing_many_times_at_once_takes_back_and_notes_once(world: World) -> None:
    _operation, result = signed(world, world.leaflets[0].text)
    done: list[Any] = in_parallel(4, lambda _number: withdraw(receipt=result.receipt, now=world.now))  # type: ignore[arg-type,return-value]
    assert len(done) == 4
    assert (net(), LedgerEntry.objects.count(), AuditEvent.objects.filter(action="withdraw").count()) == (0, 2, 1)


def test_what_cannot_be_taken_back_is_said_and_nothing_is_erased(world: World) -> None:
    _operation, result = signed(world, world.codes["activity"].text)
    act = Act.objects.get()
    # Its withdrawal finds its own id taken by something else.
    taken = derived_uuid(environment_key(), "withdrawal", act.id.bytes)
    no = SayNo(submission_id=taken, code=world.codes["activity"].text)
    assert record([no], principal=Principal.resident(), now=world.now)[0].status == 201
    with pytest.raises(Refusal) as refusal:
        withdraw(receipt=result.receipt, now=world.now)
    assert refusal.value.problem.code == "submission_mismatch"
    assert net() == 1 and SignerRecord.objects.count() == 1
    assert not AuditEvent.objects.exists()


def signed_with_phone(world: World) -> str:
    """The receipt of a pledge with name and phone number."""
    Campaign.objects.filter(pk=world.campaign.pk).update(phone_policy="optional")
    operation = Pledge(
        submission_id=uuid4(),
        code=world.codes["activity"].text,
        text_version=world.texts["resident"].version,
        assent=True,
        name="示例居民",
        phone="13800000000",
    )
    return record([operation], principal=RESIDENT, now=world.now)[0].receipt


def test_the_mark_of_a_phone_number_is_held_until_withdrawal(world: World) -> None:
    receipt = signed_with_phone(world)
    (held,) = found_under(receipt).acts
    assert (held.held, held.is_erasable) == (("name", "phone"), True)
    erase(receipt=receipt, now=world.now)
    (held,) = found_under(receipt).acts
    assert (held.held, held.is_erasable) == (("phone",), False)
    withdraw(receipt=receipt, now=world.now)
    assert found_under(receipt).acts[0].held == ()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 80])
def test_a_damaged_record_is_told_and_can_be_erased(world: World, damage: bytes) -> None:
    _operation, result = signed(world, world.codes["activity"].text)
    SignerRecord.objects.update(sealed=damage)
    (held,) = found_under(result.receipt).acts
    assert (held.held, held.is_erasable, held.proof) == (("unreadable",), True, Proof.DIFFERS)
    erase(receipt=result.receipt, now=world.now)
    assert found_under(result.receipt).acts[0].held == ()


def test_nothing_is_unsealed_where_no_text_is_asked_for(world: World) -> None:
    _operation, result = signed(world, world.codes["activity"].text)
    (held,) = found_under(result.receipt, with_texts=False).acts
    assert (held.held, bool(held.signed), held.proof, held.is_erasable) == ((), False, None, True)


def test_what_still_counts_tells_the_unit_and_not_what_was_voided_before(world: World) -> None:
    receipt = stub(world)
    void(world, enter(world))
    enter(world)
    found = found_under(receipt)
    assert [held.withdrawn for held in found.acts].count(False) == 1
    assert isinstance(found.leading, HeldAct) and not found.leading.withdrawn
    withdraw(receipt=receipt, now=world.now)
    found = found_under(receipt)
    assert found.leading == found.acts[0]


def test_pressure_is_told_about_a_unit_and_a_month_and_nothing_else(world: World) -> None:
    _operation, result = signed(world, world.codes["activity"].text)
    for _pressed in range(3):
        report_pressure(receipt=result.receipt, network="192.0.2.1", now=world.now)
    fields = {field.attname for field in PressureReport._meta.local_fields}
    assert fields == {"id", "campaign_id", "about_id", "month"}
    assert PressureReport.objects.get().about == world.units["station_a"]


def stub(world: World) -> str:
    """The stub of the first form, as printing made it."""
    text = stub_text(world.campaign.key, world.forms[0].text)
    Code.objects.filter(pk=world.forms[0].pk).update(stub_mark=receipt_mark(text))
    return text


def enter(world: World, **fields: Any) -> Pledge:
    operation = Pledge(submission_id=uuid4(), code=world.forms[0].text, paper=True, **fields)
    assert record([operation], principal=world.principal("officer"), now=world.now)[0].status == 201
    return operation


def void(world: World, operation: Pledge) -> None:
    taken_back = Void(submission_id=uuid4(), target=operation.submission_id, reason="误录")
    assert record([taken_back], principal=world.principal("officer"), now=world.now)[0].status == 201


def test_a_stub_leads_to_the_range_that_its_paper_was_entered_in(world: World) -> None:
    receipt = stub(world)
    entered = enter(world, serial_from=1, serial_to=3)
    assert found_under(receipt).acts == []
    paper = paper_among_others(receipt)
    assert paper is not None
    assert (paper.serial, paper.at, paper.unit) == (1, world.now, world.units["station_a"])
    void(world, entered)
    assert paper_among_others(receipt) is None
    with pytest.raises(Refusal):
        found_under(receipt)


def test_a_paper_voided_and_entered_again_with_others_shows_both(world: World) -> None:
    receipt = stub(world)
    void(world, enter(world))
    enter(world, serial_from=1, serial_to=3)
    assert [held.withdrawn for held in found_under(receipt).acts] == [True]
    assert paper_among_others(receipt) is not None


def test_a_stub_that_was_never_used_or_signed_alone_leads_nowhere(world: World) -> None:
    receipt = stub(world)
    assert paper_among_others(receipt) is None
    signed(world, world.forms[0].text)
    assert paper_among_others(receipt) is None
    with pytest.raises(Refusal):
        found_under(receipt)


@pytest.mark.parametrize("right", [withdraw, erase])
def test_a_paper_among_others_is_not_taken_back_by_its_stub(world: World, right: Any) -> None:
    receipt = stub(world)
    enter(world, serial_from=1, serial_to=3)
    with pytest.raises(Refusal) as refusal:
        right(receipt=receipt, now=world.now)
    assert refusal.value.problem.code == "not_found"
    assert net() == 3


def test_whoever_was_made_to_sign_a_paper_among_others_may_say_so(world: World) -> None:
    receipt = stub(world)
    enter(world, serial_from=1, serial_to=3)
    report_pressure(receipt=receipt, network="192.0.2.1", now=world.now)
    assert PressureReport.objects.get().about == world.units["station_a"]


def test_erasing_drops_the_mark_of_what_an_officer_sent_of_the_person(world: World) -> None:
    receipt = stub(world)
    on_phone = Pledge(submission_id=uuid4(), code=world.forms[0].text, assent=True, name="示例居民")
    record([on_phone], principal=world.principal("officer"), now=world.now)
    erase(receipt=receipt, now=world.now)
    assert Submission.objects.get(pk=on_phone.submission_id).content_mark is None
    assert net() == 1


def test_erasing_leaves_the_mark_of_a_paper_that_held_nothing_of_the_person(world: World) -> None:
    receipt = stub(world)
    entered = enter(world)
    erase(receipt=receipt, now=world.now)
    assert Submission.objects.get(pk=entered.submission_id).content_mark is not None


@pytest.mark.parametrize("right", [withdraw, erase, partial(report_pressure, network="192.0.2.1")])
@pytest.mark.django_db
def test_an_unknown_receipt_reveals_nothing(right: object) -> None:
    with pytest.raises(Refusal) as refusal:
        right(receipt="AAAAAAAAAAAAAAAA")  # type: ignore[operator]
    assert refusal.value.problem.code == "not_found"
