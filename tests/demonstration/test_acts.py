"""The acts use the plan's numbers up, in an order that could have happened; no database is asked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, time

import pytest

from outreach.campaigns.indicators import ActivityKind, session_indicator
from outreach.capture.models import Basis, MaterialUse
from outreach.capture.operations import Install, Material, Operation, Pledge, Publication, Talk, Void, Witness
from outreach.demonstration import names
from outreach.demonstration.acts.publicity import publish
from outreach.demonstration.acts.scene import BATCH, CUT_OFF, Batch
from outreach.demonstration.acts.whole import all_batches, played_months
from outreach.demonstration.ground import Ground
from outreach.demonstration.plan import BRIEFING, FIRST_DAY, ZONE, Plan, make_plan
from tests.demonstration.conftest import SCALE, ground_on_paper


def counts(operation: Operation, place_kinds: dict[str, str]) -> Counter[str]:
    """What an operation adds when nothing stands against it."""
    match operation:
        case Talk(attendance=int()):
            session = session_indicator(ActivityKind(operation.activity_kind), place_kinds[operation.code])
            return Counter({session: 1, "materials": sum(handed.copies for handed in operation.materials)})
        case Pledge(signer="organisation"):
            return Counter(unit_pledges=1)
        case Pledge(serial_from=int(first), serial_to=int(last)):
            return Counter(resident_pledges=last - first + 1 - len(operation.missing))
        case Pledge():
            return Counter(resident_pledges=operation.copies or 1)
        case Install(basis=Basis.HELPED_NOW.value):
            return Counter(app_installs=1)
        case Material(use=MaterialUse.HANDED_OUT.value):
            return Counter(materials=operation.copies - operation.returned)
    return Counter()


def operations(batches: Iterable[Batch]) -> list[Operation]:
    return [operation for batch in batches for operation in batch.operations]


@pytest.mark.parametrize("divisor", [1, SCALE])
def test_what_goes_right_uses_up_every_figure(divisor: int) -> None:
    plan = make_plan(BRIEFING.scaled(divisor))
    ground = ground_on_paper(plan)
    place_kinds = {site.code: str(site.kind) for precinct in ground.precincts for site in precinct.sites}
    found: Counter[str] = Counter()
    for scene, _unsigned in played_months(plan, ground):
        for operation in operations(scene.batches):
            found += counts(operation, place_kinds)
    wanted = asdict(plan.figures)
    del wanted["publications"]
    assert {name: found[name] for name in wanted} == wanted


def test_each_item_is_published_once(small_plan: Plan) -> None:
    plan = make_plan()
    items = [each for each in operations(publish(plan, ground_on_paper(plan))) if isinstance(each, Publication)]
    listed = {(item.account, item.title, item.published_on) for item in items if item.account in names.ACCOUNTS}
    assert len(listed) == BRIEFING.publications


@pytest.fixture(scope="module")
def ground(small_plan: Plan) -> Ground:
    return ground_on_paper(small_plan)


@pytest.fixture(scope="module")
def batches(small_plan: Plan, ground: Ground) -> list[Batch]:
    return all_batches(small_plan, ground)


def test_the_same_ground_gives_the_same_batches(small_plan: Plan, ground: Ground, batches: list[Batch]) -> None:
    assert all_batches(small_plan, ground) == batches


def test_batches_come_in_time_order_between_the_first_day_and_the_briefing(batches: list[Batch]) -> None:
    moments = [batch.now for batch in batches]
    assert moments == sorted(moments)
    assert datetime.combine(FIRST_DAY, time(), ZONE) < moments[0] and moments[-1] <= CUT_OFF


def test_no_batch_is_empty_or_more_than_a_phone_sends(batches: list[Batch]) -> None:
    assert all(1 <= len(batch.operations) <= BATCH for batch in batches)


def test_an_id_stands_for_one_operation_however_often_it_is_sent(batches: list[Batch]) -> None:
    first = {}
    for operation in operations(batches):
        assert first.setdefault(operation.submission_id, operation) == operation
    assert len(first) < len(operations(batches))


def test_whoever_sends_an_id_again_is_the_one_who_sent_it(batches: list[Batch]) -> None:
    senders: dict[object, object] = {}
    for batch in batches:
        for operation in batch.operations:
            assert senders.setdefault(operation.submission_id, batch.principal) == batch.principal


def test_residents_leave_the_time_to_the_server(batches: list[Batch]) -> None:
    by_residents = operations(batch for batch in batches if batch.officer is None)
    assert by_residents and all(operation.occurred_at is None for operation in by_residents)


def test_every_void_names_something_that_was_sent_before_or_comes_again_after(batches: list[Batch]) -> None:
    sent: set[object] = set()
    early: set[object] = set()
    for batch in batches:
        for operation in batch.operations:
            if isinstance(operation, Void):
                (early.discard if operation.target in sent else early.add)(operation.submission_id)
            sent.add(operation.submission_id)
    assert not early


def test_officers_witness_and_take_back(batches: list[Batch]) -> None:
    kinds = {type(operation) for operation in operations(batches)}
    assert {Witness, Void} <= kinds
