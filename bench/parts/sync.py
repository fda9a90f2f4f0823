"""A phone's queue sent as batches, against the same acts sent one by one."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from typing import Any, Final

from bench.acts import OFFICERS_ACTS
from bench.client import Run, connect, post, send_all
from bench.ground import Ground
from bench.scene import Scene, set_scene
from bench.site import Site
from bench.statements import statements_of
from bench.table import Row, at_least, at_most

# One officer alone sends what a station would.
LIMITS: Final = {"officer": (1_000_000.0, 10_000.0)}
_SYNC: Final = "/api/v1/sync/"
_SINGLE: Final = {"install": "/api/v1/installs/", "pledge": "/api/v1/pledges/", "material": "/api/v1/materials/"}
_BATCH: Final = 200
_STATEMENTS: Final = 20
_STATEMENTS_A_KIND: Final = 3


@dataclass(frozen=True, slots=True)
class Size:
    batches: int
    singles: int
    connections: int
    rounds: int


SIZES: Final = {
    "full": Size(batches=16, singles=600, connections=8, rounds=12),
    "quick": Size(batches=8, singles=200, connections=8, rounds=4),
    "tiny": Size(batches=2, singles=10, connections=2, rounds=2),
}


def run(ground: Ground, size: Size) -> list[Row]:
    """Send acts of three kinds over as many connections, by turns in batches of 200 and one by one."""
    database = ground.new_database("sync")
    with database.in_use():
        scene = set_scene()
        statements = [_statements(scene, kinds) for kinds in (3, len(OFFICERS_ACTS))]
        with Site(ground, database, limits=LIMITS) as site:
            rounds = asyncio.run(_rounds(site, scene, size))
    return [_row(rounds, size), *statements]


async def _rounds(site: Site, scene: Scene, size: Size) -> list[tuple[Run, Run]]:
    rounds = []
    for _turn in range(size.rounds + 1):
        connections = [await connect(site.host) for _number in range(size.connections)]
        batched = await send_all(connections, [_batch_request(site, scene) for _number in range(size.batches)])
        single = await send_all(connections, _single_requests(site, scene, size.singles))
        for each in connections:
            each.close()
        _require_counted(batched, single)
        rounds.append((batched, single))
    # The first round warms the processes up.
    return rounds[1:]


def _row(rounds: Sequence[tuple[Run, Run]], size: Size) -> Row:
    batched = [sync.per_second * _BATCH for sync, _single in rounds]
    single = [single.per_second for _sync, single in rounds]
    return Row(
        part="sync",
        figure=f"acts in batches of {_BATCH} / one by one, {size.connections} connections",
        values=[many / one for many, one in zip(batched, single, strict=True)],
        target=at_least(5),
        note=f"{median(batched):.0f} / {median(single):.0f} acts per second",
    )


def _statements(scene: Scene, kinds: int) -> Row:
    few, many = (_statements_of(scene, items, kinds) for items in (kinds * 2, _BATCH))
    if few != many:
        raise RuntimeError(f"a sync of {kinds * 2} acts took {few} statements, one of {_BATCH} took {many}")
    return Row(
        part="sync",
        figure=f"statements of a sync of {_BATCH} acts, {kinds} kinds",
        values=[many],
        target=at_most(_STATEMENTS + (kinds - 3) * _STATEMENTS_A_KIND),
        note="a number, not a ratio; the same for fewer acts",
    )


def _statements_of(scene: Scene, items: int, kinds: int) -> int:
    return len(statements_of(_SYNC, _batch(scene, items, kinds), status=200, headers=_authorization(scene)))


def _batch(scene: Scene, items: int = _BATCH, kinds: int = 3) -> dict[str, Any]:
    names = islice(cycle(list(OFFICERS_ACTS)[:kinds]), items)
    return {"operations": [{"kind": name, **OFFICERS_ACTS[name](scene)} for name in names]}


def _batch_request(site: Site, scene: Scene) -> bytes:
    return post(site.host, _SYNC, _batch(scene), **_authorization(scene))


def _single_requests(site: Site, scene: Scene, count: int) -> list[bytes]:
    names = islice(cycle(_SINGLE), count)
    return [post(site.host, _SINGLE[name], OFFICERS_ACTS[name](scene), **_authorization(scene)) for name in names]


def _authorization(scene: Scene) -> dict[str, str]:
    return {"Authorization": f"Bearer {scene.token}"}


def _require_counted(batched: Run, single: Run) -> None:
    told = [item for answer in batched.answers for item in answer.json["results"]]
    wrong = [item for item in told if item["status"] != 201]
    wrong += [answer.json for answer in single.answers if answer.status != 201]
    if wrong:
        raise RuntimeError(f"{len(wrong)} acts were not counted, such as {json.dumps(wrong[0], ensure_ascii=False)}")
