"""Bundles of leaflets: whoever scans one at home counts for the talk it was handed out at."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from outreach.capture.models import Claim, ClaimKind
from outreach.capture.operations import Talk, Void
from outreach.capture.record import record
from outreach.capture.recount import claim_differences
from outreach.codes.models import Code
from outreach.codes.selectors import find, place_of, state_of, unit_of
from outreach.ledger.models import Act, LedgerEntry, Outcome, Submission
from tests.capture.acts import RESIDENT, completion, in_parallel, pledge, send
from tests.world import World

# The world's leaflets come in bundles of two: the first two are one, the last two another.


def talk(world: World, *leaflets: Code, **fields: Any) -> Talk:
    usual = {
        "submission_id": uuid4(),
        "code": world.codes["community"].text,
        "activity_kind": "community_session",
        "audiences": ("elderly",),
        "attendance": 20,
        "bundles": tuple(leaflet.text for leaflet in leaflets),
    }
    return Talk(**{**usual, **fields})


def held() -> dict[str, Any]:
    """Bundles and the talks that hold them."""
    return dict(Claim.objects.filter(kind=ClaimKind.BUNDLE).values_list("key", "act_id"))


def bundle(leaflet: Code) -> str:
    return f"{leaflet.batch_id}:{leaflet.bundle}"


def test_what_is_done_with_a_leaflet_of_the_bundle_counts_for_the_talk(world: World) -> None:
    handed = talk(world, world.leaflets[0])
    assert send(handed, world.principal("officer"), world).flags == ()
    assert send(pledge(world, code=world.leaflets[1].text), RESIDENT, world).outcome == Outcome.COUNTED
    act = Act.objects.get(kind="pledge")
    assert (act.place_id, act.audience) == (world.places["community"].pk, "elderly")


def test_it_counts_for_the_unit_of_the_talks_place(world: World) -> None:
    handed = talk(world, world.leaflets[0], code=world.codes["place_b"].text, activity_kind="school_talk")
    assert send(handed, world.principal("sub_chief"), world).flags == ()
    send(pledge(world, code=world.leaflets[1].text), RESIDENT, world)
    send(pledge(world, code=world.leaflets[2].text), RESIDENT, world)
    units = LedgerEntry.objects.filter(indicator="resident_pledges").order_by("id").values_list("unit_id", flat=True)
    assert list(units) == [world.units["station_b"].pk, world.units["station_a"].pk]


def test_the_scanned_address_of_a_leaflet_will_do(world: World) -> None:
    leaflet = world.leaflets[0]
    send(talk(world, bundles=(f"https://fz.example.cn/Q/{leaflet.text}",)), world.principal("officer"), world)
    assert bundle(leaflet) in held()


def test_a_talk_without_audiences_leaves_the_leaflets_their_own(world: World) -> None:
    Code.objects.filter(batch=world.leaflets[0].batch).update(audiences=["pupils"])
    send(talk(world, world.leaflets[0], audiences=()), world.principal("officer"), world)
    send(pledge(world, code=world.leaflets[1].text), RESIDENT, world)
    assert Act.objects.get(kind="pledge").audience == "pupils"


def test_the_talk_and_its_completion_may_both_name_the_bundle(world: World) -> None:
    officer = world.principal("officer")
    opened = talk(world, world.leaflets[0], attendance=None)
    end = completion(opened, attendance=20, bundles=(world.leaflets[1].text, world.leaflets[3].text))
    assert [send(each, officer, world).flags for each in (opened, end)] == [(), ()]
    assert held() == dict.fromkeys(map(bundle, world.leaflets), opened.submission_id)


def test_they_may_both_name_it_in_one_batch_too(world: World) -> None:
    opened = talk(world, world.leaflets[0], attendance=None)
    end = completion(opened, attendance=20, bundles=(world.leaflets[0].text,))
    results = record([end, opened], principal=world.principal("officer"), now=world.now)
    assert [result.flags for result in results] == [(), ()]


@pytest.mark.parametrize("what", ["unknown", "form", "unbundled", "other_unit", "past", "taken"])
def test_a_bundle_that_cannot_be_had_is_no_reason_to_lose_the_talk(world: World, what: str) -> None:
    officer = world.principal("officer")
    texts = {
        "unknown": "ZZZZZZZZZZZZZZZZ",
        "form": world.forms[0].text,
        "unbundled": world.code("leaflet").text,
        "other_unit": world.code(
            "leaflet", unit=world.units["station_b"], bundle=1, batch=world.leaflets[0].batch
        ).text,
        "past": world.code("leaflet", campaign=world.past, bundle=1, batch=world.leaflets[0].batch).text,
        "taken": world.leaflets[1].text,
    }
    if what == "taken":
        begun = world.now - timedelta(hours=2)
        send(talk(world, world.leaflets[0], occurred_at=begun), world.principal("colleague"), world)
    handed = talk(world, bundles=(texts[what], world.leaflets[2].text))
    result = send(handed, officer, world)
    assert (result.outcome, result.flags) == (Outcome.COUNTED, ("bundle_not_bound",))
    assert Submission.objects.get(pk=handed.submission_id).flags == ["bundle_not_bound"]
    assert held()[bundle(world.leaflets[2])] == handed.submission_id


def test_a_bundle_that_was_not_bound_keeps_counting_for_its_talk(world: World) -> None:
    officer, begun = world.principal("officer"), world.now - timedelta(hours=2)
    send(talk(world, world.leaflets[0], occurred_at=begun), officer, world)
    send(talk(world, world.leaflets[0], code=world.codes["place"].text, activity_kind="law_class"), officer, world)
    send(pledge(world, code=world.leaflets[1].text), RESIDENT, world)
    assert Act.objects.get(kind="pledge").place_id == world.places["community"].pk


def counted_for(world: World, leaflet: Code) -> tuple[int, int | None, str]:
    """Unit, place and audience that a pledge on this leaflet counts for."""
    operation = pledge(world, code=leaflet.text)
    assert send(operation, RESIDENT, world).outcome == Outcome.COUNTED
    act = Act.objects.get(pk=operation.submission_id)
    return act.unit_id, act.place_id, act.audience


def test_the_leaflets_of_a_voided_talk_are_free_at_once_and_their_own_again(world: World) -> None:
    chief = world.principal("sub_chief")
    Code.objects.filter(batch=world.leaflets[0].batch).update(audiences=["pupils"])
    wrong = talk(world, world.leaflets[0], code=world.codes["place_b"].text, activity_kind="law_class")
    send(wrong, chief, world)
    there, school_b = world.units["station_b"].pk, world.places["school_b"].pk
    assert counted_for(world, world.leaflets[0]) == (there, school_b, "elderly")
    send(Void(submission_id=uuid4(), target=wrong.submission_id, reason="误录"), chief, world)
    assert counted_for(world, world.leaflets[1]) == (world.units["station_a"].pk, None, "pupils")


def test_a_leaflet_printed_for_a_place_counts_for_the_talk_it_was_handed_out_at(world: World) -> None:
    Code.objects.filter(batch=world.leaflets[0].batch).update(place=world.places["school"])
    send(talk(world, world.leaflets[0]), world.principal("officer"), world)
    assert counted_for(world, world.leaflets[1])[1] == world.places["community"].pk
    assert counted_for(world, world.leaflets[2])[1] == world.places["school"].pk


def test_whoever_looks_a_leaflet_up_sees_the_talk_that_judging_counts_for(world: World) -> None:
    chief = world.principal("sub_chief")
    handed = talk(world, world.leaflets[0], code=world.codes["place_b"].text, activity_kind="law_class")
    send(handed, chief, world)
    for leaflet in (world.leaflets[1], world.leaflets[2]):
        found = find(leaflet.text)
        assert found is not None
        place = place_of(found)
        assert counted_for(world, leaflet)[:2] == (unit_of(found).pk, place.pk if place else None)
    send(Void(submission_id=uuid4(), target=handed.submission_id, reason="误录"), chief, world)
    found = find(world.leaflets[1].text)
    assert found is not None and place_of(found) is None and state_of(found, world.now) == "active"


@pytest.mark.parametrize("known", [True, False])
def test_in_one_batch_what_is_done_on_a_leaflet_after_the_void_is_its_own(world: World, known: bool) -> None:
    officer = world.principal("officer")
    wrong = talk(world, world.leaflets[0])
    void = Void(submission_id=uuid4(), target=wrong.submission_id, reason="误录")
    signed = pledge(world, code=world.leaflets[1].text)
    if known:
        send(wrong, officer, world)
        record([void, signed], principal=officer, now=world.now)
        assert Act.objects.get(kind="pledge").place_id is None
    else:
        # It was signed at the talk; that the talk was entered wrongly does not move it.
        record([void, signed, wrong], principal=officer, now=world.now)
        assert Act.objects.get(kind="pledge").place_id == world.places["community"].pk
    assert held() == {}


def test_in_one_batch_the_first_talk_has_the_bundle(world: World) -> None:
    talks = [
        talk(world, world.leaflets[number], occurred_at=world.now - timedelta(hours=2 - number)) for number in (0, 1)
    ]
    results = record(talks, principal=world.principal("officer"), now=world.now)
    assert [result.flags for result in results] == [(), ("bundle_not_bound",)]
    assert {result.outcome for result in results} == {Outcome.COUNTED}


@pytest.mark.parametrize("together", [True, False])
def test_a_void_of_the_talk_frees_its_bundles_for_another(world: World, together: bool) -> None:
    wrong, right = (talk(world, world.leaflets[0], occurred_at=world.now - timedelta(hours=hours)) for hours in (2, 1))
    void = Void(submission_id=uuid4(), target=wrong.submission_id, reason="误录")
    officer = world.principal("officer")
    for batch in [[wrong, right, void]] if together else [[wrong], [void], [right]]:
        results = record(batch, principal=officer, now=world.now)
    assert {result.flags for result in results} == {()}
    assert held() == {bundle(world.leaflets[0]): right.submission_id}
    assert claim_differences() == []


def test_bundles_of_many_talks_are_bound_in_one_statement(world: World, django_assert_max_num_queries: Any) -> None:
    batch = world.batch("leaflet", 60, bundle_size=2)
    leaflets = [world.code("leaflet", batch=batch, serial=number, bundle=number) for number in range(1, 61)]
    talks = [
        talk(world, *leaflets[2 * number : 2 * number + 2], occurred_at=world.now - timedelta(hours=number + 1))
        for number in range(30)
    ]
    with django_assert_max_num_queries(11):
        record(talks, principal=world.principal("officer"), now=world.now)
    assert len(held()) == 60


@pytest.mark.django_db(transaction=True)
def test_talks_that_name_one_bundle_at_once_all_count_and_one_has_it(world: World) -> None:
    talks = [talk(world, world.leaflets[0], occurred_at=world.now - timedelta(hours=hours)) for hours in range(1, 9)]
    results = in_parallel(8, lambda number: send(talks[number], world.principal("officer"), world))
    assert {result.outcome for result in results} == {Outcome.COUNTED}
    assert sorted(result.flags for result in results) == [()] + [("bundle_not_bound",)] * 7
