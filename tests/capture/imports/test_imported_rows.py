"""A row of paper records is an act like any other: one way in, one line, voidable, exact in every recount."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from outreach.capture.operations import Imported, Operation, Void
from outreach.capture.record import record
from outreach.capture.recount import claim_differences
from outreach.capture.results import Principal, Result
from outreach.ledger.folding import fold_all
from outreach.ledger.models import Act, LedgerEntry, Outcome, Source, Submission
from outreach.ledger.recount import recount
from tests.capture.acts import net
from tests.world import World


def importer(world: World, name: str = "chief") -> Principal:
    return Principal.officer(world.officers[name].pk, source=Source.IMPORT)


def row(world: World, **fields: Any) -> Imported:
    usual = {
        "submission_id": uuid4(),
        "campaign": "trial",
        "unit": world.units["station_a"].pk,
        "indicator": "resident_pledges",
        "day": world.today - timedelta(days=80),
        "quantity": 312,
        "audience": "unspecified",
    }
    return Imported(**{**usual, **fields})


def send(world: World, operation: Operation, name: str = "chief") -> Result:
    (result,) = record([operation], principal=importer(world, name), now=world.now)
    return result


def test_a_row_counts_its_quantity_on_its_own_day_and_is_taken_on_trust(world: World) -> None:
    operation = row(world)
    assert send(world, operation).indicators == {"resident_pledges": 312}
    line = LedgerEntry.objects.get()
    assert (line.quantity, line.evidence, line.source, line.day) == (312, "imported", "import", operation.day)


def test_it_is_not_too_late_for_what_was_done_before_the_late_limit(world: World) -> None:
    assert world.campaign.late_limit_days < 80
    assert send(world, row(world)).status == 201


def test_the_same_row_sent_again_counts_once(world: World) -> None:
    operation = row(world)
    assert [send(world, operation).replay, send(world, operation).replay] == [False, True]
    assert net() == {("resident_pledges", "imported"): 312}


def test_a_row_is_voided_like_any_act_and_every_recount_is_exact(world: World) -> None:
    operations = [row(world, quantity=each) for each in (1, 2, 3)]
    record(operations, principal=importer(world), now=world.now)
    void = Void(submission_id=uuid4(), target=operations[1].submission_id, reason="误录", occurred_at=world.now)
    (result,) = record([void], principal=world.principal("chief"), now=world.now)
    assert result.status == 201
    fold_all()
    assert net() == {("resident_pledges", "imported"): 4}
    assert (recount(), claim_differences()) == ([], [])


def test_a_month_without_a_day_and_a_possible_repeat_are_flagged(world: World) -> None:
    result = send(world, row(world, is_of_month=True, is_doubtful=True))
    assert result.flags == ("month_only", "possible_duplicate")


@pytest.mark.parametrize(
    ("name", "unit", "code"),
    [
        ("officer", "station_a", "out_of_scope"),
        ("auditor", "station_a", "out_of_scope"),
        ("chief", "station_b", "out_of_scope"),
        ("chief", "post_a", ""),
        ("administrator", "station_b", ""),
        ("other_administrator", "station_a", "out_of_scope"),
    ],
)
def test_who_manages_the_unit_today_imports_for_it(world: World, name: str, unit: str, code: str) -> None:
    assert send(world, row(world, unit=world.units[unit].pk), name).code == code


def test_no_officers_phone_sends_such_a_row(world: World) -> None:
    (result,) = record([row(world)], principal=world.principal("chief"), now=world.now)
    assert (result.code, Act.objects.count()) == ("permission_denied", 0)


@pytest.mark.parametrize("days", [-200, 1])
def test_a_day_outside_the_campaign_or_to_come_is_refused(world: World, days: int) -> None:
    result = send(world, row(world, day=world.today + timedelta(days=days)))
    assert (result.outcome, list(result.errors)) == (Outcome.MALFORMED, ["day"])


def test_another_campaign_than_the_units_is_refused(world: World) -> None:
    assert send(world, row(world, campaign="none")).code == "campaign_unknown"
    assert Submission.objects.get().outcome == Outcome.REJECTED
