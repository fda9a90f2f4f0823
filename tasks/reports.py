"""Building reports."""

from uuid import UUID

from celery import shared_task

from outreach.reporting import schedule, services
from outreach.reporting.documents import building


@shared_task(name="tasks.build_report")
def build_report(report_id: str) -> None:
    """Build the report with this id."""
    services.build_report(UUID(report_id))


@shared_task(name="tasks.build_waiting_reports")
def build_waiting_reports() -> None:
    """Build the reports that the broker never heard of."""
    services.build_waiting()


@shared_task(name="tasks.build_report_files")
def build_report_files(report_id: str) -> None:
    """Build the documents of the report with this id."""
    building.build_files(UUID(report_id))


@shared_task(name="tasks.build_waiting_report_files")
def build_waiting_report_files() -> None:
    """Build the documents that the broker never heard of."""
    building.build_waiting_files()


@shared_task(name="tasks.draft_due_reports")
def draft_due_reports() -> None:
    """Begin the reports that schedules have due."""
    schedule.draft_due()
