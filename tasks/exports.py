"""Writing exports."""

from uuid import UUID

from celery import shared_task

from outreach.reporting.exports import services


@shared_task(name="tasks.write_export")
def write_export(export_id: str) -> None:
    """Write the export with this id."""
    services.write_export(UUID(export_id))


@shared_task(name="tasks.write_waiting_exports")
def write_waiting_exports() -> None:
    """Write the exports that the broker never heard of."""
    services.write_waiting()


@shared_task(name="tasks.expire_exports")
def expire_exports() -> None:
    """Delete the files whose day is over."""
    services.expire()
