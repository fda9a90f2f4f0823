"""Checking and importing paper records."""

from uuid import UUID

from celery import shared_task

from outreach.capture.imports import waiting


@shared_task(name="tasks.work_on_import")
def work_on_import(import_id: str) -> None:
    """Check the import with this id, or import what was ordered of it."""
    waiting.take_up(UUID(import_id))


@shared_task(name="tasks.work_on_lost_imports")
def work_on_lost_imports() -> None:
    """Go on with the imports that the broker never heard of, or whose worker was killed."""
    waiting.take_up_lost()
