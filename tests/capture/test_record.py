"""record(): a submission counts once, whatever is sent again, in what order, by whom."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from outreach.capture.models import Claim, SignerRecord
from outreach.capture.operations import (
    Complete,
    Handed,
    Install,
    Malformed,
    Material,
    Operation,
    Pledge,
    Publication,
    Refusal,
    Signature,
    Talk,
    Void,
    Witness,
)
from outreach.capture.record import record
from outreach.capture.results import Principal, Result
from outreach.ledger.models import Act, Kind, LedgerEntry, Outcome, Submission
from tests.world import ZONE, World

RESIDENT = Principal.resident("a1")


def send(operation: Operation, principal: Principal, world: World) -> Result:
    return record([operation], principal=principal, now=world.now)[0]


def net() -> dict[tuple[str, str], int]:
    """The net of all lines by (indicator, evidence)."""
    sums: dict[tuple[str, str], int] = {}
    for line in LedgerEntry.objects.all():
        key = (line.indicator, line.evidence)
        sums[key] = sums.get(key, 0) + line.quantity
    return {key: quantity for key, quantity in sums.items() if quantity}


def install(world: World, **fields: Any) -> Install:
    usual = {"submission_id": uuid4(), "code": world.codes["activity"].text, "basis": "installed_self"}
    return Install(**{**usual, **fields})


def pledge(world: World, **fields: Any) -> Pledge:
    usual = {
        "submission_id": uuid4(),
        "code": world.codes["activity"].text,
        "text_version": world.texts["resident"].version,
        "assent": True,
    }
    return Pledge(**{**usual, **fields})


def test_a_resident_install_counts_and_gives_receipt_and_witness_codes(world: World) -> None:
    result = send(install(world, alerts_enabled="yes"), RESIDENT, world)
    assert (result.outcome, result.status) == (Outcome.COUNTED, 201)
    assert result.indicators == {"app_confirmations": 1, "alerts_enabled": 1}
    assert len(result.receipt) == len(result.witness) == 16 and result.receipt != result.witness
    assert net() == {("app_confirmations", "self_reported"): 1, ("alerts_enabled", "self_reported"): 1}


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


def test_a_talk_opens_and_counts_when_completed(world: World) -> None:
    officer = world.principal("officer")
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="school_talk",
        audiences=("pupils",),
        activity_code=world.pool[0].text,
    )
    assert send(talk, officer, world).outcome == Outcome.ACCEPTED
    complete = completion(talk, attendance=310, materials=(Handed("leaflet", 300),))
    assert send(complete, officer, world).indicators == {"school_talks": 1, "attendance": 310, "materials": 300}
    assert send(replace(complete, submission_id=uuid4()), officer, world).outcome == Outcome.DUPLICATE
    assert set(LedgerEntry.objects.values_list("act_id", "audience")) == {(talk.submission_id, "pupils")}


def test_a_completion_may_arrive_before_its_talk(world: World) -> None:
    officer = world.principal("officer")
    talk = Talk(submission_id=uuid4(), code=world.codes["place"].text, activity_kind="law_class")
    assert send(completion(talk, attendance=40), officer, world).outcome == Outcome.COUNTED
    assert send(talk, officer, world).outcome == Outcome.ACCEPTED
    assert net() == {("school_talks", "witnessed"): 1, ("attendance", "witnessed"): 40}


def test_a_talk_and_its_completion_may_come_in_one_batch_in_either_order(world: World) -> None:
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="school_talk",
        activity_code=world.pool[1].text,
    )
    results = record([completion(talk, attendance=7), talk], principal=world.principal("officer"), now=world.now)
    assert [result.outcome for result in results] == [Outcome.COUNTED, Outcome.ACCEPTED]


def completion(talk: Talk, **fields: Any) -> Complete:
    carried = {name: getattr(talk, name) for name in ("code", "activity_kind", "audiences", "activity_code", "topic")}
    return Complete(submission_id=uuid4(), talk=talk.submission_id, **carried, **fields)


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


def test_a_refusal_leaves_the_code_and_nothing_else(world: World) -> None:
    result = send(Refusal(submission_id=uuid4(), code=world.codes["activity"].text), RESIDENT, world)
    assert (result.outcome, result.status) == (Outcome.ACCEPTED, 201)
    assert Act.objects.count() == LedgerEntry.objects.count() == 0
    assert Submission.objects.get().principal == "anonymous"


def test_materials_count_less_returns_and_posted_ones_apart(world: World) -> None:
    officer, code = world.principal("officer"), world.codes["place"].text
    send(Material(submission_id=uuid4(), code=code, material_kind="leaflet", copies=500, returned=20), officer, world)
    send(Material(submission_id=uuid4(), code=code, material_kind="poster", copies=6, use="posted"), officer, world)
    assert net() == {("materials", "witnessed"): 480, ("materials_posted", "witnessed"): 6}


def test_the_same_publication_counts_once(world: World) -> None:
    item = Publication(submission_id=uuid4(), account=world.account.name, title="警惕刷单", published_on=world.today)
    chief = world.principal("sub_chief")
    assert send(item, chief, world).indicators == {"publications": 1}
    assert send(replace(item, submission_id=uuid4()), chief, world).outcome == Outcome.DUPLICATE


def test_a_signature_is_sealed_apart_from_the_ledger(world: World) -> None:
    signature = Signature(300, 150, ((10, 10, 1, 2), (5, 5)))
    signed = send(pledge(world, signature=signature), RESIDENT, world)
    sealed = bytes(SignerRecord.objects.get(pk=signed.submission_id).sealed)
    assert b"strokes" not in sealed


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


@pytest.mark.django_db(transaction=True)
def test_parallel_voids_of_one_act_take_it_back_once(world: World) -> None:
    done = install(world, code="", basis="helped_now")
    send(done, world.principal("officer"), world)
    voids = [Void(submission_id=uuid4(), target=done.submission_id, reason="误录") for _each in range(8)]
    results = in_parallel(8, lambda number: send(voids[number], world.principal("officer"), world))
    assert sorted(result.status for result in results) == [201] + [409] * 7
    assert net() == {}


@pytest.mark.django_db(transaction=True)
def test_parallel_claims_on_one_leaflet_count_once(world: World) -> None:
    leaflet = world.leaflets[1].text
    results = in_parallel(12, lambda number: send(pledge(world, code=leaflet), Principal.resident(str(number)), world))
    assert sorted(result.status for result in results) == [201] + [409] * 11
    assert net() == {("resident_pledges", "self_reported"): 1}


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


def test_an_install_by_a_resident_costs_no_more_than_six_statements(
    world: World, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    send(install(world), RESIDENT, world)
    with django_assert_max_num_queries(8):
        # Two of them are the savepoint that stands in for BEGIN and COMMIT here.
        send(install(world, code=world.leaflets[2].text, alerts_enabled="yes"), RESIDENT, world)


def in_parallel(count: int, call: Callable[[int], Result]) -> list[Result]:
    """`call` in `count` threads that start together, each with a connection of its own."""
    gate, results = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            results[number] = call(number)  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [result for result in results if result is not None]


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


def test_a_void_of_what_was_rejected_waits_until_it_counts(world: World) -> None:
    officer, later = world.principal("officer"), "ZZZZZZZZZZZZZZZZ"
    early = install(world, code=later)
    void = Void(submission_id=uuid4(), target=early.submission_id, reason="误录")
    assert [send(each, officer, world).code for each in (early, void)] == ["code_unknown", "target_unknown"]
    world.code("activity", text=later)
    record([void, early], principal=officer, now=world.now)
    assert net() == {}


def test_an_id_that_was_spent_gives_no_right_over_anothers_act(world: World) -> None:
    talk = Talk(submission_id=uuid4(), code=world.codes["place"].text, activity_kind="law_class")
    send(completion(talk, attendance=9), world.principal("officer"), world)
    spent = Malformed(submission_id=talk.submission_id, of=Kind.INSTALL, said="{}", errors={})
    outsider = world.principal("outsider")
    send(spent, outsider, world)
    assert send(Void(submission_id=uuid4(), target=talk.submission_id, reason="?"), outsider, world).status != 201
    assert ("school_talks", "witnessed") in net()


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


def test_a_talk_that_lost_its_activity_code_counts_without_it(world: World) -> None:
    talks = [
        Talk(
            submission_id=uuid4(),
            code=world.codes["place"].text,
            activity_kind="law_class",
            activity_code=world.pool[0].text,
            attendance=5,
        )
        for _each in range(2)
    ]
    results = record(talks, principal=world.principal("officer"), now=world.now)
    assert [result.status for result in results] == [201, 201]
    assert Submission.objects.get(pk=talks[1].submission_id).flags == ["activity_code_not_free"]


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
