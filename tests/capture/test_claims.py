"""What may count once does, whoever enters it and in whatever form."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from outreach.capture.models import Claim
from outreach.capture.operations import (
    Publication,
    Refusal,
    Void,
)
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import Code
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


def ranged(world: World, first: int, last: int, **fields: Any) -> Any:
    return pledge(world, code=world.forms[0].text, paper=True, serial_from=first, serial_to=last, **fields)


def counted(serials: str) -> dict[str, list[str]]:
    return {"missing": [f"already counted: {serials}"]}


def test_a_range_that_meets_counted_serials_names_them_counts_nothing_and_keeps_no_claim(world: World) -> None:
    officer = world.principal("officer")
    for number in (1, 3, 4):
        send(pledge(world, code=world.forms[number].text, paper=True), officer, world)
    told = send(ranged(world, 1, 5), officer, world)
    assert (told.outcome, told.code, dict(told.errors)) == (Outcome.MALFORMED, "malformed", counted("2, 4-5"))
    assert Claim.objects.count() == 3
    assert send(ranged(world, 1, 5, missing=(2, 4, 5)), officer, world).indicators == {"resident_pledges": 2}


def test_a_range_names_what_was_revoked_and_what_was_counted_at_once(world: World) -> None:
    officer = world.principal("officer")
    send(pledge(world, code=world.forms[1].text, paper=True), officer, world)
    Code.objects.filter(pk=world.forms[3].pk).update(revoked_at=world.now - timedelta(hours=1))
    told = send(ranged(world, 1, 5), officer, world)
    assert dict(told.errors) == {"missing": ["revoked: 4", "already counted: 2"]}


def test_a_range_that_is_counted_whole_already_is_a_duplicate(world: World) -> None:
    officer = world.principal("officer")
    assert send(ranged(world, 1, 5), officer, world).outcome == Outcome.COUNTED
    assert send(ranged(world, 2, 4), officer, world).outcome == Outcome.DUPLICATE


def test_a_range_sent_again_is_told_the_same(world: World) -> None:
    officer = world.principal("officer")
    send(pledge(world, code=world.forms[1].text, paper=True), officer, world)
    wrong, right = ranged(world, 1, 3), ranged(world, 4, 5)
    assert send(right, officer, world).outcome == Outcome.COUNTED
    assert dict(send(wrong, officer, world).errors) == counted("2")
    alone, (beside, other) = send(wrong, officer, world), record([wrong, right], principal=officer, now=world.now)
    assert all(result.replay for result in (alone, beside, other))
    assert dict(alone.errors) == dict(beside.errors) == counted("2")


def test_in_one_batch_a_range_names_the_paper_before_it_and_leaves_the_rest_free(world: World) -> None:
    officer = world.principal("officer")
    send(pledge(world, code=world.forms[0].text, paper=True), officer, world)
    papers = [pledge(world, code=world.forms[number].text, paper=True) for number in (2, 4)]
    results = record([papers[0], ranged(world, 1, 5), papers[1]], principal=officer, now=world.now)
    assert [result.outcome.value for result in results] == ["counted", "malformed", "counted"]
    assert dict(results[1].errors) == counted("1, 3")


def test_a_range_counts_what_a_void_of_the_same_batch_frees(world: World) -> None:
    officer = world.principal("officer")
    old, new = (pledge(world, code=world.forms[number].text, paper=True) for number in (1, 2))
    send(old, officer, world)
    voids = [Void(submission_id=uuid4(), target=each.submission_id, reason="误录") for each in (old, new)]
    results = record([ranged(world, 1, 5), new, *voids], principal=officer, now=world.now)
    assert [result.outcome.value for result in results] == ["counted", "duplicate", "counted", "rejected"]
    assert net() == {("resident_pledges", "documented"): 5}


def test_in_one_batch_a_paper_counts_where_the_one_before_it_does_not(world: World) -> None:
    world.campaign.phone_policy = "optional"
    world.campaign.save()
    officer, form = world.principal("officer"), world.forms[0].text
    send(pledge(world, phone="13800000000"), officer, world)
    twice, paper = pledge(world, code=form, paper=True, phone="13800000000"), pledge(world, code=form, paper=True)
    results = record([twice, paper], principal=officer, now=world.now)
    assert [result.outcome for result in results] == [Outcome.DUPLICATE, Outcome.COUNTED]


@pytest.mark.django_db(transaction=True)
def test_a_range_that_loses_a_race_names_what_the_winner_has(world: World) -> None:
    officer = world.principal("officer")
    told: list[Any] = []

    def enter() -> None:
        try:
            told.append(send(ranged(world, 1, 5), officer, world))
        finally:
            connections.close_all()

    loser = threading.Thread(target=enter)
    with transaction.atomic():
        # Not to be seen yet when the range is judged.
        send(pledge(world, code=world.forms[2].text, paper=True), officer, world)
        loser.start()
        wait_until_one_waits_for_a_lock()
    loser.join(timeout=60)
    assert (told[0].outcome, dict(told[0].errors)) == (Outcome.MALFORMED, counted("3"))
    assert Claim.objects.count() == 1


def wait_until_one_waits_for_a_lock() -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            # A transaction sees the same activity all along unless it forgets it.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits")


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
