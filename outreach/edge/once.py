"""Forms that a browser sends twice: the button pressed again before the answer came, the page sent again."""

import logging
from typing import Final
from uuid import UUID

from django.core.cache import cache
from redis import RedisError

_REMEMBERED_SECONDS: Final = 24 * 3600

_log = logging.getLogger(__name__)


def comes_first(sending: UUID | None) -> bool:
    """Whether the form that bears this number was not sent before.

    Without a number, and while the cache is away, nobody can tell: then it was not. Two batches are less harm than
    none.
    """
    if sending is None:
        return True
    try:
        return bool(cache.add(_key(sending), True, _REMEMBERED_SECONDS))
    except RedisError:
        _log.warning("whether a form came twice was not looked up: the cache is away")
        return True


def may_come_again(sending: UUID | None) -> None:
    """Forget that the form was sent: it was refused, and comes again put right."""
    if sending is None:
        return
    try:
        cache.delete(_key(sending))
    except RedisError:
        _log.warning("that a form was sent was not forgotten: the cache is away")


def _key(sending: UUID) -> str:
    return f"form:{sending.hex}"
