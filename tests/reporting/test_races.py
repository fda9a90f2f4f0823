"""Two people take the same step at the same moment: one of them does."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.errors import Refusal
from outreach.ledger.models import ClosedPeriod
from outreach.organisation.scope import scope_of
from outreach.reporting.models import Report, ReportSchedule, ReportState, Snapshot
from outreach.reporting.schedule import set_schedules
from outreach.reporting.services import approve, build_report, return_
from tests.reporting.lives import requested, submitted
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What each of `acts`, begun together on connections of their own, came to: done, or a refusal's code."""
    start, outcomes = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            act()
            outcomes[number] = "done"
        except Refusal as refusal:
            outcomes[number] = refusal.problem.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_approvals_of_one_report_make_one(world: World, briefed: Campaign) -> None:
    report = submitted(world, briefed)
    approvers = [world.officers[name] for name in ("sub_chief", "administrator")] * 4
    outcomes = at_once(
        *(
            lambda officer=officer: approve(report=Report.objects.get(pk=report.pk), officer=officer)
            for officer in approvers
        )
    )
    assert sorted(outcomes) == ["done"] + ["report_moved_on"] * 7
    assert Snapshot.objects.count() == ClosedPeriod.objects.count() == 1
    assert AuditEvent.objects.filter(action="report.approved").count() == 1


def test_two_reports_of_one_period_close_it_once(world: World, briefed: Campaign) -> None:
    reports, officer = [submitted(world, briefed), submitted(world, briefed)], world.officers["sub_chief"]
    outcomes = at_once(*(lambda report=report: approve(report=report, officer=officer) for report in reports))
    assert sorted(outcomes) == ["done", "period_closed"]
    assert Snapshot.objects.count() == ClosedPeriod.objects.count() == 1
    assert set(Report.objects.values_list("state", flat=True)) == {ReportState.APPROVED, ReportState.SUBMITTED}


def test_a_report_is_approved_or_sent_back_but_not_both(world: World, briefed: Campaign) -> None:
    report = submitted(world, briefed)
    outcomes = at_once(
        lambda: approve(report=Report.objects.get(pk=report.pk), officer=world.officers["sub_chief"]),
        lambda: return_(report=Report.objects.get(pk=report.pk), officer=world.officers["administrator"], reason="no"),
    )
    assert sorted(outcomes) == ["done", "report_moved_on"]
    report.refresh_from_db()
    assert Snapshot.objects.exists() == (report.state == ReportState.APPROVED)


def test_a_report_built_twice_at_once_is_one_draft(world: World, briefed: Campaign) -> None:
    report = requested(world, briefed)
    assert at_once(lambda: build_report(report.pk), lambda: build_report(report.pk)) == ["done", "done"]
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_a_report_goes_on_waiting_while_the_database_does_not_answer(world: World, briefed: Campaign) -> None:
    report, other = requested(world, briefed), connection.copy()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
        other.set_autocommit(False)
        with other.cursor() as holder:
            holder.execute("LOCK TABLE outreach_daytally IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(OperationalError):
            build_report(report.pk)
        other.close()
        assert build_report(report.pk).state == ReportState.DRAFT


def test_two_people_at_the_same_schedules_wait_for_each_other_and_switch_each_once(
    world: World, briefed: Campaign
) -> None:
    """Told of them in opposite orders: written so, each would come to hold what the other waits for."""
    units = [world.units[name] for name in ("sub_bureau", "station_a", "station_b", "other_bureau", "station_c")]
    boxes = [(unit, kind) for unit in units for kind in (PeriodKind.MONTH, PeriodKind.WEEK)]
    by = scope_of(world.officers["administrator"])
    for is_on in (True, False, True, False):
        told = dict.fromkeys(boxes, is_on), dict.fromkeys(reversed(boxes), is_on)
        outcomes = at_once(
            *(
                lambda switched=switched: set_schedules(by=by, campaign=briefed, switched=switched)
                for switched in told * 4
            )
        )
        assert outcomes == ["done"] * 8
        assert set(ReportSchedule.objects.values_list("is_on", flat=True)) == {is_on}
    assert ReportSchedule.objects.count() == len(boxes)
    assert AuditEvent.objects.filter(action="report_schedule.set").count() == 4 * len(boxes)
