"""Folding and recounting."""

from celery import shared_task

from outreach.ledger import folding


@shared_task(name="tasks.fold")
def fold() -> None:
    """Add what waits to the tallies."""
    folding.fold_all()
