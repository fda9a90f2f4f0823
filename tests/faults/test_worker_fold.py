"""A real worker folds what writers leave; killed at the worst moment, it loses nothing and adds nothing twice."""

import pytest
from celery import current_app
from django.db import connection, transaction

from outreach.campaigns.models import Campaign
from outreach.ledger.folding import fold
from outreach.ledger.models import DayTally, MonthTally, PendingLine, RecountRun
from outreach.ledger.nudge import nudge
from outreach.ledger.recount import recount
from outreach.ledger.totals import TotalsQuery, totals
from tests.ledger.ledgers import count, new_campaign
from tests.servers import Server
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def nothing_waits() -> bool:
    return not PendingLine.objects.exists()


def counted(campaign: Campaign) -> int:
    return sum(row["quantity"] for row in totals(TotalsQuery(campaign_id=campaign.pk)).rows)


def test_a_nudge_has_a_worker_fold_what_was_written(celery_worker: Server) -> None:
    campaign = new_campaign()
    with transaction.atomic():
        count(campaign, 3)
        nudge()
    wait_until(nothing_waits, celery_worker)
    assert DayTally.objects.get().quantity == MonthTally.objects.get().quantity == 3


def test_a_worker_killed_in_the_midst_of_its_fold_loses_nothing_and_adds_nothing_twice(celery_worker: Server) -> None:
    campaign = new_campaign()
    count(campaign, 1)
    fold()
    for _ in range(20):
        count(campaign, 1)
    with transaction.atomic():
        # The worker takes its lines and then meets this row.
        DayTally.objects.select_for_update().get()
        current_app.send_task("tasks.fold")
        wait_until(somebody_waits_for_this_transaction, celery_worker)
        celery_worker.kill()
        assert counted(campaign) == 21
    assert counted(campaign) == 21
    celery_worker.start()
    wait_until(a_worker_folded, celery_worker)
    assert counted(campaign) == DayTally.objects.get().quantity == MonthTally.objects.get().quantity == 21
    assert recount() == []


def somebody_waits_for_this_transaction() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid")
        return cursor.fetchone() is not None


def a_worker_folded() -> bool:
    # The dead worker's connection may hold its lines for a moment yet: one fold may find nothing to take.
    current_app.send_task("tasks.fold")
    return nothing_waits()


def test_a_worker_recounts_and_keeps_the_outcome(celery_worker: Server) -> None:
    count(new_campaign())
    current_app.send_task("tasks.recount")
    wait_until(RecountRun.objects.exists, celery_worker)
    run = RecountRun.objects.get()
    assert (run.lines, run.differences) == (1, [])
