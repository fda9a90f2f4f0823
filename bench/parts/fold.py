"""A fold costs what the new lines cost, however many there are already."""

import time
from dataclasses import dataclass
from typing import Final

import psycopg

from bench.ground import Ground
from bench.lines import Ledger, ledger_of
from bench.table import Row, at_most
from outreach.ledger.folding import fold


@dataclass(frozen=True, slots=True)
class Size:
    few: int
    many: int
    new: int
    rounds: int


# The promise is about this many; a fold among fewer lines is printed, not judged.
_PROMISED: Final = 5_000_000

SIZES: Final = {
    "full": Size(few=100_000, many=_PROMISED, new=10_000, rounds=12),
    "quick": Size(few=20_000, many=300_000, new=10_000, rounds=4),
    "tiny": Size(few=500, many=2_000, new=100, rounds=2),
}


def run(ground: Ground, size: Size) -> list[Row]:
    """Fold the same number of new lines, by turns in a small ledger and in a large one."""
    small, large = ledger_of(ground, size.few), ledger_of(ground, size.many)
    for ledger in (small, large):
        _seconds_of_fold(ledger, size.new)
    plain = [(_seconds_of_fold(small, size.new), _seconds_of_fold(large, size.new)) for _round in range(size.rounds)]
    with psycopg.connect(large.database.url) as dump:
        # What pg_dump does for as long as it runs: row versions from before it must stay where they are.
        dump.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        dump.execute("SELECT count(*) FROM outreach_pendingline")
        beside = [
            (_seconds_of_fold(small, size.new), _seconds_of_fold(large, size.new)) for _round in range(size.rounds)
        ]
    for ledger in (small, large):
        with ledger.database.in_use():
            ledger.require_proof()
    many = f"{size.new} new lines: {size.many} lines in the table / {size.few}"
    return [
        _row(many, plain, judged=size.many == _PROMISED),
        _row(f"{many}, beside an open snapshot", beside, judged=False),
    ]


def _row(figure: str, pairs: list[tuple[float, float]], *, judged: bool) -> Row:
    return Row(
        part="fold",
        figure=figure,
        values=[many / few for few, many in pairs],
        target=at_most(1.3) if judged else None,
        note=f"{pairs[0][1] * 1000:.0f} ms in the first round, {pairs[-1][1] * 1000:.0f} ms in the last",
    )


def _seconds_of_fold(ledger: Ledger, new: int) -> float:
    with ledger.database.in_use():
        ledger.add(new)
        began = time.perf_counter()
        folded = fold(new)
        seconds = time.perf_counter() - began
    if folded != new:
        raise RuntimeError(f"{folded} lines were folded, not {new}")
    return seconds
