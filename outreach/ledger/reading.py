"""All lines of a question in one snapshot, streamed: their number first, then every one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from outreach.ledger.filters import Condition, LineFilter, where

_BATCH: Final = 5_000

_COUNT: Final = "SELECT count(*) FROM outreach_ledgerentry WHERE {conditions}"

_ALL: Final = """
SELECT line.id, line.day, line.unit_id, line.indicator, line.quantity, line.evidence, line.audience, line.source,
    submission.kind, code.kind, code.serial, line.occurred_at, line.received_at, line.submission_id,
    coalesce(void.submission_id, nullif(act.voided_by, line.submission_id)) IS NOT NULL
FROM (SELECT * FROM outreach_ledgerentry WHERE {conditions}) AS line
LEFT JOIN outreach_act AS act ON act.id = line.act_id
LEFT JOIN outreach_submission AS submission ON submission.id = line.submission_id
LEFT JOIN outreach_void AS void ON void.target_id = line.submission_id
LEFT JOIN outreach_code AS code ON code.id = coalesce(submission.code_id, act.code_id)
ORDER BY line.day, line.id
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """``count`` lines, and the lines: day, unit, indicator … as ``COLUMNS`` names them, by day and id."""

    count: int
    rows: Iterator[tuple[Any, ...]]


COLUMNS: Final = (
    "id",
    "day",
    "unit",
    "indicator",
    "quantity",
    "evidence",
    "audience",
    "source",
    "kind",
    "code_kind",
    "code_serial",
    "occurred_at",
    "received_at",
    "submission",
    "is_voided",
)
"""What each row of a reading holds, in order."""


@contextmanager
def reading_of(asked: LineFilter, *, source: str | None = None) -> Iterator[Reading]:
    """Read the lines of ``asked`` in a snapshot of their own, on a connection of its own.

    The caller's connection stays free to write how far it is, and sees what it writes at once. Memory holds a batch,
    whatever the number of lines.
    """
    conditions: list[Condition] = [*asked.lines()]
    if source:
        conditions.append(("source = %s", [source]))
    text, parameters = where(conditions)
    reader = connection.copy()
    try:
        reader.set_autocommit(False)
        with reader.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(_COUNT.format(conditions=text), parameters)
            count = cursor.fetchone()[0]
        with reader.chunked_cursor() as cursor:
            cursor.execute(_ALL.format(conditions=text), parameters)
            yield Reading(count, _rows(cursor))
        reader.rollback()
    finally:
        reader.close()


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while batch := cursor.fetchmany(_BATCH):
        yield from batch
