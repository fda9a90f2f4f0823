"""A submission is answered alike however often it is sent, and reveals nothing to anyone else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from outreach.campaigns.models import Campaign
from outreach.capture.operations import (
    Malformed,
    Operation,
    Refusal,
    Talk,
    Void,
)
from outreach.capture.record import record
from outreach.capture.recount import claim_differences
from outreach.capture.results import Principal
from outreach.ledger.models import Act, Kind, LedgerEntry, Outcome, Submission
from outreach.ledger.recount import recount
from tests.capture.acts import RESIDENT, completion, in_parallel, install, net, pledge, send
from tests.world import World


def test_the_same_submission_is_answered_alike_and_counts_once(world: World) -> None:
    operation = install(world, basis="helped_now")
    first, again = send(operation, RESIDENT, world), send(operation, RESIDENT, world)
    assert not first.replay and again.replay
    assert (again.status, again.receipt, again.witness, again.indicators) == (
        200,
        first.receipt,
        first.witness,
        first.indicators,
    )
    assert net() == {("app_installs", "self_reported"): 1}


def test_the_same_id_with_other_content_is_refused_and_reveals_nothing(world: World) -> None:
    operation = install(world)
    send(operation, RESIDENT, world)
    other = send(replace(operation, basis="already_had"), RESIDENT, world)
    assert (other.code, other.status, other.receipt, dict(other.indicators)) == ("submission_mismatch", 422, "", {})
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("principal", [Principal.resident("b2"), Principal.officer(1)])
def test_the_same_id_from_another_principal_is_refused(world: World, principal: Principal) -> None:
    operation = install(world)
    send(operation, RESIDENT, world)
    assert send(operation, principal, world).code in ("submission_mismatch", "out_of_scope")
    assert LedgerEntry.objects.count() == 1


def test_a_scope_rejection_is_judged_again_when_the_same_id_comes_back(world: World) -> None:
    operation = install(world, code=world.codes["activity_b"].text, basis="helped_now")
    officer = world.principal("officer")
    assert send(operation, officer, world).code == "out_of_scope"
    world.officers["officer"].memberships.create(
        unit=world.units["station_b"], role="officer", starts_on=world.today - timedelta(days=3)
    )
    assert send(operation, officer, world).outcome == Outcome.COUNTED
    assert send(operation, officer, world).replay


def test_a_code_whose_batch_arrives_later_counts_when_resent(world: World) -> None:
    officer = world.principal("officer")
    operation = pledge(world, code="ZZZZZZZZZZZZZZZZ", paper=True)
    assert send(operation, officer, world).code == "code_unknown"
    world.code("form", text="ZZZZZZZZZZZZZZZZ", batch=world.forms[0].batch, serial=99)
    assert send(operation, officer, world).outcome == Outcome.COUNTED


def test_a_refusal_leaves_the_code_and_nothing_else(world: World) -> None:
    result = send(Refusal(submission_id=uuid4(), code=world.codes["activity"].text), RESIDENT, world)
    assert (result.outcome, result.status) == (Outcome.ACCEPTED, 201)
    assert Act.objects.count() == LedgerEntry.objects.count() == 0
    assert Submission.objects.get().principal == "anonymous"


def test_one_bad_item_does_not_hold_up_the_others(world: World) -> None:
    operations: list[Operation] = [install(world, code="", basis="helped_now") for _each in range(5)]
    operations[2] = install(world, code="NOSUCHCODE")
    results = record(operations, principal=world.principal("officer"), now=world.now)
    assert [result.code for result in results] == ["", "", "code_unknown", "", ""]
    assert net() == {("app_installs", "witnessed"): 4}


def test_an_officers_malformed_item_spends_its_id(world: World) -> None:
    officer = world.principal("officer")
    bad = Malformed(submission_id=uuid4(), of=Kind.INSTALL, said='{"basis": 5}', errors={"basis": ["?"]})
    assert send(bad, officer, world).status == send(bad, officer, world).status == 400
    mended = install(world, submission_id=bad.submission_id, code="", basis="helped_now")
    assert send(mended, officer, world).code == "submission_mismatch"
    assert send(replace(mended, submission_id=uuid4(), corrects=bad.submission_id), officer, world).status == 201


def test_a_residents_malformed_post_leaves_the_id_for_the_right_one(world: World) -> None:
    operation = pledge(world, assent=False)
    assert send(operation, RESIDENT, world).status == 400
    assert not Submission.objects.exists()
    assert send(replace(operation, assent=True), RESIDENT, world).status == 201


def test_a_residents_second_post_on_a_used_leaflet_leaves_the_id_for_when_it_is_free(world: World) -> None:
    leaflet = world.leaflets[0].text
    first = pledge(world, code=leaflet)
    receipt = send(first, RESIDENT, world).receipt
    second = pledge(world, code=leaflet)
    for _time in range(2):
        told = send(second, Principal.resident("b2"), world)
        assert (told.status, told.code, told.replay) == (409, "already_counted", False)
    assert Submission.objects.count() == 1
    taken_back = Void(submission_id=uuid4(), target=first.submission_id, reason="withdrawn", receipt=receipt)
    assert send(taken_back, RESIDENT, world).status == 201
    assert send(second, Principal.resident("b2"), world).status == 201
    assert send(second, Principal.resident("b2"), world).status == 200


def test_a_number_that_has_signed_already_can_be_put_right_under_the_same_id(world: World) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(phone_policy="optional")
    send(pledge(world, phone="13900000001"), Principal.resident("b2"), world)
    operation = pledge(world, phone="13900000001")
    assert send(operation, RESIDENT, world).status == 409
    assert send(replace(operation, phone="13900000002"), RESIDENT, world).status == 201
    assert send(operation, RESIDENT, world).code == "submission_mismatch"


def test_an_officers_duplicate_spends_its_id(world: World) -> None:
    form, officer = world.forms[0].text, world.principal("officer")
    first, second = (pledge(world, code=form, paper=True) for _each in range(2))
    send(first, officer, world)
    assert send(second, officer, world).status == 409
    send(Void(submission_id=uuid4(), target=first.submission_id, reason="误录"), officer, world)
    assert (send(second, officer, world).status, Submission.objects.filter(outcome="duplicate").count()) == (409, 1)


@pytest.mark.parametrize(
    "policy", [{"mark": "assent"}, {"phone_policy": "required"}, {"minimum_age": 18}], ids=["mark", "phone", "age"]
)
def test_what_counted_is_answered_alike_after_the_policy_has_changed(world: World, policy: dict[str, Any]) -> None:
    operation = pledge(world, age_band="14_17")
    first = send(operation, RESIDENT, world)
    Campaign.objects.filter(pk=world.campaign.pk).update(**policy)
    again = send(operation, RESIDENT, world)
    assert (again.status, again.replay, again.receipt, again.witness) == (200, True, first.receipt, first.witness)
    assert dict(again.errors) == {}
    other = send(replace(operation, name="另一位"), RESIDENT, world)
    assert (other.status, other.receipt) == (422, "")
    assert send(operation, Principal.resident("b2"), world).status == 422
    assert net() == {("resident_pledges", "self_reported"): 1}


def test_what_counted_is_answered_alike_when_another_has_taken_what_was_freed(world: World) -> None:
    leaflet = world.leaflets[0].text
    first = pledge(world, code=leaflet)
    told = send(first, RESIDENT, world)
    send(Void(submission_id=uuid4(), target=first.submission_id, reason="误录"), world.principal("chief"), world)
    send(pledge(world, code=leaflet), Principal.resident("b2"), world)
    again = send(first, RESIDENT, world)
    assert (again.status, again.receipt) == (200, told.receipt)
    assert net() == {("resident_pledges", "self_reported"): 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leaflet", [0, 1, 2])
def test_parallel_posts_of_one_id_of_which_some_name_a_taken_number_count_once(world: World, leaflet: int) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(phone_policy="optional")
    send(pledge(world, phone="13900000001"), Principal.resident("b2"), world)
    right = pledge(world, code=world.leaflets[leaflet].text, phone="13900000002")
    wrong = replace(right, phone="13900000001")
    results = in_parallel(8, lambda number: send((wrong, right)[number % 2], RESIDENT, world))
    assert sorted(results[at].status for at in (1, 3, 5, 7)) == [200, 200, 200, 201]
    assert {results[at].status for at in (0, 2, 4, 6)} <= {409, 422}
    assert Submission.objects.get(pk=right.submission_id).outcome == Outcome.COUNTED
    assert send(right, RESIDENT, world).status == 200
    assert claim_differences() + recount() == []


@pytest.mark.django_db(transaction=True)
def test_parallel_posts_that_lose_their_leaflet_are_all_told_so_and_keep_nothing(world: World) -> None:
    leaflet = world.leaflets[0].text
    one, other = pledge(world, code=leaflet), pledge(world, code=leaflet)
    results = in_parallel(8, lambda number: send((one, other)[number % 2], RESIDENT, world))
    assert sorted(result.status for result in results) == [200] * 3 + [201] + [409] * 4
    assert Submission.objects.count() == Act.objects.count() == 1
    assert claim_differences() + recount() == []


def test_an_id_used_twice_in_one_batch_counts_once(world: World) -> None:
    operation = install(world, code="", basis="helped_now")
    other = replace(operation, platform="ios")
    results = record([operation, operation, other], principal=world.principal("officer"), now=world.now)
    assert [(result.status, result.replay) for result in results] == [(201, False), (200, True), (422, False)]


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_replays_make_one_act(world: World) -> None:
    operation = install(world)
    results = in_parallel(20, lambda _number: send(operation, RESIDENT, world))
    assert sorted(result.status for result in results) == [200] * 19 + [201]
    assert len({result.receipt for result in results}) == 1
    assert LedgerEntry.objects.count() == Act.objects.count() == 1


def test_an_id_that_was_spent_gives_no_right_over_anothers_act(world: World) -> None:
    talk = Talk(submission_id=uuid4(), code=world.codes["place"].text, activity_kind="law_class")
    send(completion(talk, attendance=9), world.principal("officer"), world)
    spent = Malformed(submission_id=talk.submission_id, of=Kind.INSTALL, said="{}", errors={})
    outsider = world.principal("outsider")
    send(spent, outsider, world)
    assert send(Void(submission_id=uuid4(), target=talk.submission_id, reason="?"), outsider, world).status != 201
    assert ("school_talks", "witnessed") in net()
