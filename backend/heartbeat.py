"""Proof that work gets done: a task that the schedule sends, a worker runs, and readiness looks for."""

import time

from celery import shared_task
from django.core.cache import cache

INTERVAL_SECONDS = 5
# Several beats may be late on a busy machine before a worker counts as gone.
PATIENCE_SECONDS = 30
_KEY = "worker-heartbeat"


@shared_task(name="backend.heartbeat", expires=INTERVAL_SECONDS)
def beat() -> None:
    """Note that a worker ran a scheduled task just now."""
    cache.set(_KEY, time.time(), timeout=PATIENCE_SECONDS)


def seconds_since_last() -> float | None:
    """How long ago a worker last ran the task; ``None`` when longer than ``PATIENCE_SECONDS``, or never."""
    at = cache.get(_KEY)
    return None if at is None else max(0.0, time.time() - at)
