"""Several questions of one campaign answered in one statement: all of one instant, whatever is counted meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from outreach.ledger.filters import where
from outreach.ledger.totals import LABELS, TotalsQuery, fresh_part, tally_parts

# As in ``totals``: look-ups by id are pinned.
_AT_ONCE: Final = """
WITH closing AS (
    SELECT week_closes_on, month_closes_on FROM outreach_campaign WHERE id = %s
), fresh AS MATERIALIZED (
    SELECT line.* FROM outreach_pendingline AS pending
    CROSS JOIN LATERAL (SELECT * FROM outreach_ledgerentry WHERE id = pending.line_id OFFSET 0) AS line
    WHERE campaign_id = %s
)
SELECT NULL::int AS number, statement_timestamp() AS as_of, NULL::bigint AS quantity, {nothing}
{answers}
"""
_ANSWER: Final = """UNION ALL
SELECT {number}, NULL, sum(quantity)::bigint, {columns} FROM (
    {parts}
) AS counted GROUP BY {names} HAVING sum(quantity) <> 0"""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """The answers at the aware instant ``as_of``, in the order of the questions.

    A row has the question's ``labels`` and then a quantity that is never zero; rows are in no order.
    """

    as_of: datetime
    answers: list[list[tuple[Any, ...]]]


def totals_at_once(queries: Sequence[TotalsQuery]) -> AtOnce:
    """Count the lines that each of ``queries``, at least one, asks about; all of them are of the same campaign."""
    [campaign_id] = {query.campaign_id for query in queries}
    parameters: list[Any] = [campaign_id, campaign_id]
    texts = []
    for number, query in enumerate(queries):
        fresh_where, values = where(query.lines())
        parts = [f"{fresh_part(query.labels)} WHERE {fresh_where}"]
        parameters += values
        for part, values in tally_parts(query):
            parts.append(part)
            parameters += values
        texts.append(
            _ANSWER.format(
                number=number,
                columns=", ".join(
                    name if name in query.labels else f"NULL::{label.kind}" for name, label in LABELS.items()
                ),
                parts="\n    UNION ALL ".join(parts),
                names=", ".join(query.labels),
            )
        )
    nothing = ", ".join(f"NULL::{label.kind} AS {name}" for name, label in LABELS.items())
    with connection.cursor() as cursor:
        cursor.execute(_AT_ONCE.format(nothing=nothing, answers="\n".join(texts)), parameters)
        rows = cursor.fetchall()
    at = [[3 + list(LABELS).index(name) for name in query.labels] for query in queries]
    answers: list[list[tuple[Any, ...]]] = [[] for _query in queries]
    as_of = None
    for row in rows:
        if row[0] is None:
            as_of = row[1]
        else:
            answers[row[0]].append((*[row[column] for column in at[row[0]]], row[2]))
    assert as_of is not None
    return AtOnce(as_of, answers)
