"""What the days bring for units."""

from celery import shared_task

from outreach.capture.settling import settle_moves as settle


@shared_task(name="tasks.settle_moves")
def settle_moves() -> None:
    """Give what stands for a unit that moved to the one it is since."""
    settle()
