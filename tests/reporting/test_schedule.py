"""Reports that come round are drafted once, by whichever clock strikes first, and go no further by themselves."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.errors import Refusal
from outreach.reporting.models import Report, ReportSchedule, ReportState, ReportStep, StepKind
from outreach.reporting.schedule import draft_due, schedules_on
from outreach.reporting.services import approve, build_waiting, submit
from outreach.reporting.spans import last_closed
from tests.reporting.briefing import NOVEMBER, NOW, campaign_of
from tests.reporting.lives import drafted, moved, requested, submitted, switch
from tests.world import World

MONTH, WEEK = PeriodKind.MONTH, PeriodKind.WEEK
NEW_YEAR = datetime(2022, 1, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "kind", "days"),
    [
        (datetime(2021, 9, 30, 15, 59, tzinfo=UTC), MONTH, None),
        (datetime(2021, 9, 30, 16, 0, tzinfo=UTC), MONTH, (date(2021, 9, 1), date(2021, 9, 30))),
        (NOW, MONTH, (date(2021, 11, 1), date(2021, 11, 30))),
        (NEW_YEAR, MONTH, (date(2021, 12, 1), date(2021, 12, 31))),
        (NEW_YEAR + timedelta(days=200), MONTH, (date(2021, 12, 1), date(2021, 12, 31))),
        (datetime(2021, 8, 1, tzinfo=UTC), MONTH, None),
        (NOW, WEEK, (date(2021, 11, 22), date(2021, 11, 28))),
        (NEW_YEAR, WEEK, (date(2021, 11, 29), date(2021, 12, 5))),
    ],
)
def test_the_last_closed_period_is_over_on_the_campaigns_own_clock(
    campaign: Campaign, now: datetime, kind: PeriodKind, days: tuple[date, date] | None
) -> None:
    assert last_closed(campaign, kind, now) == (days and Period(kind, *days))


def test_the_campaigns_closing_days_decide(world: World) -> None:
    campaign = campaign_of(world, slug="early", month_closes_on=25, week_closes_on=4)
    assert last_closed(campaign, MONTH, NOW) == Period(MONTH, date(2021, 10, 26), date(2021, 11, 25))
    assert last_closed(campaign, WEEK, NOW) == Period(WEEK, date(2021, 11, 26), date(2021, 12, 2))


def test_a_month_that_is_over_is_drafted_by_nobody_and_once(world: World, briefed: Campaign) -> None:
    schedule = switch(world, briefed)
    assert [draft_due(now=NOW) for _strike in range(3)] == [1, 0, 0]
    report = Report.objects.get()
    assert (report.schedule, report.created_by, report.first) == (schedule, None, date(2021, 11, 1))
    assert build_waiting() == 1
    report.refresh_from_db()
    assert (report.state, report.submitted_by, report.approved_by) == (ReportState.DRAFT, None, None)
    assert draft_due(now=NOW) == 0


def test_the_schedule_goes_no_further_than_a_draft(world: World, briefed: Campaign) -> None:
    switch(world, briefed)
    for strike in range(48):
        draft_due(now=NOW + timedelta(hours=strike))
        build_waiting()
    assert list(Report.objects.values_list("state", flat=True)) == [ReportState.DRAFT]
    assert list(ReportStep.objects.values_list("kind", "officer")) == [(StepKind.SCHEDULED, None)]
    event = AuditEvent.objects.get(action="report.scheduled")
    assert event.actor == "system:schedule"


def test_the_database_lets_the_schedule_take_no_other_step(world: World, briefed: Campaign) -> None:
    switch(world, briefed)
    draft_due(now=NOW)
    report = Report.objects.get()
    for kind in set(StepKind) - {StepKind.SCHEDULED}:
        with pytest.raises(IntegrityError, match="report_step_by_a_person"), transaction.atomic():
            ReportStep.objects.create(report=report, kind=kind, at=NOW)


def test_a_draft_of_the_schedule_is_submitted_and_approved_by_two_persons(world: World, briefed: Campaign) -> None:
    switch(world, briefed)
    draft_due(now=NOW)
    build_waiting()
    report = submit(report=Report.objects.get(), officer=world.officers["chief"])
    with pytest.raises(Refusal), transaction.atomic():
        approve(report=report, officer=world.officers["chief"])
    assert approve(report=report, officer=world.officers["sub_chief"]).state == ReportState.APPROVED
    assert draft_due(now=NOW) == 0


def test_months_and_weeks_are_switched_apart(world: World, briefed: Campaign) -> None:
    switch(world, briefed, MONTH)
    switch(world, briefed, WEEK)
    switch(world, briefed, WEEK, unit="station_b", officer="chief_b")
    assert draft_due(now=NOW) == 3
    switch(world, briefed, WEEK, is_on=False)
    assert draft_due(now=NOW + timedelta(days=7)) == 1
    assert Report.objects.latest("created_at").unit == world.units["station_b"]


def test_one_that_is_off_drafts_nothing(world: World, briefed: Campaign) -> None:
    switch(world, briefed)
    switch(world, briefed, is_on=False)
    assert (draft_due(now=NOW), ReportSchedule.objects.count()) == (0, 1)
    assert schedules_on(briefed, [world.units["station_a"]]) == set()


@pytest.mark.parametrize("make", [requested, drafted, submitted])
def test_a_report_that_somebody_began_is_left_alone(world: World, briefed: Campaign, make: Any) -> None:
    report = make(world, briefed, first=NOVEMBER)
    switch(world, briefed)
    assert draft_due(now=NOW) == 0
    assert Report.objects.get() == report


def test_a_person_who_asks_joins_what_the_schedule_began(world: World, briefed: Campaign) -> None:
    switch(world, briefed)
    draft_due(now=NOW)
    assert requested(world, briefed, first=NOVEMBER) == Report.objects.get()


def test_the_first_month_of_a_campaign_is_not_drafted_before_it_is_over(world: World, briefed: Campaign) -> None:
    switch(world, briefed)
    assert draft_due(now=datetime(2021, 9, 15, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("officer", "code"),
    [
        ("officer", "permission_denied"),
        ("auditor", "permission_denied"),
        ("chief_b", "out_of_scope"),
        ("other_administrator", "out_of_scope"),
    ],
)
def test_only_chiefs_and_administrators_over_the_unit_switch_it(
    world: World, briefed: Campaign, officer: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        switch(world, briefed, officer=officer)
    assert (refused.value.problem.code, ReportSchedule.objects.count()) == (code, 0)


def test_a_switch_leaves_its_trace(world: World, briefed: Campaign) -> None:
    schedule = switch(world, briefed)
    event = AuditEvent.objects.get(action="report_schedule.set")
    assert event.actor == f"officer:{world.officers['chief'].pk}"
    assert (event.facts["unit"], event.facts["kind"], event.facts["is_on"]) == (schedule.unit_id, "month", True)


def test_the_database_schedules_weeks_and_months_only(world: World, briefed: Campaign) -> None:
    for kind in (PeriodKind.CAMPAIGN, PeriodKind.CUSTOM):
        with pytest.raises(IntegrityError, match="report_schedule_comes_round"), transaction.atomic():
            switch(world, briefed, kind)


@pytest.mark.django_db(transaction=True)
def test_clocks_and_people_at_the_same_moment_begin_one_report(world: World, briefed: Campaign) -> None:
    switch(world, briefed)
    begun, start = [], threading.Barrier(8)

    def strike() -> None:
        try:
            start.wait()
            draft_due(now=NOW)
        finally:
            connections.close_all()

    def ask() -> None:
        try:
            start.wait()
            begun.append(requested(world, briefed, first=NOVEMBER).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for act in (strike, ask) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Report.objects.count() == 1
    assert begun == [Report.objects.get().pk] * 4


def test_a_schedule_goes_on_with_the_unit_that_moved(world: World, everywhere: Campaign) -> None:
    ReportSchedule.objects.update_or_create(
        campaign=everywhere,
        unit=world.units["station_a"],
        kind=MONTH.value,
        defaults={
            "is_on": True,
            "set_by": world.officers["chief"],
            **dict.fromkeys(("set_at", "owed_since"), NOW - timedelta(days=60)),
        },
    )
    station = moved(world, date(2021, 11, 10))
    assert [draft_due(now=datetime(2021, 11, 9, 2, tzinfo=UTC)) for _strike in range(2)] == [1, 0]
    assert schedules_on(everywhere, [station]) == set()
    assert [draft_due(now=NOW) for _strike in range(2)] == [2, 0]
    assert schedules_on(everywhere, [station]) == {(station.pk, MONTH.value)}
    assert AuditEvent.objects.filter(action="report_schedule.followed").count() == 1
    assert draft_due(now=NEW_YEAR) == 1
    months = Report.objects.order_by("first", "unit").values_list("unit", "first")
    assert list(months) == [
        (world.units["station_a"].pk, date(2021, 10, 1)),
        (world.units["station_a"].pk, date(2021, 11, 1)),
        (station.pk, date(2021, 11, 1)),
        (station.pk, date(2021, 12, 1)),
    ]
    ReportSchedule.objects.filter(unit=station).update(is_on=False)
    assert draft_due(now=NEW_YEAR + timedelta(days=40)) == 0


def test_a_schedule_does_not_follow_out_of_its_campaign(world: World, campaign: Campaign) -> None:
    ReportSchedule.objects.create(
        campaign=campaign,
        unit=world.units["station_a"],
        kind=MONTH,
        is_on=True,
        set_by=world.officers["chief"],
        set_at=NOW - timedelta(days=60),
        owed_since=NOW - timedelta(days=60),
    )
    station = moved(world, date(2021, 11, 1))
    assert draft_due(now=NOW) == 0
    assert not ReportSchedule.objects.filter(unit=station).exists()
