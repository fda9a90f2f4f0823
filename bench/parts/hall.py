"""A hall full of phones behind one address, under the limits of production, and a second hall right after it."""

import asyncio
import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from django.conf import settings

from bench.acts import Body, residents_install, residents_pledge
from bench.client import Answer, Connection, connect, get, percentile, post
from bench.ground import Ground
from bench.puzzle import solve, yield_to_others
from bench.scene import Scene, set_scene
from bench.site import Site
from bench.table import Row, at_least
from outreach.edge.devices import COOKIE
from outreach.ledger.recount import recount

_ACTS: Final = {"pledge": residents_pledge, "install": residents_install}
# What these acts are counted under; that the warnings are on is a further figure of the same act.
_INDICATORS: Final = "resident_pledges,app_confirmations"
_READ, _COUNTED, _CHALLENGED = 200, 201, 403
_POLL_SECONDS: Final = 0.5
# The refill is not outrun by a hair.
_SPARE: Final = 1.05
_FOLD_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Size:
    """Half of the `residents` come within `rush` seconds. `limits` are production's own where empty."""

    residents: int
    rush: float
    second_hall: int
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)


SIZES: Final = {
    # The second hall is as large as its own bucket lets through at once.
    "full": Size(residents=1000, rush=10, second_hall=300),
    "quick": Size(residents=620, rush=10, second_hall=60),
    "tiny": Size(residents=12, rush=1, second_hall=4, limits={"act": (20, 4)}),
}


@dataclass
class Hall:
    """What the residents of one hall sent and were told; `seconds` by what they waited for."""

    phones: Executor
    sent: int = 0
    counted: int = 0
    challenged: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, what: str, answer: Answer) -> None:
        self.seconds[what].append(answer.seconds)
        if answer.status not in (_READ, _COUNTED):
            self.refused[answer.status] += 1

    def told(self) -> str:
        """How many were challenged, and how long 95 of 100 waited, in words."""
        waits = ", ".join(f"{what} {percentile(times, 0.95) * 1000:.0f}" for what, times in self.seconds.items())
        refused = f"; refused: {dict(self.refused)}" if self.refused else ""
        return f"{self.challenged} of {self.sent} acts challenged; p95 in ms: {waits}{refused}"


@dataclass
class Polls:
    """How often totals were asked for meanwhile, and how often they lay where they must."""

    asked: int = 0
    right: int = 0
    folded_after: float = 0.0


def run(ground: Ground, size: Size) -> list[Row]:
    """Let the residents come, open the page, sign and confirm, while a chief asks for totals."""
    database = ground.new_database("hall")
    with database.in_use():
        scene = set_scene()
        with Site(ground, database, limits=size.limits, workers=True) as site:
            first, second, polls = asyncio.run(_both_halls(site, scene, size))
        differences = recount()
    if differences:
        raise RuntimeError(f"the recount differs: {differences[0]}")
    if not second.challenged:
        raise RuntimeError("the second hall was not challenged")
    return _rows(first, second, polls, size)


async def _both_halls(site: Site, scene: Scene, size: Size) -> tuple[Hall, Hall, Polls]:
    clean = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=clean, initializer=yield_to_others) as phones:
        first, second, polls = Hall(phones), Hall(phones), Polls()
        watch = asyncio.create_task(_watch(site, scene, (first, second), polls))
        await asyncio.gather(*(_resident(site, scene, first, after) for after in _arrivals(size)))
        every = size.rush / size.second_hall
        await asyncio.gather(*(_resident(site, scene, second, number * every) for number in range(size.second_hall)))
    polls.folded_after = await _seconds_until_folded(site, scene)
    if watch.done():
        watch.result()
    watch.cancel()
    return first, second, polls


def _arrivals(size: Size) -> list[float]:
    """Seconds after which each comes: half in the rush, the others over as long as the bucket takes to refill."""
    burst, refill = size.limits.get("act") or settings.LIMITS["act"]
    lasts = max(size.rush, (size.residents * len(_ACTS) - burst) / refill) * _SPARE
    half = size.residents // 2
    rest = size.residents - half
    rush = [number * size.rush / half for number in range(half)]
    return rush + [size.rush + number * (lasts - size.rush) / rest for number in range(rest)]


async def _resident(site: Site, scene: Scene, hall: Hall, after: float) -> None:
    await asyncio.sleep(after)
    connection = await connect(site.host)
    page = await connection.ask(get(site.host, f"/Q/{scene.code.text}"))
    hall.note("page", page)
    if page.status == 200:
        for name, body_of in _ACTS.items():
            await _act(connection, site, hall, name, body_of(scene), f"{COOKIE}={page.cookie(COOKIE)}")
    connection.close()


async def _act(connection: Connection, site: Site, hall: Hall, name: str, body: Body, cookie: str) -> None:
    hall.sent += 1
    path = f"/api/v1/{name}s/"
    answer = await connection.ask(post(site.host, path, body, Cookie=cookie))
    if answer.status == _CHALLENGED and answer.json["code"] == "challenge_required":
        hall.challenged += 1
        given = answer.json["challenge"]
        solution, seconds = await asyncio.get_running_loop().run_in_executor(hall.phones, solve, given)
        hall.seconds["challenge"].append(seconds)
        answer = await connection.ask(post(site.host, path, {**body, "challenge": solution}, Cookie=cookie))
    hall.note(name, answer)
    hall.counted += answer.status == _COUNTED


async def _watch(site: Site, scene: Scene, halls: tuple[Hall, ...], polls: Polls) -> None:
    connection = await connect(site.host)
    while True:
        acknowledged = sum(hall.counted for hall in halls)
        total, _pending = await _totals(connection, site, scene)
        sent = sum(hall.sent for hall in halls)
        polls.asked += 1
        polls.right += acknowledged <= total <= sent
        await asyncio.sleep(_POLL_SECONDS)


async def _seconds_until_folded(site: Site, scene: Scene) -> float:
    connection = await connect(site.host)
    began = perf_counter()
    while (await _totals(connection, site, scene))[1]:
        if perf_counter() - began > _FOLD_SECONDS:
            raise RuntimeError(f"lines waited for more than {_FOLD_SECONDS} s")
        await asyncio.sleep(_POLL_SECONDS / 10)
    connection.close()
    return perf_counter() - began


async def _totals(connection: Connection, site: Site, scene: Scene) -> tuple[int, int]:
    """What these acts come to, and how many lines wait for their fold."""
    path = f"/api/v1/totals/?campaign={scene.campaign.slug}&indicator={_INDICATORS}"
    answer = await connection.ask(get(site.host, path, Authorization=f"Bearer {scene.token}"))
    if answer.status != 200:
        raise RuntimeError(f"totals answered {answer.status}: {answer.body[:500]!r}")
    return sum(row["quantity"] for row in answer.json["rows"]), answer.json["pending"]


def _rows(first: Hall, second: Hall, polls: Polls, size: Size) -> list[Row]:
    acts = len(_ACTS)
    return [
        Row(
            part="hall",
            figure=f"acts counted / meant, {size.residents} residents",
            values=[first.counted / (size.residents * acts)],
            target=at_least(1),
            note=first.told(),
        ),
        Row(
            part="hall",
            figure="polls with acknowledged ≤ total ≤ sent / all polls",
            values=[polls.right / polls.asked],
            target=at_least(1),
            note=f"{polls.asked} polls; all folded {polls.folded_after:.1f} s after the last act",
        ),
        Row(
            part="hall",
            figure=f"acts counted / meant, {size.second_hall} more at once",
            values=[second.counted / (size.second_hall * acts)],
            target=at_least(1),
            note=second.told(),
        ),
    ]
