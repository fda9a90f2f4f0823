"""A Redis that is down or hangs is asked once in a while and by one caller; nobody else waits for it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from pytest_django import Settings
from redis import Redis

from outreach.limits.buckets import take
from outreach.limits.models import Bucket
from outreach.limits.store import PAUSE_SECONDS, Line, Unreachable
from tests.servers import BreakableRedis


class Clock:
    """Moves only when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Question:
    """A ping that counts how often it was put to Redis."""

    asked = 0

    def __call__(self, client: Redis) -> bool:
        self.asked += 1
        return bool(client.ping())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(redis_server: BreakableRedis, clock: Clock) -> Line:
    # Long enough that a machine with much to do does not look like a Redis that hangs.
    return Line(redis_server.url, wait_seconds=2, clock=clock)


def test_redis_answers(line: Line) -> None:
    assert line.ask(Question())


def test_a_stopped_redis_is_not_asked_again_during_the_pause(line: Line, redis_server: BreakableRedis) -> None:
    redis_server.stop()
    question = Question()
    for _ in range(20):
        with pytest.raises(Unreachable):
            line.ask(question)
    assert question.asked == 1


def test_a_hung_redis_is_not_asked_again_during_the_pause(line: Line, redis_server: BreakableRedis) -> None:
    redis_server.freeze()
    question = Question()
    for _ in range(20):
        with pytest.raises(Unreachable):
            line.ask(question)
    assert question.asked == 1


def test_a_redis_that_hangs_with_connections_open_is_left_alone_too(line: Line, redis_server: BreakableRedis) -> None:
    line.ask(Question())
    redis_server.freeze()
    question = Question()
    for _ in range(20):
        with pytest.raises(Unreachable):
            line.ask(question)
    assert question.asked == 1


def test_after_the_pause_one_caller_alone_tries_again(line: Line, redis_server: BreakableRedis, clock: Clock) -> None:
    redis_server.freeze()
    question = Question()
    with pytest.raises(Unreachable):
        line.ask(question)
    clock.now += PAUSE_SECONDS
    start = Barrier(12)

    def ask_too() -> None:
        start.wait()
        with pytest.raises(Unreachable):
            line.ask(question)

    with ThreadPoolExecutor(12) as pool:
        for outcome in [pool.submit(ask_too) for _ in range(12)]:
            outcome.result()
    assert question.asked == 2


def test_a_redis_that_came_back_is_used_again(line: Line, redis_server: BreakableRedis, clock: Clock) -> None:
    redis_server.stop()
    with pytest.raises(Unreachable):
        line.ask(Question())
    redis_server.start()
    with pytest.raises(Unreachable):
        line.ask(Question())
    clock.now += PAUSE_SECONDS
    question = Question()
    assert all(line.ask(question) for _ in range(3))
    assert question.asked == 3


def test_a_late_answer_is_not_taken_for_the_next_one(line: Line, redis_server: BreakableRedis, clock: Clock) -> None:
    line.ask(Question())
    redis_server.freeze()
    with pytest.raises(Unreachable):
        line.ask(lambda client: client.echo("late"))
    redis_server.thaw()
    clock.now += PAUSE_SECONDS
    assert line.ask(lambda client: client.echo("next")) == b"next"


@pytest.mark.django_db
def test_limits_hold_while_redis_hangs(redis_server: BreakableRedis, settings: Settings) -> None:
    settings.REDIS_WAIT_SECONDS = 0.25
    redis_server.freeze()
    verdicts = [take("test:hung", burst=3, refill_per_second=1e-6).allowed for _ in range(5)]
    assert verdicts == [True, True, True, False, False]
    assert Bucket.objects.filter(key="test:hung").exists()
