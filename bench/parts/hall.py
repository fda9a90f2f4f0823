"""A hall full of phones behind one address, under the limits of production, and a second hall right after it."""

import asyncio
import math
import multiprocessing
import re
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Final

from django.conf import settings

from bench.client import Connection, connect, get
from bench.ground import Ground
from bench.puzzle import yield_to_others
from bench.residents import ACTS, Hall, visit
from bench.scene import Scene, set_scene
from bench.site import Site
from bench.table import Row, at_least
from outreach.ledger.recount import recount

# What these acts are counted under; that the warnings are on is a further figure of the same act.
_INDICATORS: Final = "resident_pledges,app_confirmations"
_POLL_SECONDS: Final = 0.5
# The refill is not outrun by a hair.
_SPARE: Final = 1.05
_FOLD_SECONDS: Final = 10
_PAGE: Final = "/bench/page/"
_FALLBACKS: Final = re.compile(r"^outreach_limit_fallbacks_total (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Size:
    """Half of the `residents` come within `rush` seconds. `limits` are production's own where empty.

    `pages`: how often the first page is opened once they are gone.
    """

    residents: int
    rush: float
    second_hall: int
    pages: int
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)


SIZES: Final = {
    # The second hall is as large as its own bucket lets through at once.
    "full": Size(residents=1000, rush=10, second_hall=300, pages=200),
    "quick": Size(residents=620, rush=10, second_hall=60, pages=100),
    "tiny": Size(residents=12, rush=1, second_hall=4, pages=3, limits={"act": (20, 4)}),
}


@dataclass
class Polls:
    """How often totals were asked for meanwhile, and how often they lay where they must."""

    asked: int = 0
    right: int = 0
    folded_after: float = 0.0
    without_redis: int = 0
    worked: float = 0.0


def run(ground: Ground, size: Size) -> list[Row]:
    """Let the residents come, read, sign and confirm on the pages, while a chief asks for totals."""
    database = ground.new_database("hall")
    with database.in_use():
        scene = set_scene()
        with Site(ground, database, limits=size.limits, workers=True) as site:
            first, second, polls = asyncio.run(_both_halls(site, scene, size))
            polls.without_redis = _without_redis(site)
            page = asyncio.run(_first_page(site, scene, size))
        differences = recount()
    if differences:
        raise RuntimeError(f"the recount differs: {differences[0]}")
    if not second.challenged:
        # For want of Redis the acts of some seconds go to a bucket in the database, which is full.
        told = f"{first.told()}; {second.told()}; {polls.without_redis} acts limited without Redis"
        raise RuntimeError(f"the second hall was not challenged: {told}")
    return [*_rows(first, second, polls, size), page]


async def _both_halls(site: Site, scene: Scene, size: Size) -> tuple[Hall, Hall, Polls]:
    clean = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=clean, initializer=yield_to_others) as phones:
        first, second, polls = Hall(phones), Hall(phones), Polls()
        watch = asyncio.create_task(_watch(site, scene, (first, second), polls))
        began, worked = perf_counter(), site.processor_seconds("web")
        await asyncio.gather(*(visit(site, scene, first, after) for after in _arrivals(size)))
        polls.worked = site.processor_seconds("web") - worked
        # Whoever takes what the first hall left is not challenged, and comes besides.
        residents = size.second_hall + _left(size, first.sent - _without_redis(site), perf_counter() - began)
        every = size.rush / residents
        await asyncio.gather(*(visit(site, scene, second, number * every) for number in range(residents)))
    total, polls.folded_after = await _total_when_folded(site, scene)
    if total != first.counted + second.counted:
        raise RuntimeError(f"{first.counted} + {second.counted} acts were acknowledged, and {total} are counted")
    if watch.done():
        watch.result()
    watch.cancel()
    return first, second, polls


def _arrivals(size: Size) -> list[float]:
    """Seconds after which each comes: half in the rush, the others over as long as the bucket takes to refill."""
    burst, refill = _bucket(size)
    lasts = max(size.rush, (size.residents * ACTS - burst) / refill) * _SPARE
    half = size.residents // 2
    rest = size.residents - half
    rush = [number * size.rush / half for number in range(half)]
    return rush + [size.rush + number * (lasts - size.rush) / rest for number in range(rest)]


def _left(size: Size, taken: int, seconds: float) -> int:
    """How many residents more the bucket lets through once so many acts took so long: a slow site refills it."""
    burst, refill = _bucket(size)
    return math.ceil(max(0, min(burst, burst + refill * seconds - taken)) / ACTS)


def _without_redis(site: Site) -> int:
    """How many acts met the limits in the database, which has buckets of its own, because Redis was too slow."""
    found = _FALLBACKS.search(site.metrics())
    return int(float(found[1])) if found else 0


def _bucket(size: Size) -> tuple[float, float]:
    return size.limits.get("act") or settings.LIMITS["act"]


async def _watch(site: Site, scene: Scene, halls: tuple[Hall, ...], polls: Polls) -> None:
    connection = await connect(site.host)
    while True:
        acknowledged = sum(hall.counted for hall in halls)
        total, _pending = await _totals(connection, site, scene)
        sent = sum(hall.sent for hall in halls)
        polls.asked += 1
        polls.right += acknowledged <= total <= sent
        await asyncio.sleep(_POLL_SECONDS)


async def _total_when_folded(site: Site, scene: Scene) -> tuple[int, float]:
    """The total once no line waits any more, and how many seconds that took."""
    connection = await connect(site.host)
    began = perf_counter()
    while True:
        total, pending = await _totals(connection, site, scene)
        waited = perf_counter() - began
        if not pending:
            connection.close()
            return total, waited
        if waited > _FOLD_SECONDS:
            raise RuntimeError(f"lines waited for more than {_FOLD_SECONDS} s")
        await asyncio.sleep(_POLL_SECONDS / 10)


async def _totals(connection: Connection, site: Site, scene: Scene) -> tuple[int, int]:
    """What these acts come to, and how many lines wait for their fold."""
    path = f"/api/v1/totals/?campaign={scene.campaign.slug}&indicator={_INDICATORS}"
    answer = await connection.ask(get(site.host, path, Authorization=f"Bearer {scene.token}"))
    if answer.status != 200:
        raise RuntimeError(f"totals answered {answer.status}: {answer.body[:500]!r}")
    return sum(row["quantity"] for row in answer.json["rows"]), answer.json["pending"]


async def _first_page(site: Site, scene: Scene, size: Size) -> Row:
    """How long a new phone waits for the first page of a site with nothing else to do."""
    connection = await connect(site.host)
    pairs = []
    for _turn in range(size.pages):
        page = await connection.ask(get(site.host, f"/Q/{scene.code.text}"))
        empty = await connection.ask(get(site.host, _PAGE))
        if {page.status, empty.status} != {200}:
            raise RuntimeError(f"the first page answered {page.status}, the empty one {empty.status}")
        pairs.append((page.seconds, empty.seconds))
    connection.close()
    ours, least = (median(times) for times in zip(*pairs, strict=True))
    return Row(
        part="hall",
        figure="seconds of the first page / a view that does nothing",
        values=[ours / least],
        note=f"{ours * 1000:.1f} / {least * 1000:.1f} ms, median of {size.pages}",
    )


def _rows(first: Hall, second: Hall, polls: Polls, size: Size) -> list[Row]:
    return [
        Row(
            part="hall",
            figure=f"acts counted / meant, {size.residents} residents",
            values=[first.share],
            target=at_least(1),
            note=f"{first.told()}; web {polls.worked / first.residents * 1000:.0f} ms of processor each",
        ),
        Row(
            part="hall",
            figure="polls with acknowledged ≤ total ≤ sent / all polls",
            values=[polls.right / polls.asked],
            target=at_least(1),
            note=f"{polls.asked} polls; all folded {polls.folded_after:.1f} s after the last act"
            f"; {polls.without_redis} acts limited without Redis",
        ),
        Row(
            part="hall",
            figure=f"acts counted / meant, {size.second_hall} more at once",
            values=[second.share],
            target=at_least(1),
            note=second.told(),
        ),
    ]
