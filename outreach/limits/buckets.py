"""Token buckets: a burst is let through, what goes on is slowed to a steady rate (design.md section 5).

A bucket holds up to `burst` tokens and gains `refill_per_second`; a request takes `cost`. It lives in Redis,
by Redis's own clock, worked by one script, so that parallel requests never take the same token. While Redis
gives no answer, the bucket lives in the database, worked by one statement; it starts full there.
"""

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import redis
from django.db import connection
from django.utils import timezone
from prometheus_client import Counter

from outreach.limits import store
from outreach.limits.models import Bucket

VERDICTS: Final = Counter("outreach_limit_verdicts", "Requests that met a limit", ["limit", "verdict"])
FALLBACKS: Final = Counter("outreach_limit_fallbacks", "Buckets worked in the database, for want of Redis")

# Nearly any bucket is full again after a day, and what it held says nothing any more. A slower one starts anew.
KEPT: Final = timedelta(days=1)

_PREFIX: Final = "outreach:bucket:"

# One bucket after the other, up to the first that has too little; what came before it stays taken. Time never runs
# backwards for a bucket: `now` is at least the moment of the last taking.
_SCRIPT: Final = """
local time = redis.call('TIME')
local clock = tonumber(ARGV[1]) or (time[1] * 1000 + math.floor(time[2] / 1000))
local waits = {}
for number, key in ipairs(KEYS) do
    local first = 3 * number - 1
    local cost, burst, refill = tonumber(ARGV[first]), tonumber(ARGV[first + 1]), tonumber(ARGV[first + 2]) / 1000
    local kept = redis.call('HMGET', key, 'tokens', 'at')
    local at = tonumber(kept[2]) or clock
    local now = math.max(clock, at)
    local tokens = math.min(burst, (tonumber(kept[1]) or burst) + (now - at) * refill)
    if tokens < cost then
        waits[number] = math.ceil((cost - tokens) / refill)
        return waits
    end
    tokens = math.min(burst, tokens - cost)
    redis.call('HSET', key, 'tokens', string.format('%.17g', tokens), 'at', string.format('%.0f', now))
    redis.call('PEXPIRE', key, math.ceil((burst - tokens) / refill) + 1000)
    waits[number] = 0
end
return waits
"""

# What the bucket holds at the moment of the request; the same as in the script, time never running backwards.
_HELD: Final = """least(%(burst)s::float8, bucket.tokens + %(refill)s::float8
    * greatest(0, extract(epoch FROM clock.now - bucket.refilled_at)))"""

# A refused request writes nothing. The last column tells it how long to wait, from the row as it stood when
# the statement began; a row made meanwhile is not seen there, and the wait is the longest there is.
_STATEMENT: Final = f"""
WITH clock AS (SELECT coalesce(%(now)s::timestamptz, clock_timestamp()) AS now), taken AS (
    INSERT INTO outreach_bucket AS bucket (key, tokens, refilled_at)
    SELECT %(key)s, least(%(burst)s::float8, %(burst)s::float8 - %(cost)s::float8), clock.now FROM clock
    ON CONFLICT (key) DO UPDATE SET
        tokens = (SELECT least(%(burst)s::float8, {_HELD} - %(cost)s::float8) FROM clock),
        refilled_at = greatest(bucket.refilled_at, excluded.refilled_at)
    WHERE (SELECT {_HELD} FROM clock) >= %(cost)s::float8
    RETURNING key
)
SELECT EXISTS (SELECT FROM taken), (
    SELECT (%(cost)s::float8 - {_HELD}) / %(refill)s::float8
    FROM outreach_bucket AS bucket WHERE bucket.key = %(key)s
)
FROM clock
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may go on; if not, after how many seconds (1 or more) it is worth trying again."""

    allowed: bool
    retry_after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What is wanted of one bucket.

    `key` is the name of the limit, a colon, and whom it is for; at most 100 characters. `cost` is at most `burst`,
    else it could never be had. `now` (aware) is the moment to judge by, in place of the clock of Redis or of the
    database.
    """

    key: str
    burst: float
    refill_per_second: float
    cost: float = 1.0
    now: datetime | None = None

    def __post_init__(self) -> None:
        if self.cost > self.burst or self.refill_per_second <= 0:
            raise ValueError(
                f"{self.cost} is never to be had from a bucket of {self.burst} with {self.refill_per_second}/s"
            )


def take(
    key: str, *, cost: float = 1.0, burst: float, refill_per_second: float, now: datetime | None = None
) -> Verdict:
    """Take `cost` tokens from the bucket `key`, if it holds as many; otherwise it is left as it is. See `Taking`."""
    return take_each([Taking(key=key, cost=cost, burst=burst, refill_per_second=refill_per_second, now=now)])[0]


def take_each(takings: Sequence[Taking]) -> list[Verdict]:
    """Take from one bucket after the other, in one question to Redis, and end at the first refusal: the last verdict.

    Call it outside of a transaction: inside one, the fallback would hold the buckets' rows until the end.
    """
    verdicts = _work(takings)
    for taking, verdict in zip(takings, verdicts, strict=False):
        told = "allowed" if verdict.allowed else "refused"
        VERDICTS.labels(limit=taking.key.partition(":")[0], verdict=told).inc()
    return verdicts


def give_back(key: str, *, cost: float = 1.0, burst: float, refill_per_second: float) -> None:
    """Put `cost` tokens back that `take` took for something that turned out to be free."""
    _work([Taking(key=key, cost=-cost, burst=burst, refill_per_second=refill_per_second)])


def reset(key: str) -> None:
    """Fill the bucket `key` again."""
    with contextlib.suppress(store.Unreachable):
        store.ask(lambda client: client.delete(_PREFIX + key))
    Bucket.objects.filter(key=key).delete()


def sweep(*, now: datetime | None = None) -> int:
    """Delete the buckets that were left in the database more than a day ago; how many there were."""
    deleted, _by_model = Bucket.objects.filter(refilled_at__lt=(now or timezone.now()) - KEPT).delete()
    return deleted


def _work(takings: Sequence[Taking]) -> list[Verdict]:
    try:
        return store.ask(lambda client: _in_redis(client, takings))
    except store.Unreachable:
        FALLBACKS.inc()
        return _in_database(takings)


def _in_redis(client: redis.Redis, takings: Sequence[Taking]) -> list[Verdict]:
    now = takings[0].now
    arguments: list[float | str] = [int(now.timestamp() * 1000) if now else ""]
    for taking in takings:
        arguments += (taking.cost, taking.burst, taking.refill_per_second)
    script = client.register_script(_SCRIPT)
    waits = script(keys=[_PREFIX + taking.key for taking in takings], args=arguments)
    return [_verdict(wait == 0, wait / 1000) for wait in waits]


def _in_database(takings: Sequence[Taking]) -> list[Verdict]:
    verdicts: list[Verdict] = []
    for taking in takings:
        parameters: dict[str, str | float | datetime | None] = {
            "key": taking.key,
            "cost": taking.cost,
            "burst": taking.burst,
            "refill": taking.refill_per_second,
            "now": taking.now,
        }
        with connection.cursor() as cursor:
            cursor.execute(_STATEMENT, parameters)
            allowed, wait = cursor.fetchone()
        verdicts.append(_verdict(allowed, taking.cost / taking.refill_per_second if wait is None else wait))
        if not allowed:
            break
    return verdicts


def _verdict(allowed: bool, wait_seconds: float) -> Verdict:
    return Verdict(allowed, retry_after=0 if allowed else max(1, math.ceil(wait_seconds)))
