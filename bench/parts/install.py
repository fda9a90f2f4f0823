"""A public install against the least that a DRF view could do: three plain inserts."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from statistics import median
from typing import Final

from bench.acts import residents_install
from bench.client import Connection, Run, connect, percentile, post, send_all
from bench.ground import Ground
from bench.scene import Scene, set_scene
from bench.site import Site
from bench.statements import statements_of
from bench.table import Row, Target, at_least, at_most
from outreach.capture.models import Install
from outreach.edge.devices import COOKIE
from outreach.ledger.models import Act, LedgerEntry, Outcome, Submission

# An event of a million at one address; the bucket is worked like any other and never runs dry.
LIMITS: Final = {"act": (1_000_000.0, 10_000.0)}
_INSTALL: Final = "/api/v1/installs/"
_PLAIN: Final = "/bench/plain/"
_NOTHING: Final = "/bench/nothing/"
_RAW: Final = "/bench/raw/"
_LABELS: Final = {
    _PLAIN: "three plain ORM inserts",
    _NOTHING: "a view that does nothing",
    _RAW: "the same rows by psycopg",
}
_STATEMENTS: Final = 6
_VERDICT: Final = re.compile(r'^outreach_limit_verdicts_total\{limit="(\w+)",verdict="allowed"\} (\S+)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Size:
    requests: int
    rounds: int
    concurrencies: Sequence[int] = (8, 32)

    @property
    def installs(self) -> int:
        """How many are sent at one concurrency, those of the first round too, which warms the processes up."""
        return self.requests * (self.rounds + 1)


SIZES: Final = {
    "full": Size(requests=600, rounds=12),
    "quick": Size(requests=200, rounds=4),
    "tiny": Size(requests=10, rounds=2, concurrencies=(2,)),
}


def run(ground: Ground, size: Size) -> list[Row]:
    """Send fresh installs, plain inserts, no-ops and raw writes by turns, each request as new as the one before."""
    database = ground.new_database("install")
    rows, sent = [], 0
    with database.in_use():
        scene = set_scene()
        # Without a worker first, and last beside one that folds what comes in.
        for concurrency, workers in [*((each, False) for each in size.concurrencies), (size.concurrencies[0], True)]:
            with Site(ground, database, limits=LIMITS, workers=workers) as site:
                rounds = asyncio.run(_rounds(site, scene, size, concurrency))
                _require_limits_met(site, size.installs)
            rows += _rows(rounds, concurrency, workers)
            sent += size.installs
        _require_all_written(scene, sent)
        return [*rows, _statements_of_one(scene)]


def _request(site: Site, scene: Scene, path: str) -> bytes:
    """The same body and headers for every path, from a phone of its own."""
    return post(site.host, path, residents_install(scene), Cookie=f"{COOKIE}={token_hex(16)}")


async def _rounds(site: Site, scene: Scene, size: Size, concurrency: int) -> list[dict[str, Run]]:
    paths = [_INSTALL, _PLAIN, _NOTHING, _RAW]
    rounds: list[dict[str, Run]] = []
    for turn in range(size.rounds + 1):
        # New connections a round, because the kernel deals them to the server's processes as it likes; the same ones
        # for all paths, so that all meet the same deal. Another path goes first each time.
        connections = [await connect(site.host) for _number in range(concurrency)]
        order = paths[turn % len(paths) :] + paths[: turn % len(paths)]
        rounds.append({path: await _send(connections, site, scene, size, path) for path in order})
        for each in connections:
            each.close()
    return rounds[1:]


async def _send(connections: Sequence[Connection], site: Site, scene: Scene, size: Size, path: str) -> Run:
    sent = await send_all(connections, [_request(site, scene, path) for _number in range(size.requests)])
    if sent.statuses() != {201}:
        wrong = next(answer for answer in sent.answers if answer.status != 201)
        raise RuntimeError(f"{path} answered {wrong.status}: {wrong.body[:500]!r}")
    return sent


def _rows(rounds: Sequence[dict[str, Run]], concurrency: int, workers: bool) -> list[Row]:
    if workers:
        return [_row(rounds, _PLAIN, f"{concurrency} at once, beside a worker", None)]
    others = [_row(rounds, path, f"{concurrency} at once", None) for path in (_NOTHING, _RAW)]
    return [_row(rounds, _PLAIN, f"{concurrency} at once", at_least(0.5)), *others]


def _row(rounds: Sequence[dict[str, Run]], path: str, how: str, target: Target | None) -> Row:
    installs, others = [each[_INSTALL] for each in rounds], [each[path] for each in rounds]
    note = f"{_rate(installs)} / {_rate(others)} per second"
    if target is not None:
        slowest = percentile([answer.seconds for each in installs for answer in each.answers], 0.95)
        note += f"; p95 {slowest * 1000:.0f} ms; aim 0.8"
    return Row(
        part="install",
        figure=f"install / {_LABELS[path]}, {how}",
        values=[ours.per_second / theirs.per_second for ours, theirs in zip(installs, others, strict=True)],
        target=target,
        note=note,
    )


def _rate(runs: Sequence[Run]) -> str:
    return f"{median(run.per_second for run in runs):.0f}"


def _require_limits_met(site: Site, sent: int) -> None:
    """Raises RuntimeError unless each install was let through by the limits of its event and of its device."""
    verdicts = dict(_VERDICT.findall(site.metrics()))
    if any(float(verdicts.get(name, 0)) != sent for name in ("act", "device")):
        raise RuntimeError(f"{sent} installs met these limits: {verdicts}")


def _require_all_written(scene: Scene, sent: int) -> None:
    """Raises RuntimeError unless every install left its submission, act, detail and both lines, once."""
    written = (
        Submission.objects.filter(code=scene.code, outcome=Outcome.COUNTED).count(),
        Act.objects.filter(code=scene.code).count(),
        Install.objects.filter(act__code=scene.code).count(),
        LedgerEntry.objects.filter(campaign=scene.campaign).count(),
    )
    if written != (sent, sent, sent, 2 * sent):
        raise RuntimeError(f"{sent} installs were answered 201, and {written} rows are there")


def _statements_of_one(scene: Scene) -> Row:
    cookie = {"cookie": f"{COOKIE}={token_hex(16)}"}
    statements = statements_of(_INSTALL, residents_install(scene), status=201, headers=cookie)
    return Row(
        part="install",
        figure="statements of one install",
        values=[len(statements)],
        target=at_most(_STATEMENTS),
        note="a number, not a ratio",
    )
