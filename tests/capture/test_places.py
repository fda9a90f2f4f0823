"""An act without a code may name the place it happened at; with one, the code tells."""

from datetime import timedelta
from uuid import uuid4

import pytest

from outreach.campaigns.models import Campaign
from outreach.capture.operations import Install, Material, Operation, Pledge, Talk
from outreach.capture.record import record
from outreach.ledger.models import Act, LedgerEntry, Outcome
from tests.capture.acts import RESIDENT, completion, install, net, pledge, send
from tests.world import World


def at(world: World, place: str) -> list[Operation]:
    """One of each kind that an officer may enter at a place without a code."""
    there = world.places[place].pk
    talk = Talk(submission_id=uuid4(), place=there, activity_kind="school_talk")
    return [
        talk,
        completion(talk, place=there, attendance=30, occurred_at=world.now),
        Pledge(submission_id=uuid4(), place=there, paper=True),
        Pledge(submission_id=uuid4(), place=there, paper=True, copies=20),
        Install(submission_id=uuid4(), place=there, basis="helped_now"),
        Material(submission_id=uuid4(), place=there, material_kind="leaflet", copies=5),
    ]


def test_whatever_is_entered_at_a_named_place_counts_for_its_unit(world: World) -> None:
    results = record(at(world, "school"), principal=world.principal("sub_chief"), now=world.now)
    assert {result.outcome for result in results} == {Outcome.COUNTED, Outcome.ACCEPTED}
    assert set(Act.objects.values_list("place_id", "unit_id")) == {
        (world.places["school"].pk, world.units["station_a"].pk)
    }
    assert net()["school_talks", "witnessed"] == 1


def test_a_named_place_needs_a_membership_over_its_unit(world: World) -> None:
    results = record(at(world, "school_b"), principal=world.principal("officer"), now=world.now)
    assert {result.code for result in results} == {"out_of_scope"}


def test_a_place_that_is_not_known_is_named(world: World) -> None:
    result = send(install(world, code="", basis="helped_now", place=10**9), world.principal("officer"), world)
    assert (result.code, set(result.errors)) == ("malformed", {"place"})


def test_a_talk_needs_a_code_or_a_place(world: World) -> None:
    talk = Talk(submission_id=uuid4(), activity_kind="school_talk", attendance=3)
    assert send(talk, world.principal("officer"), world).code == "code_unknown"


@pytest.mark.parametrize(("code", "place"), [("place", "school"), ("form", "community"), ("activity", "school")])
def test_a_place_that_agrees_with_the_code_is_kept(world: World, code: str, place: str) -> None:
    there = world.places[place].pk
    operation = pledge(world, code=world.codes[code].text, place=there, paper=True)
    assert send(operation, world.principal("officer"), world).outcome == Outcome.COUNTED
    assert Act.objects.get().place_id == there


def test_a_place_that_contradicts_the_code_is_named(world: World) -> None:
    operation = pledge(world, code=world.codes["place"].text, place=world.places["community"].pk, paper=True)
    result = send(operation, world.principal("officer"), world)
    assert (result.code, set(result.errors)) == ("malformed", {"place"})


def test_a_form_signed_at_a_place_of_another_unit_needs_a_membership_there(world: World) -> None:
    operation = pledge(world, code=world.forms[0].text, place=world.places["school_b"].pk, paper=True)
    assert send(operation, world.principal("officer"), world).code == "out_of_scope"


@pytest.mark.parametrize("code", ["form", "pool", "leaflet"])
def test_a_place_named_beside_a_code_without_one_tells_the_unit_too(world: World, code: str) -> None:
    there = world.places["school_b"]
    operation = install(world, code=world.codes[code].text, place=there.pk)
    assert send(operation, world.principal("officer"), world).code == "out_of_scope"
    operation = install(world, code=world.codes[code].text, place=there.pk)
    assert send(operation, world.principal("sub_chief"), world).outcome == Outcome.COUNTED
    assert Act.objects.values_list("place_id", "unit_id").get() == (there.pk, world.units["station_b"].pk)


def test_a_place_named_beside_a_code_is_one_of_the_codes_campaign(world: World) -> None:
    trial = Campaign.objects.create(
        slug="station-only", name="试点", unit=world.units["station_a"], starts_on=world.campaign.starts_on
    )
    form = world.code("form", campaign=trial, batch=world.forms[0].batch, serial=99)
    there = world.places["school_b"].pk
    operation = install(world, code=form.text, place=there)
    assert send(operation, world.principal("sub_chief"), world).code == "campaign_unknown"


def test_a_residents_act_keeps_the_place_of_its_code_and_no_other(world: World) -> None:
    assert send(install(world, place=world.places["community"].pk), RESIDENT, world).outcome == Outcome.COUNTED
    assert Act.objects.get().place_id == world.places["school"].pk


def test_a_letter_is_at_the_place_of_its_organisation(world: World) -> None:
    fields = {"signer": "organisation", "organisation": world.organisations["firm"].pk, "paper": True, "code": ""}
    fields |= {"text_version": world.texts["unit"].version}
    officer = world.principal("officer")
    wrong = pledge(world, **fields, place=world.places["school"].pk)
    assert set(send(wrong, officer, world).errors) == {"place"}
    assert send(pledge(world, **fields), officer, world).outcome == Outcome.COUNTED
    assert Act.objects.get().place_id == world.places["enterprise"].pk


def test_a_talk_opened_by_its_code_is_completed_at_the_same_place_named(world: World) -> None:
    officer, began = world.principal("officer"), world.now - timedelta(hours=1)
    talk = Talk(submission_id=uuid4(), code=world.codes["place"].text, activity_kind="school_talk", occurred_at=began)
    send(talk, officer, world)
    elsewhere = completion(talk, attendance=3, place=world.places["community"].pk)
    assert send(elsewhere, officer, world).code == "malformed"
    named = world.places["school"].pk
    done = completion(talk, attendance=3, place=named)
    assert send(done, officer, world).outcome == Outcome.COUNTED
    assert LedgerEntry.objects.filter(act_id=talk.submission_id).exists()
