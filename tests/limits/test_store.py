"""A Redis that is down or hangs is asked once in a while and by one caller; nobody else waits for it."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from pytest_django import Settings
from redis import Redis

from backend.embedded.redis import RedisServer
from outreach.limits.buckets import take
from outreach.limits.models import Bucket
from outreach.limits.store import PAUSE_SECONDS, Line, Unreachable


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
def line(own_redis: RedisServer, clock: Clock) -> Line:
    return Line(own_redis.url(), clock=clock)


@pytest.fixture
def hung_redis(own_redis: RedisServer) -> Iterator[RedisServer]:
    """A Redis whose connections open and never answer, until the test ends."""
    assert own_redis.process is not None
    os.kill(own_redis.process.pid, signal.SIGSTOP)
    yield own_redis
    os.kill(own_redis.process.pid, signal.SIGCONT)


def test_redis_answers(line: Line) -> None:
    assert line.ask(Question())


def test_a_stopped_redis_is_not_asked_again_during_the_pause(line: Line, own_redis: RedisServer) -> None:
    own_redis.stop()
    question = Question()
    for _ in range(20):
        with pytest.raises(Unreachable):
            line.ask(question)
    assert question.asked == 1


def test_a_hung_redis_is_not_asked_again_during_the_pause(line: Line, hung_redis: RedisServer) -> None:
    question = Question()
    for _ in range(20):
        with pytest.raises(Unreachable):
            line.ask(question)
    assert question.asked == 1


def test_a_redis_that_hangs_with_connections_open_is_left_alone_too(line: Line, own_redis: RedisServer) -> None:
    line.ask(Question())
    assert own_redis.process is not None
    os.kill(own_redis.process.pid, signal.SIGSTOP)
    question = Question()
    for _ in range(20):
        with pytest.raises(Unreachable):
            line.ask(question)
    os.kill(own_redis.process.pid, signal.SIGCONT)
    assert question.asked == 1


def test_after_the_pause_one_caller_alone_tries_again(line: Line, hung_redis: RedisServer, clock: Clock) -> None:
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


def test_a_redis_that_came_back_is_used_again(line: Line, own_redis: RedisServer, clock: Clock) -> None:
    own_redis.stop()
    with pytest.raises(Unreachable):
        line.ask(Question())
    own_redis.start()
    with pytest.raises(Unreachable):
        line.ask(Question())
    clock.now += PAUSE_SECONDS
    question = Question()
    assert all(line.ask(question) for _ in range(3))
    assert question.asked == 3


def test_a_late_answer_is_not_taken_for_the_next_one(line: Line, own_redis: RedisServer, clock: Clock) -> None:
    line.ask(Question())
    assert own_redis.process is not None
    os.kill(own_redis.process.pid, signal.SIGSTOP)
    with pytest.raises(Unreachable):
        line.ask(lambda client: client.echo("late"))
    os.kill(own_redis.process.pid, signal.SIGCONT)
    clock.now += PAUSE_SECONDS
    assert line.ask(lambda client: client.echo("next")) == b"next"


@pytest.mark.django_db
def test_limits_hold_while_redis_hangs(hung_redis: RedisServer, settings: Settings) -> None:
    settings.REDIS_URL = hung_redis.url()
    verdicts = [take("test:hung", burst=3, refill_per_second=1e-6).allowed for _ in range(5)]
    assert verdicts == [True, True, True, False, False]
    assert Bucket.objects.filter(key="test:hung").exists()
