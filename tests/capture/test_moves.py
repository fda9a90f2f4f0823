"""Witness and void: an act is moved as a whole, taken back once, by whom it may be."""

from dataclasses import replace
from uuid import uuid4

import pytest

from outreach.capture.operations import (
    Void,
    Witness,
)
from outreach.capture.record import record
from outreach.ledger.models import Outcome
from tests.capture.acts import RESIDENT, in_parallel, install, net, pledge, send
from tests.world import World


def test_a_resident_install_counts_and_gives_receipt_and_witness_codes(world: World) -> None:
    result = send(install(world, alerts_enabled="yes"), RESIDENT, world)
    assert (result.outcome, result.status) == (Outcome.COUNTED, 201)
    assert result.indicators == {"app_confirmations": 1, "alerts_enabled": 1}
    assert len(result.receipt) == len(result.witness) == 16 and result.receipt != result.witness
    assert net() == {("app_confirmations", "self_reported"): 1, ("alerts_enabled", "self_reported"): 1}


def test_a_witness_moves_what_was_self_reported(world: World) -> None:
    result = send(install(world, basis="helped_now", alerts_enabled="yes"), RESIDENT, world)
    witness = Witness(submission_id=uuid4(), code=result.witness)
    seen = send(witness, world.principal("officer"), world)
    assert (seen.outcome, seen.indicators) == (Outcome.COUNTED, {})
    assert net() == {("app_installs", "witnessed"): 1, ("alerts_enabled", "witnessed"): 1}
    again = send(replace(witness, submission_id=uuid4()), world.principal("colleague"), world)
    assert again.code == "already_counted"


def test_a_void_takes_back_what_is_there_now_and_releases_the_claim(world: World) -> None:
    officer, form = world.principal("officer"), world.forms[0].text
    paper = pledge(world, code=form, paper=True)
    send(paper, officer, world)
    void = Void(submission_id=uuid4(), target=paper.submission_id, reason="扫错了")
    assert send(void, officer, world).outcome == Outcome.COUNTED
    assert net() == {}
    assert send(replace(void, submission_id=uuid4()), officer, world).code == "act_voided"
    assert send(pledge(world, code=form, paper=True), officer, world).outcome == Outcome.COUNTED


@pytest.mark.parametrize("void_first", [True, False])
def test_void_and_witness_in_either_order_leave_nothing(world: World, void_first: bool) -> None:
    signed = send(pledge(world), RESIDENT, world)
    witness = Witness(submission_id=uuid4(), code=signed.witness)
    void = Void(submission_id=uuid4(), target=signed.submission_id, reason="重复")
    chief = world.principal("chief")
    operations = [void, witness] if void_first else [witness, void]
    codes = [send(operation, chief, world).code for operation in operations]
    assert codes == (["", "act_voided"] if void_first else ["", ""])
    assert net() == {}


def test_a_void_of_a_witness_makes_it_self_reported_again(world: World) -> None:
    signed = send(pledge(world), RESIDENT, world)
    chief = world.principal("chief")
    witness = Witness(submission_id=uuid4(), code=signed.witness)
    send(witness, chief, world)
    assert send(Void(submission_id=uuid4(), target=witness.submission_id, reason="看错"), chief, world).status == 201
    assert net() == {("resident_pledges", "self_reported"): 1}
    assert send(Witness(submission_id=uuid4(), code=signed.witness), chief, world).status == 201
    assert net() == {("resident_pledges", "witnessed"): 1}


def test_an_officer_takes_back_the_own_witness_and_no_colleagues(world: World) -> None:
    signed = send(pledge(world), RESIDENT, world)
    witness = Witness(submission_id=uuid4(), code=signed.witness)
    send(witness, world.principal("officer"), world)
    void = Void(submission_id=uuid4(), target=witness.submission_id, reason="看错")
    assert send(void, world.principal("colleague"), world).code == "out_of_scope"
    assert send(replace(void, submission_id=uuid4()), world.principal("officer"), world).status == 201
    assert net() == {("resident_pledges", "self_reported"): 1}


def test_a_void_of_a_void_and_of_another_units_act_are_refused(world: World) -> None:
    done = install(world, code="", basis="helped_now")
    send(done, world.principal("officer"), world)
    void = Void(submission_id=uuid4(), target=done.submission_id, reason="误录")
    assert send(void, world.principal("outsider"), world).code == "out_of_scope"
    assert send(replace(void, submission_id=uuid4()), world.principal("colleague"), world).code == "out_of_scope"
    assert send(replace(void, submission_id=uuid4()), world.principal("officer"), world).status == 201
    undo = Void(submission_id=uuid4(), target=void.submission_id, reason="误作废")
    assert send(undo, world.principal("officer"), world).code in ("target_unknown", "cannot_void")


@pytest.mark.django_db(transaction=True)
def test_parallel_voids_of_one_act_take_it_back_once(world: World) -> None:
    done = install(world, code="", basis="helped_now")
    send(done, world.principal("officer"), world)
    voids = [Void(submission_id=uuid4(), target=done.submission_id, reason="误录") for _each in range(8)]
    results = in_parallel(8, lambda number: send(voids[number], world.principal("officer"), world))
    assert sorted(result.status for result in results) == [201] + [409] * 7
    assert net() == {}


@pytest.mark.django_db(transaction=True)
def test_void_and_witness_in_parallel_end_voided(world: World) -> None:
    chief = world.principal("chief")
    for _round in range(5):
        signed = send(pledge(world), RESIDENT, world)
        moves = [
            Witness(submission_id=uuid4(), code=signed.witness),
            Void(submission_id=uuid4(), target=signed.submission_id, reason="重复"),
        ]
        results = in_parallel(2, lambda number, moves=moves: send(moves[number], chief, world))
        assert results[1].status == 201
        assert results[0].code in ("", "act_voided")
    assert net() == {}


def test_a_void_of_what_was_rejected_waits_until_it_counts(world: World) -> None:
    officer, later = world.principal("officer"), "ZZZZZZZZZZZZZZZZ"
    early = install(world, code=later)
    void = Void(submission_id=uuid4(), target=early.submission_id, reason="误录")
    assert [send(each, officer, world).code for each in (early, void)] == ["code_unknown", "target_unknown"]
    world.code("activity", text=later)
    record([void, early], principal=officer, now=world.now)
    assert net() == {}
