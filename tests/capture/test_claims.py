"""What may count once does, whoever enters it and in whatever form."""

from dataclasses import replace
from uuid import uuid4

import pytest

from outreach.capture.models import Claim
from outreach.capture.operations import (
    Publication,
    Refusal,
)
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.models import Act, Outcome
from tests.capture.acts import RESIDENT, in_parallel, install, net, pledge, send
from tests.world import World


def test_a_form_serial_counts_once_for_paper_and_phone_together(world: World) -> None:
    form = world.forms[0].text
    paper = send(pledge(world, code=form, paper=True), world.principal("officer"), world)
    phone = send(pledge(world, code=form), RESIDENT, world)
    assert (paper.outcome, phone.outcome, phone.code) == (Outcome.COUNTED, Outcome.DUPLICATE, "already_counted")
    assert net() == {("resident_pledges", "documented"): 1}


def test_a_leaflet_code_counts_once_per_act(world: World) -> None:
    leaflet = world.leaflets[0].text
    assert send(pledge(world, code=leaflet), RESIDENT, world).outcome == Outcome.COUNTED
    assert send(install(world, code=leaflet), RESIDENT, world).outcome == Outcome.COUNTED
    assert send(pledge(world, code=leaflet), Principal.resident("b2"), world).outcome == Outcome.DUPLICATE


def test_a_range_claims_every_serial_but_the_missing_ones(world: World) -> None:
    officer = world.principal("officer")
    bundle = pledge(world, code=world.forms[2].text, paper=True, serial_from=1, serial_to=4, missing=(2,))
    assert send(bundle, officer, world).indicators == {"resident_pledges": 3}
    assert send(pledge(world, code=world.forms[0].text, paper=True), officer, world).outcome == Outcome.DUPLICATE
    assert send(pledge(world, code=world.forms[1].text, paper=True), officer, world).outcome == Outcome.COUNTED
    assert Act.objects.get(pk=bundle.submission_id).is_batch


def test_a_range_that_meets_a_counted_serial_counts_nothing_and_keeps_no_claim(world: World) -> None:
    officer = world.principal("officer")
    send(pledge(world, code=world.forms[1].text, paper=True), officer, world)
    ranged = pledge(world, code=world.forms[0].text, paper=True, serial_from=1, serial_to=3)
    assert send(ranged, officer, world).outcome == Outcome.DUPLICATE
    assert Claim.objects.count() == 1
    assert send(pledge(world, code=world.forms[0].text, paper=True), officer, world).outcome == Outcome.COUNTED


def test_an_organisation_signs_a_text_once_a_year(world: World) -> None:
    letter = pledge(
        world,
        code=world.codes["enterprise"].text,
        signer="organisation",
        organisation=world.organisations["firm"].pk,
        text_version=world.texts["unit"].version,
        paper=True,
    )
    officer = world.principal("officer")
    assert send(letter, officer, world).indicators == {"unit_pledges": 1}
    assert send(replace(letter, submission_id=uuid4()), officer, world).outcome == Outcome.DUPLICATE


def test_a_code_with_a_use_limit_is_used_up_and_a_replay_uses_nothing(world: World) -> None:
    code = world.code("activity", use_limit=2)
    first = install(world, code=code.text)
    assert [send(each, RESIDENT, world).status for each in (first, first, install(world, code=code.text))] == [
        201,
        200,
        201,
    ]
    assert send(install(world, code=code.text), RESIDENT, world).code == "code_used_up"
    code.refresh_from_db()
    assert code.uses == 2


def test_the_same_publication_counts_once(world: World) -> None:
    item = Publication(submission_id=uuid4(), account=world.account.name, title="警惕刷单", published_on=world.today)
    chief = world.principal("sub_chief")
    assert send(item, chief, world).indicators == {"publications": 1}
    assert send(replace(item, submission_id=uuid4()), chief, world).outcome == Outcome.DUPLICATE


@pytest.mark.django_db(transaction=True)
def test_parallel_claims_on_one_leaflet_count_once(world: World) -> None:
    leaflet = world.leaflets[1].text
    results = in_parallel(12, lambda number: send(pledge(world, code=leaflet), Principal.resident(str(number)), world))
    assert sorted(result.status for result in results) == [201] + [409] * 11
    assert net() == {("resident_pledges", "self_reported"): 1}


def test_a_case_that_was_turned_away_keeps_no_claim(world: World) -> None:
    world.campaign.phone_policy = "optional"
    world.campaign.save()
    full = world.code("activity", use_limit=1, uses=1)
    turned_away = send(pledge(world, code=full.text, phone="13800000000"), RESIDENT, world)
    assert (turned_away.code, Claim.objects.count()) == ("code_used_up", 0)
    assert send(pledge(world, phone="13800000000"), RESIDENT, world).status == 201


def test_a_batch_counts_up_to_a_codes_limit_and_a_refusal_takes_no_place(world: World) -> None:
    code = world.code("activity", use_limit=3)
    assert send(Refusal(submission_id=uuid4(), code=code.text), RESIDENT, world).status == 201
    batch = [install(world, code=code.text) for _each in range(4)]
    results = record(batch, principal=world.principal("officer"), now=world.now)
    assert [result.code for result in results] == ["", "", "", "code_used_up"]


def test_a_leaflet_is_not_a_bundle(world: World) -> None:
    bundle = pledge(world, code=world.leaflets[0].text, paper=True, copies=1)
    assert send(bundle, world.principal("officer"), world).code == "malformed"


def test_a_letter_counts_for_the_unit_of_its_organisation(world: World) -> None:
    letter = pledge(
        world,
        code=world.pool[0].text,
        signer="organisation",
        organisation=world.organisations["firm_b"].pk,
        text_version=world.texts["unit"].version,
        paper=True,
    )
    assert send(letter, world.principal("officer"), world).code == "out_of_scope"
