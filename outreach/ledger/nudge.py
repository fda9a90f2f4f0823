"""Asking a worker to fold soon (design.md section 4, rule 7).

Totals are exact without it, and the schedule folds every other second: a nudge only keeps the queue short, so it may
be lost, and must never cost a writer more than a moment.
"""

import contextlib
from typing import Final

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis import Redis, RedisError

from outreach.limits import store

TASK: Final = "tasks.fold"
# Half a second of writers share a nudge. One that nobody took up for ten seconds has been overtaken by the schedule.
_KEY: Final = "outreach:nudge"
_SHARED_MS: Final = 500
_EXPIRES_SECONDS: Final = 10


def nudge() -> None:
    """Have a worker fold once the caller's transaction is committed, or at once outside of one. Never raises."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    # Redis is asked through the breaker of the limits: where it does not answer, only the first writer waits for it.
    with contextlib.suppress(store.Unreachable):
        store.ask(_send_unless_sent)


def _send_unless_sent(redis: Redis) -> None:
    if not redis.set(_KEY, 1, nx=True, px=_SHARED_MS):
        return
    try:
        current_app.send_task(TASK, expires=_EXPIRES_SECONDS, retry=False)
    except OperationalError as error:
        raise RedisError("the broker does not answer") from error
