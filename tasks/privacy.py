"""The end of keeping."""

from celery import shared_task

from outreach.privacy import retention


@shared_task(name="tasks.forget_expired")
def forget_expired() -> None:
    """Delete what is held of persons and whose time is over."""
    retention.forget_expired()
