"""A resident may see, withdraw and erase, and say that it was not voluntary; the ledger stays exact throughout."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum

from outreach.audit.models import AuditEvent
from outreach.capture.models import Claim, SignerRecord
from outreach.capture.operations import Install, Pledge
from outreach.capture.record import record
from outreach.capture.results import Principal, Result
from outreach.errors import Refusal
from outreach.ledger.models import LedgerEntry, Submission
from outreach.privacy.models import PressureReport
from outreach.privacy.selectors import held_under
from outreach.privacy.services import erase, report_pressure, withdraw
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
    (held,) = held_under(result.receipt)
    assert (held.kind, held.held, held.withdrawn) == ("pledge", ("name",), False)


def test_a_linked_install_is_found_under_the_same_receipt(world: World) -> None:
    _operation, result = signed(world, world.leaflets[0].text)
    install = Install(submission_id=uuid4(), code=world.leaflets[0].text, basis="already_had", receipt=result.receipt)
    assert record([install], principal=RESIDENT, now=world.now + timedelta(minutes=2))[0].receipt == result.receipt
    assert [held.kind for held in held_under(result.receipt)] == ["pledge", "install"]


def test_withdrawal_voids_erases_and_frees_the_code(world: World) -> None:
    _operation, result = signed(world, world.leaflets[0].text)
    withdraw(receipt=result.receipt, now=world.now)
    assert net() == 0
    assert not SignerRecord.objects.exists() and not Claim.objects.exists()
    assert [held.withdrawn for held in held_under(result.receipt)] == [True]
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


def test_pressure_is_told_about_a_unit_and_a_month_and_nothing_else(world: World) -> None:
    _operation, result = signed(world, world.codes["activity"].text)
    for _pressed in range(3):
        report_pressure(receipt=result.receipt, now=world.now)
    fields = {field.attname for field in PressureReport._meta.local_fields}
    assert fields == {"id", "campaign_id", "about_id", "month"}
    assert PressureReport.objects.get().about == world.units["station_a"]


@pytest.mark.parametrize("right", [withdraw, erase, report_pressure])
@pytest.mark.django_db
def test_an_unknown_receipt_reveals_nothing(right: object) -> None:
    with pytest.raises(Refusal) as refusal:
        right(receipt="AAAAAAAAAAAAAAAA")  # type: ignore[operator]
    assert refusal.value.problem.code == "not_found"
