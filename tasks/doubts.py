"""Looking for what is doubtful."""

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from outreach.reporting.doubts import services

# What may be voided, and with it a doubt be gone: as long as an officer's phone may send late.
_FAR_BACK: Final = timedelta(days=35)


@shared_task(name="tasks.find_doubts")
def find_doubts() -> None:
    """List what is doubtful in the records of the last days."""
    services.find_doubts()


@shared_task(name="tasks.find_doubts_again")
def find_doubts_again() -> None:
    """Look through the last weeks once more, where acts may have been voided since."""
    services.find_doubts(since=timezone.now() - _FAR_BACK)
