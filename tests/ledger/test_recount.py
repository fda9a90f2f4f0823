"""Recount: silent where every figure follows from the lines, and precise where one does not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from structlog.testing import capture_logs

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.capture.operations import Complete, Handed, Install, Talk, Void, Witness
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.folding import fold, fold_all
from outreach.ledger.models import (
    Act,
    DayTally,
    Kind,
    LedgerEntry,
    MonthTally,
    Outcome,
    PendingLine,
    RecountRun,
    Submission,
)
from outreach.ledger.recount import Difference, recount, run_recount
from tests.ledger.ledgers import DAY, count, line_of, new_campaign, unguarded, void, void_witness, witness
from tests.world import World

pytestmark = pytest.mark.django_db

NOBODY = UUID(int=1)


@pytest.fixture
def campaign() -> Campaign:
    """A campaign with an act in each state, some of it folded."""
    campaign = new_campaign()
    live, seen, taken_back, seen_and_taken_back, no_longer_seen = (count(campaign, 3, unit=unit) for unit in range(5))
    fold(limit=3)
    witness(seen)
    void(taken_back)
    witness(seen_and_taken_back)
    void(seen_and_taken_back)
    void_witness(no_longer_seen, witness(no_longer_seen))
    fold(limit=3)
    assert live.voided_by is None
    return campaign


def found(check: str) -> list[Difference]:
    """The differences, all of which must be of this check."""
    differences = recount()
    assert {difference.check for difference in differences} == {check}
    return differences


def test_acts_in_every_state_recount_without_a_difference(campaign: Campaign) -> None:
    assert recount() == []
    fold_all()
    assert recount() == []


def test_what_was_recorded_recounts_without_a_difference(world: World) -> None:
    officer, resident = world.principal("officer"), Principal.resident("a1")
    talk, place = uuid4(), world.codes["place"].text
    whole: dict[str, Any] = {
        "code": place,
        "occurred_at": world.now,
        "activity_kind": "school_talk",
        "audiences": ("pupils",),
        "attendance": 40,
        "materials": (Handed("leaflet", 40),),
    }
    record([Talk(submission_id=talk, **{**whole, "attendance": None, "audiences": ()})], principal=officer)
    record([Complete(submission_id=uuid4(), talk=talk, **whole)], principal=officer)
    install = Install(submission_id=uuid4(), code=world.codes["activity"].text, basis="already_had")
    (told,) = record([install], principal=resident)
    seen = Witness(submission_id=uuid4(), occurred_at=world.now, code=told.witness)
    record([seen], principal=officer)
    chief = world.principal("chief")
    record([Void(submission_id=uuid4(), occurred_at=world.now, target=seen.submission_id, reason="x")], principal=chief)
    assert recount() == []
    record([Void(submission_id=uuid4(), occurred_at=world.now, target=talk, reason="x")], principal=chief)
    assert LedgerEntry.objects.count() >= 10
    assert recount() == []


@pytest.mark.parametrize(("tally", "check"), [(DayTally, "day_tally"), (MonthTally, "month_tally")])
def test_a_tally_that_says_more_than_its_lines_is_found(campaign: Campaign, tally: Any, check: str) -> None:
    fold_all()
    tally.objects.filter(unit_id=0).update(quantity=4)
    (difference,) = found(check)
    assert (difference.expected, difference.found) == (3, 4)
    assert f"campaign={campaign.pk}" in difference.key
    assert "unit=0 indicator=resident_pledges evidence=self_reported" in difference.key


@pytest.mark.parametrize(("tally", "check"), [(DayTally, "day_tally"), (MonthTally, "month_tally")])
def test_a_tally_row_that_is_gone_is_found(campaign: Campaign, tally: Any, check: str) -> None:
    fold_all()
    tally.objects.filter(unit_id=0).delete()
    (difference,) = found(check)
    assert (difference.expected, difference.found) == (3, 0)


def test_a_tally_row_without_lines_is_found(campaign: Campaign) -> None:
    key = {"indicator": IndicatorKey.MATERIALS, "evidence": Evidence.WITNESSED, "audience": "mixed"}
    DayTally.objects.create(campaign=campaign, day=DAY, unit_id=9, quantity=5, **key)
    (difference,) = found("day_tally")
    assert (difference.expected, difference.found) == (0, 5)


def test_a_line_that_left_the_queue_without_being_folded_is_found(campaign: Campaign) -> None:
    fold_all()
    count(campaign, unit=6)
    PendingLine.objects.all().delete()
    assert {difference.check for difference in recount()} == {"day_tally", "month_tally"}


def test_a_queued_line_that_does_not_exist_is_found(campaign: Campaign) -> None:
    PendingLine.objects.create(line_id=10**9)
    (difference,) = found("queue")
    assert difference.key == f"line={10**9}"


def test_a_submission_that_was_told_otherwise_is_found(campaign: Campaign) -> None:
    act = Act.objects.get(unit_id=0)
    with unguarded(Submission):
        Submission.objects.filter(pk=act.pk).update(indicators={IndicatorKey.RESIDENT_PLEDGES: 4})
    assert found("answers") == [
        Difference("answers", f"submission={act.pk} indicator=resident_pledges", expected=4, found=3)
    ]


def test_a_counted_submission_without_lines_is_found(campaign: Campaign) -> None:
    act = Act.objects.get(unit_id=0)
    told = {IndicatorKey.MATERIALS: 80}
    values = Submission.objects.values().get(pk=act.pk)
    Submission.objects.create(**{**values, "id": NOBODY, "kind": Kind.MATERIAL, "indicators": told})
    (difference,) = found("answers")
    assert (difference.expected, difference.found) == (80, 0)


def test_a_line_of_a_submission_that_does_not_stand_is_found(campaign: Campaign) -> None:
    act = Act.objects.get(unit_id=0)
    with unguarded(Submission):
        Submission.objects.filter(pk=act.pk).update(outcome=Outcome.DUPLICATE)
    assert {difference.check for difference in recount()} == {"answers", "submissions", "acts"}


def test_a_line_without_its_submission_is_found(campaign: Campaign) -> None:
    act = Act.objects.get(unit_id=0)
    with unguarded(LedgerEntry):
        line = line_of(act, submission_id=NOBODY, evidence=Evidence.DOCUMENTED)
        line.save()
    PendingLine.objects.create(line_id=line.pk)
    differences = {difference.check: difference for difference in recount()}
    assert set(differences) == {"answers", "submissions", "act_nets"}
    assert differences["submissions"].key == f"line={line.pk}"


@pytest.mark.parametrize(
    "change", [{"unit_id": 8}, {"day": DAY.replace(day=4)}, {"audience": "elderly"}], ids=["unit", "day", "audience"]
)
def test_a_line_that_differs_from_its_act_is_found(campaign: Campaign, change: dict[str, Any]) -> None:
    with unguarded(Act):
        Act.objects.filter(unit_id=0).update(**change)
    (difference,) = found("keys")
    assert difference.expected != difference.found


def test_a_line_without_its_act_is_found(campaign: Campaign) -> None:
    with unguarded(Act):
        Act.objects.filter(unit_id=0).delete()
    assert {difference.check for difference in recount()} == {"keys", "act_nets"}


def _forget_the_void() -> None:
    Act.objects.filter(unit_id=2).update(voided_by=None)


def _claim_a_void() -> None:
    Act.objects.filter(unit_id=0).update(voided_by=Submission.objects.filter(kind=Kind.VOID)[0].pk)


def _forget_the_witness() -> None:
    Act.objects.filter(unit_id=1).update(witnessed_by=None)


def _claim_a_witness() -> None:
    Act.objects.filter(unit_id=0).update(witnessed_by=NOBODY)


@pytest.mark.parametrize(
    ("change", "checks"),
    [
        (_forget_the_void, {"act_nets"}),
        (_claim_a_void, {"act_nets", "acts"}),
        (_forget_the_witness, {"act_nets"}),
        (_claim_a_witness, {"act_nets", "acts"}),
    ],
)
def test_an_act_whose_state_is_not_that_of_its_lines_is_found(
    campaign: Campaign, change: Callable[[], None], checks: set[str]
) -> None:
    with unguarded(Act):
        change()
    assert {difference.check for difference in recount()} == checks


def test_an_act_that_no_submission_names_is_found(campaign: Campaign) -> None:
    act = Act.objects.get(unit_id=0)
    act.pk = NOBODY
    act.save(force_insert=True)
    (difference,) = found("acts")
    assert difference.key == f"act={NOBODY}"


def test_a_campaign_may_be_recounted_alone(campaign: Campaign) -> None:
    other = new_campaign()
    count(other)
    fold_all()
    MonthTally.objects.filter(campaign=other).update(quantity=7)
    assert recount(campaign.pk) == []
    assert len(recount(other.pk)) == 1


def test_a_run_is_stored_and_says_nothing_where_nothing_differs(campaign: Campaign) -> None:
    with capture_logs() as logs:
        run = run_recount()
    assert RecountRun.objects.get() == run
    assert (run.lines, run.differences) == (LedgerEntry.objects.count(), [])
    assert run.started_at <= run.finished_at
    assert logs == []


def test_a_run_stores_every_difference_and_raises_an_alarm(campaign: Campaign) -> None:
    PendingLine.objects.create(line_id=10**9)
    other = Difference("snapshots", "snapshot=1", expected="ab", found="cd")
    with capture_logs() as logs:
        run_recount(also=[lambda: [other]])
    assert RecountRun.objects.get().differences == [
        {"check": "queue", "key": f"line={10**9}", "expected": "a line", "found": None},
        {"check": "snapshots", "key": "snapshot=1", "expected": "ab", "found": "cd"},
    ]
    assert [(log["log_level"], log["count"]) for log in logs] == [("error", 2)]


def test_a_recount_repairs_nothing(campaign: Campaign) -> None:
    fold_all()
    DayTally.objects.filter(unit_id=0).update(quantity=4)
    assert recount() == recount() != []
    with connection.cursor() as cursor:
        cursor.execute("SELECT quantity FROM outreach_daytally WHERE unit_id = 0")
        assert cursor.fetchone() == (4,)
