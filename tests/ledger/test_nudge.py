"""A nudge asks a worker to fold, is shared by the writers of a moment, and never costs them more than a moment."""

import json
from base64 import b64decode

import pytest
from django.conf import settings
from django.db import transaction
from redis import Redis

from outreach.ledger.nudge import nudge
from tests.servers import BreakableRedis

pytestmark = pytest.mark.django_db(transaction=True)


def sent() -> list[str]:
    """The names of the tasks that wait for a worker."""
    with Redis.from_url(settings.REDIS_URL) as client:
        return [json.loads(message)["headers"]["task"] for message in client.lrange("celery", 0, -1)]


def test_a_worker_is_asked_to_fold_once_the_transaction_is_committed() -> None:
    with transaction.atomic():
        nudge()
        assert sent() == []
    assert sent() == ["tasks.fold"]


def test_a_transaction_that_is_rolled_back_asks_nobody() -> None:
    with transaction.atomic():
        nudge()
        transaction.set_rollback(True)
    assert sent() == []


def test_the_message_carries_nothing() -> None:
    nudge()
    with Redis.from_url(settings.REDIS_URL) as client:
        (message,) = client.lrange("celery", 0, -1)
    arguments, named, _options = json.loads(b64decode(json.loads(message)["body"]))
    assert (arguments, named) == ([], {})


def test_the_writers_of_a_moment_share_a_nudge() -> None:
    for _ in range(20):
        nudge()
    # A machine may be slow enough for a second moment to begin, never for twenty.
    assert 1 <= len(sent()) < 20


@pytest.mark.parametrize("fault", [BreakableRedis.stop, BreakableRedis.freeze])
def test_without_redis_a_nudge_is_lost_and_no_harm_is_done(redis_server: BreakableRedis, fault: object) -> None:
    assert callable(fault)
    fault(redis_server)
    with transaction.atomic():
        nudge()


def test_a_black_hole_costs_one_writer_a_moment_and_the_next_nothing(redis_server: BreakableRedis) -> None:
    redis_server.freeze()
    nudge()
    redis_server.thaw()
    nudge()
    # What the first asked for was lost; the second did not ask.
    assert sent() == []
