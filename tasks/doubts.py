"""Looking for what is doubtful."""

from celery import shared_task

from outreach.reporting.doubts import services


@shared_task(name="tasks.find_doubts")
def find_doubts() -> None:
    """List what is doubtful in the records of the last days."""
    services.find_doubts()
