"""What the database refuses whatever program writes to it: verdicts, acts and the parents they name stay."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from outreach.capture.operations import Install, Operation, Pledge, Void, Witness
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.models import Act, LedgerEntry, Submission
from outreach.organisation.models import OrganisationUnit
from tests.world import World


@pytest.fixture
def counted(world: World) -> Submission:
    operation = Install(submission_id=uuid4(), code=world.codes["activity"].text, basis="helped_now")
    record([operation], principal=Principal.resident("d4"), now=world.now)
    return Submission.objects.get()


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        call()
    return str(refusal.value)


@pytest.mark.parametrize(
    "change",
    [{"outcome": "duplicate"}, {"act_id": None}, {"principal": "officer:1"}, {"received_at": None}, {"unit_id": 1}],
)
def test_a_final_verdict_never_changes(counted: Submission, change: dict[str, Any]) -> None:
    refused(lambda: Submission.objects.update(**change))


def test_a_content_mark_may_be_dropped_and_not_replaced(counted: Submission) -> None:
    refused(lambda: Submission.objects.update(content_mark=b"x" * 32))
    assert Submission.objects.update(content_mark=None) == 1


def test_submissions_acts_and_their_parents_are_never_deleted(counted: Submission) -> None:
    for table in ("submission", "act", "campaign", "organisationunit", "code", "officer", "pledgetext", "place"):
        told = refused(lambda table=table: run(f"DELETE FROM outreach_{table}"))
        assert "is refused" in told


def test_an_act_is_voided_once_and_not_witnessed_afterwards(world: World, counted: Submission) -> None:
    void = Void(submission_id=uuid4(), target=counted.pk, reason="误录")
    record([void], principal=world.principal("chief"), now=world.now)
    assert "voided already" in refused(lambda: Act.objects.update(voided_by=uuid4()))
    assert "cannot be witnessed" in refused(lambda: Act.objects.update(witnessed_by=uuid4()))


@pytest.mark.django_db(transaction=True)
def test_an_act_marked_voided_nets_to_nothing_when_its_transaction_ends(counted: Submission) -> None:
    assert "still counts" in refused(lambda: Act.objects.update(voided_by=uuid4()))


def test_a_voided_act_takes_no_line_that_leaves_something(world: World, counted: Submission) -> None:
    void = Void(submission_id=uuid4(), target=counted.pk, reason="误录")
    record([void], principal=world.principal("chief"), now=world.now)
    line = LedgerEntry.objects.first()
    assert line is not None
    line.pk, line.submission_id, line.indicator = None, line.act_id, "attendance"
    assert "net" in refused(line.save)


def test_an_act_keeps_what_its_lines_are_counted_by(counted: Submission) -> None:
    refused(lambda: Act.objects.update(day="2020-01-01"))


def test_lines_may_not_take_away_more_than_an_act_gave(counted: Submission) -> None:
    line = LedgerEntry.objects.get()
    line.pk, line.submission_id, line.quantity = None, uuid4(), -2
    assert "net" in refused(line.save)


def test_lines_of_a_move_copy_the_key_of_their_act(counted: Submission) -> None:
    line = LedgerEntry.objects.get()
    line.pk, line.submission_id, line.quantity, line.audience = None, uuid4(), -1, "pupils"
    assert "net" in refused(line.save)


def test_a_counted_submission_names_its_act(counted: Submission) -> None:
    counted.pk, counted.act_id = uuid4(), None
    assert "submission_counted_has_its_act" in refused(lambda: counted.save(force_insert=True))


def test_a_unit_with_records_is_not_moved_by_hand(world: World, counted: Submission) -> None:
    told = refused(
        lambda: OrganisationUnit.objects.move(world.units["station_a"], world.units["other_bureau"], "first-child")
    )
    assert "effective date" in told


@pytest.mark.parametrize("later", [1, 3])
def test_a_batch_of_two_hundred_stays_within_its_statements(
    world: World, django_assert_max_num_queries: Callable[..., Any], later: int
) -> None:
    officer, code = world.principal("chief"), world.codes["activity"].text
    signed = record(
        [Pledge(submission_id=uuid4(), code=code, assent=True, name="示例居民") for _each in range(10)],
        principal=Principal.resident("e5"),
        now=world.now,
    )
    batch: list[Operation] = [
        Pledge(submission_id=uuid4(), code=code, paper=True)
        if number % 2
        else Install(submission_id=uuid4(), code=code, basis="helped_now")
        for number in range(190)
    ]
    batch += [Witness(submission_id=uuid4(), code=each.witness) for each in signed[:5]]
    if later > 1:
        batch += [Void(submission_id=uuid4(), target=each.submission_id, reason="重复") for each in signed[5:]]
    # Pledges, installs, witnesses: three kinds, twenty statements; each further kind three more (design.md section 7).
    with django_assert_max_num_queries(20 if later == 1 else 23):
        results = record(batch, principal=officer, now=world.now)
    assert {result.code for result in results} == {""}


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
