"""Loading the demonstration, here a fiftieth of it: exact, resumable, and proved at the end."""

from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from outreach.campaigns.indicators import Evidence
from outreach.campaigns.models import Campaign
from outreach.demonstration.acts.scene import Batch
from outreach.demonstration.acts.whole import all_batches
from outreach.demonstration.cast import make_cast
from outreach.demonstration.founding import found, survey
from outreach.demonstration.loading import NotAsPlanned, already_sent, conclude, is_loaded, send
from outreach.demonstration.newcomer import demo_file
from outreach.demonstration.plan import Plan
from outreach.ledger.models import Act, Kind, LedgerEntry, Outcome, PendingLine, Submission
from outreach.ledger.recount import recount
from outreach.ledger.totals import TotalsQuery, totals


def counted(campaign: Campaign) -> dict[str, int]:
    return {row["indicator"]: row["quantity"] for row in totals(TotalsQuery(campaign_id=campaign.pk)).rows}


def batches_of(campaign: Campaign, plan: Plan) -> list[Batch]:
    return all_batches(plan, survey(make_cast(plan), campaign))


def test_the_totals_are_exactly_as_planned(loaded: Campaign, small_plan: Plan) -> None:
    figures = asdict(small_plan.figures)
    assert {name: counted(loaded)[name] for name in figures} == figures


def test_everything_is_folded_and_a_recount_agrees(loaded: Campaign) -> None:
    assert not PendingLine.objects.exists()
    assert recount(loaded.pk) == []


def test_it_is_known_to_be_loaded(loaded: Campaign) -> None:
    assert is_loaded()


def test_residents_confirm_and_switch_warnings_on_beside_the_help_given(loaded: Campaign) -> None:
    assert {"app_confirmations", "alerts_enabled", "household_visits", "community_sessions"} <= counted(loaded).keys()


@pytest.mark.parametrize("evidence", [Evidence.SELF_REPORTED, Evidence.WITNESSED, Evidence.DOCUMENTED])
def test_pledges_rest_on_every_kind_of_evidence(loaded: Campaign, evidence: Evidence) -> None:
    assert LedgerEntry.objects.filter(indicator="resident_pledges", evidence=evidence, quantity__gt=0).exists()


@pytest.mark.parametrize("outcome", [Outcome.COUNTED, Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.REJECTED])
def test_submissions_end_in_every_way(loaded: Campaign, outcome: Outcome) -> None:
    assert Submission.objects.filter(outcome=outcome).exists()


@pytest.mark.parametrize("reason", ["already_counted", "out_of_scope", "code_expired", "too_late"])
def test_refusals_have_several_reasons(loaded: Campaign, reason: str) -> None:
    assert Submission.objects.filter(reason=reason).exists()


@pytest.mark.parametrize("kind", [Kind.TALK, Kind.PLEDGE, Kind.INSTALL])
def test_acts_are_voided_and_net_to_nothing(loaded: Campaign, kind: Kind) -> None:
    voided = Act.objects.filter(kind=kind, voided_by__isnull=False)
    assert voided.exists()
    assert not sum(LedgerEntry.objects.filter(act_id__in=voided.values("id")).values_list("quantity", flat=True))


def test_some_acts_are_witnessed_and_some_are_bundles(loaded: Campaign) -> None:
    assert Act.objects.filter(witnessed_by__isnull=False).exists() and Act.objects.filter(is_batch=True).exists()


def test_some_records_arrive_days_late(loaded: Campaign) -> None:
    late = Submission.objects.filter(received_at__gt=F("occurred_at") + timedelta(days=2), outcome=Outcome.COUNTED)
    assert late.exists()


def test_a_repeated_load_sends_nothing_that_counts(loaded: Campaign, small_plan: Plan) -> None:
    batches, lines = batches_of(loaded, small_plan), LedgerEntry.objects.count()
    for _sent in send(batches[already_sent(batches) :]):
        pass
    assert LedgerEntry.objects.count() == lines


def test_a_load_stopped_at_two_fifths_goes_on_from_there(db: None, small_plan: Plan) -> None:
    campaign = found(make_cast(small_plan), small_plan)
    batches = batches_of(campaign, small_plan)
    stop = len(batches) * 2 // 5
    with pytest.raises(KeyboardInterrupt):
        for number, _sent in enumerate(send(batches), start=1):
            if number == stop:
                raise KeyboardInterrupt
    again = batches_of(campaign, small_plan)
    resumed = already_sent(again)
    # A batch that only repeats another leaves no trace of its own; it is sent once more.
    assert stop - 3 <= resumed <= stop
    for _sent in send(again[resumed:]):
        pass
    conclude(campaign, small_plan.figures)
    assert is_loaded()


def test_a_total_that_came_out_wrong_is_named(loaded: Campaign, small_plan: Plan) -> None:
    wrong = replace(small_plan.figures, app_installs=1)
    with pytest.raises(NotAsPlanned, match=f"app_installs: {small_plan.figures.app_installs} instead of 1"):
        conclude(loaded, wrong)


def test_the_command_leaves_what_is_loaded_alone(loaded: Campaign, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    before = Submission.objects.count()
    call_command("load_demo")
    assert Submission.objects.count() == before
    assert demo_file().exists()


def test_the_command_refuses_to_load_into_production(settings: Any) -> None:
    settings.IN_PRODUCTION = True
    with pytest.raises(CommandError, match="not loaded into production"):
        call_command("load_demo")
