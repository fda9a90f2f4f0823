"""The way to Redis for what must not depend on it: a Redis that hangs costs one short wait now and then."""

import logging
import time
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Final, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

PAUSE_SECONDS: Final = 5.0

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)


class Unreachable(Exception):
    """Redis gave no answer, or was not asked because it gave none a moment ago."""


class Line:
    """The connections of this process to the Redis at `url`, and a circuit breaker.

    The first failure opens the breaker: nobody asks for `PAUSE_SECONDS` of `clock`. Then one caller tries again
    while the others still do without; its success closes the breaker, its failure starts another pause.
    """

    def __init__(self, url: str, *, wait_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=wait_seconds,
            socket_connect_timeout=wait_seconds,
            # The client's own default is to try again, several times, with pauses of seconds.
            retry=Retry(NoBackoff(), 0),
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
        self._clock = clock
        self._lock = Lock()
        self._is_open = False
        self._next_try = 0.0

    def ask(self, question: Callable[[redis.Redis], Answer]) -> Answer:
        """What `question` gets from Redis. Raises Unreachable."""
        if not self._may_try():
            raise Unreachable
        try:
            answer = question(self._client)
        except redis.RedisError as error:
            self._open(error)
            raise Unreachable from error
        self._is_open = False
        return answer

    def _may_try(self) -> bool:
        if not self._is_open:
            return True
        with self._lock:
            now = self._clock()
            if now < self._next_try:
                return False
            self._next_try = now + PAUSE_SECONDS
            return True

    def _open(self, error: redis.RedisError) -> None:
        with self._lock:
            if not self._is_open:
                _log.warning("Redis does not answer, limits fall back to the database: %r", error)
            self._is_open = True
            self._next_try = self._clock() + PAUSE_SECONDS


@lru_cache(maxsize=8)
def _line(url: str, wait_seconds: float) -> Line:
    return Line(url, wait_seconds=wait_seconds)


def ask(question: Callable[[redis.Redis], Answer]) -> Answer:
    """What `question` gets from the Redis of the settings. Raises Unreachable, at once or after REDIS_WAIT_SECONDS."""
    return _line(settings.REDIS_URL, settings.REDIS_WAIT_SECONDS).ask(question)
