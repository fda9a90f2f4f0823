"""Totals cost what the tally costs, not what the lines cost."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from django.db import connection

from bench.ground import Ground
from bench.lines import FIRST, LAST, Ledger, ledger_of
from bench.table import Row, at_most
from outreach.ledger.totals import TotalsQuery, totals

Sums: TypeAlias = Mapping[tuple[Any, ...], int]


@dataclass(frozen=True, slots=True)
class Size:
    lines: int
    rounds: int


SIZES: Final = {
    "full": Size(lines=5_000_000, rounds=12),
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
        return [
            _row(ledger, size, FIRST, LAST, f"year by unit and month / GROUP BY over {size.lines} lines", judged=True),
            _row(
                ledger,
                size,
                FIRST.replace(day=15),
                LAST.replace(day=14),
                "the same from the middle of a month to the middle of another",
                judged=False,
            ),
        ]


def _row(ledger: Ledger, size: Size, first: date, last: date, figure: str, *, judged: bool) -> Row:
    def of_tally() -> Sums:
        query = TotalsQuery(campaign_id=ledger.scene.campaign.pk, first=first, last=last, by=("unit", "month"))
        return {(row["indicator"], row["unit"], row["month"]): row["quantity"] for row in totals(query).rows}

    def of_lines() -> Sums:
        with connection.cursor() as cursor:
            cursor.execute(_GROUP_BY, [ledger.scene.campaign.pk, first, last])
            return {(indicator, unit, month): int(sum_) for indicator, unit, month, sum_ in cursor.fetchall()}

    if of_tally() != of_lines():
        raise RuntimeError("the totals differ from the sums of the lines")
    pairs = [(_seconds(of_tally), _seconds(of_lines)) for _round in range(size.rounds)]
    tally, lines = (sorted(side)[len(pairs) // 2] * 1000 for side in zip(*pairs, strict=True))
    return Row(
        part="totals",
        figure=figure,
        values=[few / many for few, many in pairs],
        target=at_most(1 / 20) if judged else None,
        note=f"totals {tally:.0f} ms, GROUP BY {lines:.0f} ms",
    )


def _seconds(ask: Callable[[], Sums]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began
