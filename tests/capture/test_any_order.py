"""Whatever a queue holds, in whatever order, batches and repeats it arrives, a recount agrees."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.capture.operations import Complete, Install, Operation, Pledge, Talk, Void, Witness
from outreach.capture.record import record
from outreach.capture.recount import claim_differences
from outreach.capture.results import Principal
from outreach.ledger.models import Act, Outcome, Submission
from outreach.ledger.recount import recount
from tests.capture.acts import net
from tests.world import FORMS, World

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def queue_of(world: World) -> list[Operation]:
    """An officer's day: papers, a talk opened and completed, help, a witness, and some of it taken back."""
    batch = world.forms[0].batch
    assert batch is not None
    form = world.code("form", batch=batch, serial=FORMS + 1 + batch.codes.count()).text
    pool = world.code("activity").text
    signed = record(
        [Pledge(submission_id=uuid4(), code=world.codes["activity"].text, assent=True)],
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


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
