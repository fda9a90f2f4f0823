"""A real worker does what services ask for by name, and the schedule makes good what a broker lost."""

from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings
from redis import Redis

from outreach.campaigns.periods import Period, PeriodKind
from outreach.codes.models import BatchState, CodeBatch, CodeKind
from outreach.codes.services import Terms, make_batch
from outreach.limits.models import Bucket
from outreach.reporting.models import Report, ReportState
from outreach.reporting.services import request_report
from tests.servers import Server
from tests.waiting import wait_until
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def ask_for_a_report(world: World) -> Report:
    week = Period(PeriodKind.CUSTOM, world.today - timedelta(days=7), world.today)
    unit, chief = world.units["station_a"], world.officers["chief"]
    return request_report(campaign=world.campaign, unit=unit, period=week, officer=chief)


def ask_for_a_sheet(world: World) -> CodeBatch:
    terms = Terms(kind=CodeKind.FORM, campaign=world.campaign, unit=world.units["station_a"])
    # A sheet counts as lost only when it was asked for a while ago.
    return make_batch(terms, by=None, size=3, now=world.now - timedelta(minutes=5))


def is_built(report: Report) -> bool:
    return Report.objects.get(pk=report.pk).state == ReportState.DRAFT


def is_drawn(batch: CodeBatch) -> bool:
    return CodeBatch.objects.get(pk=batch.pk).state == BatchState.READY


def test_a_worker_builds_reports_and_draws_sheets(world: World, celery_worker: Server) -> None:
    report, batch = ask_for_a_report(world), ask_for_a_sheet(world)
    wait_until(lambda: is_built(report) and is_drawn(batch), celery_worker)


def test_what_the_broker_lost_is_made_good_by_the_schedule(world: World, celery_worker: Server) -> None:
    celery_worker.stop()
    report, batch = ask_for_a_report(world), ask_for_a_sheet(world)
    with Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()
    celery_worker.start()
    for task in ("tasks.build_waiting_reports", "tasks.draw_waiting_batches"):
        current_app.send_task(task)
    wait_until(lambda: is_built(report) and is_drawn(batch), celery_worker)


def test_a_worker_forgets_buckets_that_have_long_been_full(world: World, celery_worker: Server) -> None:
    Bucket.objects.create(key="old", tokens=0, refilled_at=world.now - timedelta(days=2))
    current_app.send_task("tasks.sweep_buckets")
    wait_until(lambda: not Bucket.objects.exists(), celery_worker)
