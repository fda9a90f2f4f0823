"""record(): codes, clocks and scope decide what counts, and where."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from outreach.capture.models import SignerRecord
from outreach.capture.operations import (
    Material,
    Signature,
)
from outreach.ledger.models import Act, LedgerEntry, Outcome, Submission
from tests.capture.acts import RESIDENT, install, net, pledge, send
from tests.world import ZONE, World


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("expired", "code_expired"),
        ("scheduled", "code_expired"),
        ("revoked", "code_revoked"),
        ("used_up", "code_used_up"),
    ],
)
def test_a_code_out_of_its_window_is_refused(world: World, name: str, code: str) -> None:
    assert send(install(world, code=world.codes[name].text), RESIDENT, world).code == code
    assert LedgerEntry.objects.count() == 0


def test_an_officer_who_scanned_before_revocation_is_heard(world: World) -> None:
    operation = install(world, code=world.codes["revoked"].text, occurred_at=world.now - timedelta(days=3))
    assert send(operation, world.principal("officer"), world).outcome == Outcome.COUNTED


def test_a_place_code_counts_nothing_for_a_resident(world: World) -> None:
    assert send(install(world, code=world.codes["place"].text), RESIDENT, world).code == "wrong_code_kind"


def test_a_residents_wrong_clock_is_never_a_reason_to_refuse(world: World) -> None:
    operation = install(world, occurred_at=world.now - timedelta(days=4000))
    assert send(operation, RESIDENT, world).outcome == Outcome.COUNTED
    assert Act.objects.get().day == world.today


def test_an_officers_clock_is_corrected_and_an_impossible_time_is_flagged(world: World) -> None:
    officer, hours = world.principal("officer"), 2 * 3600 * 1000
    slow = install(world, occurred_at=world.now - timedelta(days=2), clock_offset_ms=hours)
    send(slow, officer, world)
    assert Submission.objects.get(pk=slow.submission_id).occurred_at == world.now - timedelta(hours=46)
    fast = install(world, occurred_at=world.now + timedelta(days=900))
    assert send(fast, officer, world).outcome == Outcome.COUNTED
    assert Submission.objects.get(pk=fast.submission_id).flags == ["implausible_time"]


def test_what_happened_longer_ago_than_the_late_limit_is_refused(world: World) -> None:
    code = world.code("activity", starts_at=world.now - timedelta(days=80))
    operation = install(world, code=code.text, occurred_at=world.now - timedelta(days=31))
    assert send(operation, world.principal("officer"), world).code == "too_late"


def test_materials_count_less_returns_and_posted_ones_apart(world: World) -> None:
    officer, code = world.principal("officer"), world.codes["place"].text
    send(Material(submission_id=uuid4(), code=code, material_kind="leaflet", copies=500, returned=20), officer, world)
    send(Material(submission_id=uuid4(), code=code, material_kind="poster", copies=6, use="posted"), officer, world)
    assert net() == {("materials", "witnessed"): 480, ("materials_posted", "witnessed"): 6}


def test_a_signature_is_sealed_apart_from_the_ledger(world: World) -> None:
    signature = Signature(300, 150, ((10, 10, 1, 2), (5, 5)))
    signed = send(pledge(world, signature=signature), RESIDENT, world)
    sealed = bytes(SignerRecord.objects.get(pk=signed.submission_id).sealed)
    assert b"strokes" not in sealed


def test_an_install_by_a_resident_costs_no_more_than_six_statements(
    world: World, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    send(install(world), RESIDENT, world)
    with django_assert_max_num_queries(8):
        # Two of them are the savepoint that stands in for BEGIN and COMMIT here.
        send(install(world, code=world.leaflets[2].text, alerts_enabled="yes"), RESIDENT, world)


def test_an_act_without_a_code_is_judged_by_the_local_day_and_a_dead_clock_counts_now(world: World) -> None:
    dead = install(world, code="", basis="helped_now", occurred_at=datetime(1970, 1, 1, tzinfo=UTC))
    assert send(dead, world.principal("officer"), world).status == 201
    joined = world.officers["former"].memberships.create(
        unit=world.units["station_a"], role="officer", starts_on=world.today
    )
    midnight = datetime.combine(joined.starts_on, datetime.min.time(), tzinfo=ZONE)
    early = install(world, code="", basis="helped_now", occurred_at=midnight)
    assert send(early, world.principal("former"), world).status == 201


def test_an_install_is_linked_to_a_receipt_there_is_and_no_other(world: World) -> None:
    assert send(install(world, receipt="????"), RESIDENT, world).code == "malformed"
