"""The lines behind a figure, newest first (design.md section 5, GET entries/)."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from outreach.errors import Refusal
from outreach.ledger.filters import LineFilter, where

_COLUMNS: Final = (
    "id",
    "submission",
    "campaign",
    "unit",
    "indicator",
    "evidence",
    "audience",
    "quantity",
    "occurred_at",
    "received_at",
    "source",
    "voided_by",
)

# A line is voided by the void of the submission that wrote it, be it an act or a witness, else by that of its act.
# The void's own lines are voided by nobody.
_ENTRIES: Final = """
SELECT line.id, line.submission_id, campaign.slug, line.unit_id, line.indicator, line.evidence, line.audience,
    line.quantity, line.occurred_at, line.received_at, line.source,
    coalesce(
        (SELECT void.submission_id FROM outreach_void AS void WHERE void.target_id = line.submission_id),
        nullif(act.voided_by, line.submission_id)
    )
FROM (
    SELECT * FROM outreach_ledgerentry WHERE {conditions} ORDER BY id {order} LIMIT %s
) AS line
JOIN outreach_campaign AS campaign ON campaign.id = line.campaign_id
LEFT JOIN outreach_act AS act ON act.id = line.act_id
ORDER BY line.id DESC
"""


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """Some lines, newest first, each with the members of a line in design.md section 5.

    ``campaign`` is a slug, ``unit`` an id; ``voided_by`` is the submission that took the line back, or None.
    ``next`` leads to older lines and ``previous`` to newer ones; None where there are none.
    """

    rows: list[dict[str, Any]]
    next: str | None
    previous: str | None


def entries(asked: LineFilter, *, cursor: str | None = None, limit: int = 100) -> EntriesPage:
    """Up to ``limit`` of the lines that ``asked`` is about, from where ``cursor``, taken from another page, stands.

    The lines of a page stay where they are while others arrive: a cursor is a line's id and a direction. Raises
    Refusal("malformed") for a cursor that this function never gave.
    """
    newer, edge = _read(cursor) if cursor else (False, None)
    conditions = list(asked.lines())
    if edge is not None:
        conditions.append((f"id {'>' if newer else '<'} %s", [edge]))
    text, parameters = where(conditions)
    with connection.cursor() as database:
        # One line more than asked for tells whether there is another page that way.
        database.execute(_ENTRIES.format(conditions=text, order="ASC" if newer else "DESC"), [*parameters, limit + 1])
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in database.fetchall()]
    goes_on = len(rows) > limit
    rows = (rows[-limit:] if newer else rows[:limit]) if goes_on else rows
    has_older, has_newer = (True, goes_on) if newer else (goes_on, edge is not None)
    return EntriesPage(
        rows,
        next=_write(False, rows[-1]["id"]) if rows and has_older else None,
        previous=_write(True, rows[0]["id"]) if rows and has_newer else None,
    )


def _write(newer: bool, edge: int) -> str:
    return base64.urlsafe_b64encode(f"{'n' if newer else 'o'}{edge}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[bool, int]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        direction, edge = text[0], int(text[1:])
        if direction not in "no" or not 0 < edge < 2**63:
            raise ValueError(cursor)
    except (binascii.Error, ValueError, IndexError):
        raise Refusal("malformed", errors={"cursor": [_("Not a cursor of this list.")]}) from None
    return direction == "n", edge
