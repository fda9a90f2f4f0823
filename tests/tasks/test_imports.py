"""A real worker checks and imports; killed in the middle, it leaves an import that the next one ends, each row once."""

from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from outreach.capture.imports.models import ImportState, PaperImport
from outreach.capture.imports.services import order_import
from outreach.ledger.folding import fold_all
from outreach.ledger.models import LedgerEntry
from outreach.ledger.recount import recount
from outreach.organisation.scope import scope_of
from tests.capture.imports.sheets import take, text
from tests.servers import Server
from tests.waiting import wait_until
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 9_000


def has_come_to(paper: PaperImport, state: ImportState) -> bool:
    paper.refresh_from_db(fields=["state", "last_row", "rows_done"])
    return paper.state == state


def left_for_long(paper: PaperImport) -> None:
    """As if its worker had been gone for a while: then the schedule takes it up."""
    PaperImport.objects.filter(pk=paper.pk).update(progress_at=timezone.now() - timedelta(minutes=5))
    current_app.send_task("tasks.work_on_lost_imports")


def test_an_import_outlives_its_worker(world: World, celery_worker: Server) -> None:
    day = world.today - timedelta(days=5)
    paper = take(world, text(*((day, "甲派出所", "", 1, "", "", number) for number in range(ROWS))).encode())
    wait_until(lambda: has_come_to(paper, ImportState.CHECKED), celery_worker)
    order_import(paper, by=scope_of(world.officers["chief"]))
    wait_until(lambda: has_come_to(paper, ImportState.RUNNING) and paper.rows_done > 0, celery_worker)
    celery_worker.kill()
    assert not has_come_to(paper, ImportState.DONE)
    assert LedgerEntry.objects.count() == paper.rows_done < ROWS
    celery_worker.start()
    left_for_long(paper)
    wait_until(lambda: has_come_to(paper, ImportState.DONE), celery_worker)
    fold_all()
    assert (paper.rows_done, LedgerEntry.objects.count(), recount()) == (ROWS, ROWS, [])
