"""Building reports."""

from uuid import UUID

from celery import shared_task

from outreach.reporting import services


@shared_task(name="tasks.build_report")
def build_report(report_id: str) -> None:
    """Build the report with this id."""
    services.build_report(UUID(report_id))


@shared_task(name="tasks.build_waiting_reports")
def build_waiting_reports() -> None:
    """Build the reports that the broker never heard of."""
    services.build_waiting()
