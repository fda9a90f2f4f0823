"""Totals cost what the tally costs, not what the lines cost."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Final, TypeAlias

import psycopg

from bench.ground import Ground
from bench.lines import FIRST, LAST, Ledger, ledger_of
from bench.table import Row, Target, at_most
from outreach.ledger.totals import TotalsQuery, totals

Sums: TypeAlias = Mapping[tuple[Any, ...], int]


@dataclass(frozen=True, slots=True)
class Size:
    lines: int
    rounds: int


# The promise is about this many lines; fewer are added up faster, and are printed, not judged.
_PROMISED: Final = 5_000_000

SIZES: Final = {
    "full": Size(lines=_PROMISED, rounds=12),
    "quick": Size(lines=300_000, rounds=6),
    "tiny": Size(lines=2_000, rounds=2),
}

_GROUP_BY: Final = """
SELECT indicator, unit_id, date_trunc('month', day)::date, sum(quantity) FROM outreach_ledgerentry
WHERE campaign_id = %s AND day BETWEEN %s AND %s GROUP BY 1, 2, 3
"""


def run(ground: Ground, size: Size) -> list[Row]:
    """Ask for a year by unit and month, of the tally and of the lines by turns; the answers must be the same."""
    ledger = ledger_of(ground, size.lines)
    with ledger.database.in_use():
        pairs = _pairs(ledger, size.rounds, FIRST, LAST)
        ragged = _pairs(ledger, size.rounds, FIRST.replace(day=15), LAST.replace(day=14))
    promised = at_most(1 / 20) if size.lines == _PROMISED else None
    return [
        _row(f"a year by unit and month / GROUP BY over {size.lines} lines", pairs, promised),
        _row("the same from the middle of a month to the middle of another", ragged, None),
    ]


def _pairs(ledger: Ledger, rounds: int, first: date, last: date) -> list[tuple[float, float]]:
    """Seconds of both ways of counting the days from `first` to `last`, by turns."""

    def of_tally() -> Sums:
        query = TotalsQuery(campaign_id=ledger.scene.campaign.pk, first=first, last=last, by=("unit", "month"))
        return {(row["indicator"], row["unit"], row["month"]): row["quantity"] for row in totals(query).rows}

    # The sum at its best: a plan for these values and not for any, and no time spent on compiling it.
    server = ledger.database.url
    with psycopg.connect(server, cursor_factory=psycopg.ClientCursor, options="-c jit=off") as connection:

        def of_lines() -> Sums:
            found = connection.execute(_GROUP_BY, [ledger.scene.campaign.pk, first, last])
            return {tuple(key): int(quantity) for *key, quantity in found.fetchall()}

        if of_tally() != of_lines():
            raise RuntimeError("the totals differ from the sums of the lines")
        return [(_seconds(of_tally), _seconds(of_lines)) for _round in range(rounds)]


def _row(figure: str, pairs: Sequence[tuple[float, float]], target: Target | None) -> Row:
    tally, lines = (median(side) * 1000 for side in zip(*pairs, strict=True))
    return Row(
        part="totals",
        figure=figure,
        values=[few / many for few, many in pairs],
        target=target,
        note=f"totals {tally:.0f} ms, GROUP BY {lines:.0f} ms",
    )


def _seconds(ask: Callable[[], Sums]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began
