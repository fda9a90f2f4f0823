"""Whatever a queue holds, in whatever order, batches and repeats it arrives, a recount agrees."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.capture.operations import Complete, Install, Material, Operation, Pledge, Talk, Void, Witness
from outreach.capture.record import record
from outreach.capture.recount import claim_differences
from outreach.capture.results import Principal
from outreach.ledger.models import Act, LedgerEntry, Outcome, Submission
from outreach.ledger.recount import recount
from tests.capture.acts import net
from tests.world import FORMS, ZONE, World

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def queue_of(world: World) -> list[Operation]:
    """An officer's day: papers, a talk opened and completed, help, a witness, and some of it taken back."""
    batch = world.forms[0].batch
    assert batch is not None
    form = world.code("form", batch=batch, serial=FORMS + 1 + batch.codes.count()).text
    pool = world.code("activity").text
    signed = record(
        [Pledge(submission_id=uuid4(), code=world.codes["activity"].text, assent=True, name="示例居民")],
        principal=Principal.resident("f6"),
        now=world.now,
    )[0]
    place = world.codes["place"].text
    paper, again = (Pledge(submission_id=uuid4(), code=form, paper=True) for _each in range(2))
    talk = Talk(submission_id=uuid4(), code=place, activity_kind="school_talk", activity_code=pool)
    end = Complete(
        submission_id=uuid4(), talk=talk.submission_id, code=place, activity_kind="school_talk", attendance=30
    )
    other = Talk(submission_id=uuid4(), code=place, activity_kind="law_class", attendance=12, activity_code=pool)
    help_given = Install(submission_id=uuid4(), basis="helped_now")
    seen = Witness(submission_id=uuid4(), code=signed.witness)
    takes_back = [
        Void(submission_id=uuid4(), target=each, reason="误录") for each in targets(paper, talk, help_given, seen)
    ]
    return [paper, again, talk, end, other, help_given, seen, *takes_back, *partners_records(world, other)]


def partners_records(world: World, other: Talk) -> list[Operation]:
    """Sessions that overlap with the day's others: logged twice, told apart afterwards, or taken back."""
    school = world.places["school"].pk
    leaflet = world.leaflets[0].text
    whole = {"place": school, "activity_kind": "law_class", "attendance": 9, "bundles": (leaflet,)}
    begun = Talk(submission_id=uuid4(), place=school, activity_kind="law_class", occurred_at=world.now - MINUTE)
    twin = Talk(submission_id=uuid4(), occurred_at=world.now - 2 * MINUTE, ended_at=world.now, **whole)
    done = Complete(submission_id=uuid4(), talk=begun.submission_id, started_at=begun.occurred_at, **whole)
    apart = Complete(submission_id=uuid4(), talk=begun.submission_id, separate=True, **whole)
    told_apart = Complete(submission_id=uuid4(), talk=other.submission_id, separate=True, **whole)
    takes_back = [Void(submission_id=uuid4(), target=each, reason="重复") for each in targets(other, begun, twin)]
    return [begun, twin, done, apart, told_apart, *takes_back]


def targets(*operations: Operation) -> list[UUID]:
    return [operation.submission_id for operation in operations]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_any_order_any_batches_any_repeats_leave_a_ledger_that_a_recount_confirms(
    world: World, data: st.DataObject
) -> None:
    # Each example is forgotten, so that a failing one is found alone.
    with transaction.atomic():
        send_in_pieces(world, data)
        transaction.set_rollback(True)


def send_in_pieces(world: World, data: st.DataObject) -> None:
    queue = queue_of(world)
    chosen = data.draw(st.lists(st.sampled_from(range(len(queue))), min_size=1, max_size=24), label="sent")
    cuts = data.draw(st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen)), label="cut after")
    first_answers: dict[UUID, tuple[str, str]] = {}
    for batch in split([queue[number] for number in chosen], cuts):
        for result in record(batch, principal=world.principal("officer"), now=world.now):
            assert result.code != "unavailable"
            if result.outcome == Outcome.REJECTED:
                continue
            told = (result.outcome.value, result.code)
            assert first_answers.setdefault(result.submission_id, told) == told
    assert recount() + claim_differences() == []
    assert all(quantity > 0 for quantity in net().values())
    for act in Act.objects.filter(voided_by__isnull=False):
        assert Submission.objects.get(pk=act.voided_by).outcome == Outcome.COUNTED


def split(operations: Sequence[Operation], cuts: Sequence[bool]) -> list[list[Operation]]:
    batches: list[list[Operation]] = [[]]
    for operation, cut in zip(operations, cuts, strict=True):
        batches[-1].append(operation)
        if cut:
            batches.append([])
    return [batch for batch in batches if batch]


def day_of(world: World) -> list[Operation]:
    """An officer's ordinary day without a network, as things were done: nothing in it gets into another's way.

    The codes are of one station, the sessions at places of two.
    """
    poster, other, third = (code.text for code in world.pool)
    school, hour = world.places["school_b"].pk, timedelta(hours=1)
    # Yesterday's, so that no midnight falls into it.
    evening = datetime.combine(world.today - timedelta(days=1), time(20), tzinfo=ZONE)
    version = world.texts["resident"].version

    def new(make: type[Operation], ago: float, **fields: Any) -> Any:
        return make(submission_id=uuid4(), occurred_at=evening - ago * hour, **fields)

    def signed(code: str, ago: float, **fields: Any) -> Any:
        return new(Pledge, ago, code=code, assent=True, text_version=version, **fields)

    held = {"activity_kind": "school_talk", "audiences": ("pupils",), "place": school}
    talk = new(Talk, 6, activity_code=poster, bundles=(world.leaflets[0].text,), **held)
    end = new(Complete, 5, talk=talk.submission_id, attendance=40, started_at=talk.occurred_at, **held)
    # Its talk never comes.
    lone = {"activity_kind": "community_session", "audiences": ("elderly", "finance_staff"), "attendance": 9}
    lone |= {"code": world.codes["community"].text, "activity_code": other, "bundles": (world.leaflets[2].text,)}
    alone = new(Complete, 3, talk=uuid4(), **lone)
    whole = {"activity_kind": "law_class", "code": world.codes["place_b"].text, "attendance": 20}
    whole |= {"activity_code": third, "ended_at": evening - 2 * hour}
    letter = {"signer": "organisation", "organisation": world.organisations["firm_b"].pk, "paper": True}
    helped = new(Install, 5.4, code=poster, basis="helped_now")
    return [
        talk,
        signed(poster, 5.6),
        helped,
        new(Material, 5.5, code=poster, material_kind="leaflet", copies=30),
        signed(world.leaflets[1].text, 5.2),
        new(Pledge, 5.2, code=poster, text_version=world.texts["unit"].version, **letter),
        end,
        new(Install, 4, code=world.leaflets[0].text, basis="installed_self"),
        alone,
        signed(other, 3),
        signed(world.leaflets[3].text, 2.9),
        new(Talk, 2.5, **whole),
        new(Install, 2.2, code=third, basis="helped_now"),
        new(Pledge, 2, code=world.forms[0].text, paper=True, place=school),
        new(Pledge, 2, code=world.forms[1].text, paper=True, serial_from=2, serial_to=4),
        new(Pledge, 2, code=world.forms[0].text, paper=True, copy="ABCD"),
        new(Install, 1, basis="helped_now", unit=world.units["station_a"].pk),
        new(Void, 1, target=helped.submission_id, reason="误录"),
    ]


def lines_of(batches: Sequence[Sequence[Operation]], world: World) -> list[tuple[Any, ...]]:
    """What is in the ledger after these batches, and where it happened; then it is all forgotten."""
    with transaction.atomic():
        for batch in batches:
            for result in record(batch, principal=world.principal("sub_chief"), now=world.now):
                assert (result.code, result.flags) in (("", ()), ("", ("batch",)), ("", ("photocopy",)))
        places = dict(Act.objects.values_list("pk", "place_id"))
        found = LedgerEntry.objects.values_list(
            "act_id", "unit_id", "indicator", "evidence", "audience", "day", "quantity"
        )
        lines = sorted((*line, places[line[0]] or 0) for line in found)
        assert recount() + claim_differences() == []
        transaction.set_rollback(True)
    return lines


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_day_leaves_the_same_lines_in_one_batch_in_many_and_one_after_the_other(
    world: World, data: st.DataObject
) -> None:
    day = day_of(world)
    expected = lines_of([[operation] for operation in day], world)
    assert len(expected) == 20
    cuts = data.draw(st.lists(st.booleans(), min_size=len(day), max_size=len(day)), label="cut after")
    assert lines_of(split(day, cuts), world) == expected
    # Whatever order a queue comes in, a talk is known before what was done at it.
    assert lines_of([data.draw(st.permutations(day), label="queue")], world) == expected


@pytest.mark.parametrize("together", [True, False])
def test_a_completed_talk_that_is_voided_counts_nothing(world: World, together: bool) -> None:
    queue = queue_of(world)
    talk, end, void = queue[2], queue[3], queue[8]
    for batch in [[talk, end, void]] if together else [[end], [void], [talk]]:
        record(batch, principal=world.principal("officer"), now=world.now)
    assert ("school_talks", "witnessed") not in net()
    assert recount() == []


@pytest.mark.parametrize("paper_first", [True, False])
def test_a_serial_voided_and_entered_again_in_one_batch_counts_once(world: World, paper_first: bool) -> None:
    queue = queue_of(world)
    paper, again, void = queue[0], queue[1], queue[7]
    officer = world.principal("officer")
    if paper_first:
        record([paper], principal=officer, now=world.now)
        results = record([void, again], principal=officer, now=world.now)
    else:
        results = record([paper, void, again], principal=officer, now=world.now)
    assert {result.outcome for result in results} == {Outcome.COUNTED}
    assert net()["resident_pledges", "documented"] == 1
