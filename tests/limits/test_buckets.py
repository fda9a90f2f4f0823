"""Token buckets let a burst through and then a steady rate, the same with Redis and without."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.limits import buckets
from outreach.limits.buckets import Taking, Verdict, give_back, reset, sweep, take, take_each
from outreach.limits.models import Bucket

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("either_store")]


def seconds(count: float) -> datetime:
    return NOON + timedelta(seconds=count)


@pytest.fixture
def draw() -> Callable[[float], Verdict]:
    """Takes a token, so many seconds after noon, from a new bucket of 3 that gains one every 2 seconds."""
    key = f"test:{uuid4()}"
    return lambda at: take(key, burst=3, refill_per_second=0.5, now=seconds(at))


def test_a_burst_is_let_through_and_no_more(draw: Callable[[float], Verdict]) -> None:
    assert [draw(0).allowed for _ in range(5)] == [True, True, True, False, False]


def test_a_refusal_says_when_to_come_again(draw: Callable[[float], Verdict]) -> None:
    for _ in range(3):
        draw(0)
    assert draw(0.5) == Verdict(allowed=False, retry_after=2)
    assert draw(0.5 + 2).allowed


def test_a_refusal_takes_nothing(draw: Callable[[float], Verdict]) -> None:
    for _ in range(3):
        draw(0)
    for tenth in range(1, 20):
        assert not draw(tenth / 10).allowed
    assert draw(2).allowed


def test_a_bucket_left_alone_holds_one_burst(draw: Callable[[float], Verdict]) -> None:
    draw(0)
    assert sum(draw(100_000).allowed for _ in range(10)) == 3


def test_a_clock_set_back_gives_nothing(draw: Callable[[float], Verdict]) -> None:
    for _ in range(3):
        draw(1_000)
    assert not draw(0).allowed
    assert not draw(1_001).allowed
    assert draw(1_002).allowed


def test_buckets_of_other_keys_are_untouched() -> None:
    one, other = f"test:{uuid4()}", f"test:{uuid4()}"
    assert take(one, burst=1, refill_per_second=1, now=NOON).allowed
    assert take(other, burst=1, refill_per_second=1, now=NOON).allowed


def test_a_dear_request_takes_what_it_costs() -> None:
    key = f"test:{uuid4()}"
    assert take(key, cost=3, burst=5, refill_per_second=1, now=NOON).allowed
    assert take(key, cost=3, burst=5, refill_per_second=1, now=NOON) == Verdict(allowed=False, retry_after=1)
    assert take(key, cost=2, burst=5, refill_per_second=1, now=NOON).allowed


def test_a_cost_above_the_burst_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="never"):
        take("test:mistake", cost=2, burst=1, refill_per_second=1)


def test_what_is_given_back_can_be_taken_again() -> None:
    key = f"test:{uuid4()}"
    for _ in range(10):
        assert take(key, burst=1, refill_per_second=1e-6).allowed
        give_back(key, burst=1, refill_per_second=1e-6)


def test_giving_back_never_makes_more_than_a_burst() -> None:
    key = f"test:{uuid4()}"
    for _ in range(5):
        give_back(key, burst=2, refill_per_second=1e-6)
    assert sum(take(key, burst=2, refill_per_second=1e-6).allowed for _ in range(5)) == 2


def test_a_reset_bucket_is_full() -> None:
    key = f"test:{uuid4()}"
    take(key, burst=1, refill_per_second=1e-6)
    reset(key)
    assert take(key, burst=1, refill_per_second=1e-6).allowed


def test_without_a_given_moment_the_stores_own_clock_counts() -> None:
    key = f"test:{uuid4()}"
    assert take(key, burst=1, refill_per_second=1e-6).allowed
    assert not take(key, burst=1, refill_per_second=1e-6).allowed


def test_several_buckets_are_taken_from_up_to_the_first_refusal() -> None:
    one, two, three = (
        Taking(key=f"test:{uuid4()}", burst=burst, refill_per_second=1e-6, now=NOON) for burst in (3, 1, 3)
    )
    assert [verdict.allowed for verdict in take_each([one, two, three])] == [True, True, True]
    assert [verdict.allowed for verdict in take_each([one, two, three])] == [True, False]
    # The first has given twice, the third once.
    assert [take_each([one])[0].allowed for _ in range(2)] == [True, False]
    assert [take_each([three])[0].allowed for _ in range(3)] == [True, True, False]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    burst=st.integers(1, 6),
    refill=st.sampled_from([0.25, 0.5, 1.0, 4.0]),
    pauses=st.lists(st.integers(0, 40).map(lambda quarter: quarter / 4), max_size=20),
)
def test_takings_follow_the_arithmetic_of_a_bucket(burst: int, refill: float, pauses: list[float]) -> None:
    key = f"test:{uuid4()}"
    held, at = float(burst), 0.0
    for pause in pauses:
        at += pause
        held = min(burst, held + pause * refill)
        assert take(key, burst=burst, refill_per_second=refill, now=seconds(at)).allowed == (held >= 1)
        held -= held >= 1


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_never_get_more_than_a_burst() -> None:
    key = f"test:{uuid4()}"

    def many() -> int:
        try:
            return sum(take(key, burst=50, refill_per_second=1, now=NOON).allowed for _ in range(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: many(), range(8))) == 50


def test_the_database_is_asked_once_and_only_without_redis(either_store: str) -> None:
    before = buckets.FALLBACKS._value.get()
    with CaptureQueriesContext(connection) as queries:
        take(f"test:{uuid4()}", burst=1, refill_per_second=1)
    expected = 1 if either_store == "database" else 0
    assert len(queries) == expected
    assert buckets.FALLBACKS._value.get() - before == expected


def test_buckets_left_in_the_database_are_swept_after_a_day() -> None:
    Bucket.objects.create(key="test:old", tokens=1, refilled_at=NOON)
    Bucket.objects.create(key="test:new", tokens=1, refilled_at=seconds(3600))
    assert sweep(now=seconds(24 * 3600 + 60)) == 1
    assert list(Bucket.objects.values_list("key", flat=True)) == ["test:new"]
