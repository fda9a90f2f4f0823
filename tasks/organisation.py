"""What the days bring for units."""

from celery import shared_task

from outreach.capture.settling import settle_moves as settle
from outreach.organisation.lists import services as lists


@shared_task(name="tasks.settle_moves")
def settle_moves() -> None:
    """Give what stands for a unit that moved to the one it is since."""
    settle()


@shared_task(name="tasks.forget_lists")
def forget_lists() -> None:
    """Delete the lists that were sent and never entered."""
    lists.forget_lists()
