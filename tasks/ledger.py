"""Folding and recounting."""

from celery import shared_task

from outreach.capture.recount import claim_differences, text_differences
from outreach.ledger import folding
from outreach.ledger.recount import run_recount
from outreach.reporting.recount import snapshot_differences


@shared_task(name="tasks.fold")
def fold() -> None:
    """Add what waits to the tallies."""
    folding.fold_all()


@shared_task(name="tasks.recount")
def recount() -> None:
    """Recount the ledger and what was frozen of it, keep the outcome, and raise an alarm where something differs."""
    run_recount(also=[claim_differences, text_differences, snapshot_differences])
