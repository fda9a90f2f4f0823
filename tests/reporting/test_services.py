"""The life of a report: who may take which step, and from which state."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from redis import Redis

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.errors import Refusal
from outreach.ledger.models import ClosedPeriod
from outreach.reporting.canonical import sha256_of
from outreach.reporting.models import Report, ReportState, Snapshot
from outreach.reporting.services import approve, build_report, build_waiting, return_, submit
from tests.ledger.ledgers import count, unguarded
from tests.reporting.briefing import NOW, OCTOBER, section
from tests.reporting.lives import approved, drafted, requested, submitted
from tests.world import World


def refused(act: Callable[..., Any], **arguments: Any) -> str:
    """The code with which `act` is refused, in a transaction of its own."""
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act(**arguments)
    return refusal.value.problem.code


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_a_requested_report_waits_for_a_worker(world: World, briefed: Campaign) -> None:
    report = requested(world, briefed)
    assert (report.state, report.section, report.created_by) == (ReportState.BUILDING, None, world.officers["chief"])


def test_a_worker_is_told_by_name_once_the_request_is_committed(
    world: World,
    briefed: Campaign,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[Callable[[], Any]]]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = requested(world, briefed)
    with Redis.from_url(settings.REDIS_URL) as broker:
        (message,) = broker.lrange("celery", 0, -1)
    assert b'"task": "tasks.build_report"' in message and str(report.pk).encode() in message


@pytest.mark.parametrize(
    ("officer", "code"),
    [
        ("officer", "permission_denied"),
        ("auditor", "permission_denied"),
        ("chief_b", "out_of_scope"),
        ("other_administrator", "out_of_scope"),
    ],
)
def test_only_chiefs_and_administrators_over_the_unit_take_part(
    world: World, briefed: Campaign, officer: str, code: str
) -> None:
    someone = world.officers[officer]
    assert refused(requested, world=world, campaign=briefed, officer=officer) == code
    assert refused(submit, report=drafted(world, briefed), officer=someone) == code
    report = submitted(world, briefed)
    assert refused(return_, report=report, officer=someone, reason="no") == code
    assert refused(approve, report=report, officer=someone) == code


def test_a_period_the_campaign_does_not_cover_is_not_requested(world: World, briefed: Campaign) -> None:
    assert refused(requested, world=world, campaign=briefed, first=OCTOBER.replace(year=2020)) == "malformed"


def test_a_built_report_is_a_draft_with_the_section_of_that_moment(world: World, briefed: Campaign) -> None:
    report = drafted(world, briefed)
    unit = world.units["station_a"]
    assert (report.state, report.as_of) == (ReportState.DRAFT, NOW)
    assert report.section == section(briefed, PeriodKind.MONTH, OCTOBER, unit=unit)


def test_building_again_changes_nothing(world: World, briefed: Campaign) -> None:
    report = drafted(world, briefed)
    count(briefed, 5, unit=world.units["station_a"].pk, day=OCTOBER)
    assert build_report(report.pk).section == report.section


def test_a_report_that_cannot_be_built_says_why(world: World, briefed: Campaign) -> None:
    report = requested(world, briefed)
    with unguarded(Campaign):
        Campaign.objects.filter(pk=briefed.pk).update(starts_on=OCTOBER.replace(month=11))
    report = build_report(report.pk)
    assert (report.state, report.section) == (ReportState.FAILED, None)
    assert report.returned_reason


def test_the_reason_of_an_unforeseen_error_shows_no_more_than_its_kind(world: World, briefed: Campaign) -> None:
    report = requested(world, briefed)
    with unguarded(Campaign):
        Campaign.objects.filter(pk=briefed.pk).update(timezone="Nowhere/Nothing")
    assert build_report(report.pk).returned_reason == "ZoneInfoNotFoundError"


def test_reports_whose_task_was_lost_are_built_all_the_same(world: World, briefed: Campaign) -> None:
    lost = [requested(world, briefed), requested(world, briefed, PeriodKind.CAMPAIGN, None)]
    drafted(world, briefed, first=OCTOBER.replace(month=9))
    assert build_waiting() == 2
    assert {Report.objects.get(pk=report.pk).state for report in lost} == {ReportState.DRAFT}
    assert build_waiting() == 0


def test_a_request_builds_the_units_open_report_anew(world: World, briefed: Campaign) -> None:
    report = drafted(world, briefed)
    count(briefed, 5, unit=world.units["station_a"].pk, day=OCTOBER)
    again = drafted(world, briefed)
    assert again.pk == report.pk
    assert again.section != report.section


def test_a_request_repeated_waits_for_one_report(world: World, briefed: Campaign) -> None:
    assert requested(world, briefed).pk == requested(world, briefed).pk
    assert build_waiting() == 1


def test_a_returned_report_is_built_anew_and_submitted_again(world: World, briefed: Campaign) -> None:
    report = return_(report=submitted(world, briefed), officer=world.officers["sub_chief"], reason=" 缺附件 ")
    assert (report.state, report.returned_reason) == (ReportState.RETURNED, "缺附件")
    again = submitted(world, briefed)
    assert (again.pk, again.returned_reason, again.state) == (report.pk, "", ReportState.SUBMITTED)


def test_a_request_leaves_a_submitted_report_alone(world: World, briefed: Campaign) -> None:
    report = submitted(world, briefed)
    assert requested(world, briefed).pk != report.pk
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
def test_a_report_is_not_sent_back_without_a_reason(world: World, briefed: Campaign, reason: str) -> None:
    report = submitted(world, briefed)
    assert refused(return_, report=report, officer=world.officers["sub_chief"], reason=reason) == "malformed"


def test_a_period_that_was_not_over_when_counted_is_not_submitted(world: World, briefed: Campaign) -> None:
    chief = world.officers["chief"]
    before_midnight, midnight = datetime(2021, 10, 31, 15, 59, tzinfo=UTC), datetime(2021, 10, 31, 16, tzinfo=UTC)
    assert refused(submit, report=drafted(world, briefed, now=before_midnight), officer=chief) == "period_open"
    assert submit(report=drafted(world, briefed, now=midnight), officer=chief).state == ReportState.SUBMITTED


def test_steps_out_of_order_are_refused(world: World, briefed: Campaign) -> None:
    chief, sub_chief = world.officers["chief"], world.officers["sub_chief"]
    waiting = requested(world, briefed)
    assert refused(submit, report=waiting, officer=chief) == "report_moved_on"
    draft = build_report(waiting.pk, now=NOW)
    assert refused(approve, report=draft, officer=sub_chief) == "report_moved_on"
    assert refused(return_, report=draft, officer=sub_chief, reason="no") == "report_moved_on"
    report = approve(report=submit(report=draft, officer=chief), officer=sub_chief)
    assert refused(submit, report=report, officer=chief) == "report_moved_on"
    assert refused(return_, report=report, officer=sub_chief, reason="no") == "report_moved_on"
    assert refused(approve, report=report, officer=sub_chief) == "report_moved_on"


def test_who_submitted_a_report_does_not_approve_it(world: World, briefed: Campaign) -> None:
    report = submitted(world, briefed)
    assert refused(approve, report=report, officer=world.officers["chief"]) == "permission_denied"
    report.refresh_from_db()
    assert (report.state, report.approved_by) == (ReportState.SUBMITTED, None)


def test_the_database_itself_refuses_an_approver_who_submitted(world: World, briefed: Campaign) -> None:
    report = submitted(world, briefed)
    with pytest.raises(IntegrityError, match="report_approver_is_not_submitter"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(approved_by=report.submitted_by)


def test_the_database_itself_refuses_an_approval_by_nobody(world: World, briefed: Campaign) -> None:
    report = submitted(world, briefed)
    with pytest.raises(IntegrityError, match="report_approved_by_a_person"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state=ReportState.APPROVED)


def test_approval_freezes_the_section_as_it_was_submitted(world: World, briefed: Campaign) -> None:
    report = submitted(world, briefed)
    count(briefed, 5, unit=world.units["station_a"].pk, day=OCTOBER)
    approve(report=report, officer=world.officers["sub_chief"], now=NOW)
    snapshot = Snapshot.objects.get()
    assert (report.state, report.approved_by) == (ReportState.APPROVED, world.officers["sub_chief"])
    assert snapshot.figures == report.section
    assert snapshot.sha256 == sha256_of(snapshot.figures)
    assert snapshot.frozen_at == NOW


def test_approval_closes_the_units_period(world: World, briefed: Campaign) -> None:
    report = approved(world, briefed)
    closed = ClosedPeriod.objects.get()
    assert (closed.campaign, closed.unit) == (briefed, world.units["station_a"])
    assert (closed.first, closed.last) == (OCTOBER.replace(day=1), OCTOBER.replace(day=31))
    assert (closed.snapshot_id, closed.closed_at) == (report.snapshot.pk, NOW)


def test_a_period_is_closed_once(world: World, briefed: Campaign) -> None:
    first, second = submitted(world, briefed), submitted(world, briefed)
    approve(report=first, officer=world.officers["sub_chief"])
    assert refused(approve, report=second, officer=world.officers["sub_chief"]) == "period_closed"
    second.refresh_from_db()
    assert (second.state, Snapshot.objects.count()) == (ReportState.SUBMITTED, 1)


def test_every_step_leaves_its_trace_without_a_word_of_people(world: World, briefed: Campaign) -> None:
    return_(report=submitted(world, briefed), officer=world.officers["sub_chief"], reason="示例某某漏报")
    report = approved(world, briefed)
    assert actions() == [
        "report.requested",
        "report.submitted",
        "report.returned",
        "report.requested",
        "report.submitted",
        "report.approved",
    ]
    last = AuditEvent.objects.order_by("pk").last()
    assert last is not None
    assert (last.actor, last.subject) == (f"officer:{world.officers['sub_chief'].pk}", f"report:{report.pk}")
    assert last.facts["sha256"] == report.snapshot.sha256
    assert not AuditEvent.objects.filter(facts__icontains="示例某某").exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE outreach_snapshot SET figures = '{}'",
        "UPDATE outreach_snapshot SET sha256 = repeat('0', 64)",
        "DELETE FROM outreach_snapshot",
        "UPDATE outreach_closedperiod SET closed_at = now()",
        "DELETE FROM outreach_closedperiod",
    ],
)
def test_what_was_frozen_is_kept_by_the_database_itself(world: World, briefed: Campaign, change: str) -> None:
    approved(world, briefed)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_an_unknown_report_is_an_error_of_its_own(db: None) -> None:
    with pytest.raises(Report.DoesNotExist):
        build_report(uuid4())
