"""Tidying the limits."""

from celery import shared_task

from outreach.limits import buckets


@shared_task(name="tasks.sweep_buckets")
def sweep_buckets() -> None:
    """Forget the buckets that have been full again for long."""
    buckets.sweep()
