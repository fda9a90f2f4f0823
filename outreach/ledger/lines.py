"""The lines behind a figure as people read them: by day, the latest first, page by page at a constant cost.

A page walks the index of figures (campaign, unit, indicator, day, id) from its end, once for each unit and indicator
asked about, and merges what it finds: the cost grows with those, never with the table. Of one evidence, audience or
source there may be few lines, and that walk would go past all others: they have indexes of their own, which are walked
once for each unit (docs/decisions/0022-lines-of-a-rare-value.md).

GET entries/ (``entries``) is for programs and lists lines in the order they were written.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from outreach.campaigns.indicators import IndicatorKey
from outreach.errors import Refusal
from outreach.ledger.filters import LineFilter
from outreach.ledger.models import Source

_Place: TypeAlias = tuple[date, int]

_ONCE_A_UNIT: Final = "unnest(%(units)s::bigint[]) AS asked_unit"
_ONCE_A_FIGURE: Final = f"{_ONCE_A_UNIT} CROSS JOIN unnest(%(indicators)s::text[]) AS asked_indicator"
# The order names the whole index: the planner then walks it from its end instead of sorting all of a unit's lines.
_BY_FIGURE: Final = "campaign_id {order}, unit_id {order}, indicator {order}, day {order}, id {order}"
# Which of the indexes that end like this is walked is for the planner to say: it knows what is rare.
_BY_DAY: Final = "day {order}, id {order}"

_LINES: Final = """
WITH place AS MATERIALIZED (
    SELECT found.id FROM {walks}
    CROSS JOIN LATERAL (
        SELECT day, id FROM outreach_ledgerentry
        WHERE campaign_id = %(campaign)s AND unit_id = asked_unit {conditions}
        ORDER BY {walk} LIMIT %(limit)s
    ) AS found
    ORDER BY found.day {order}, found.id {order} LIMIT %(limit)s
)
SELECT line.id, line.submission_id, line.act_id, line.unit_id, line.indicator, line.evidence, line.audience, line.day,
    line.quantity, line.occurred_at, line.received_at, line.source,
    coalesce(
        (SELECT void.submission_id FROM outreach_void AS void WHERE void.target_id = line.submission_id),
        nullif(act.voided_by, line.submission_id)
    ),
    submission.kind, submission.officer_id, officer.name, code.kind, code.serial
FROM place
JOIN outreach_ledgerentry AS line ON line.id = place.id
LEFT JOIN outreach_act AS act ON act.id = line.act_id
LEFT JOIN outreach_submission AS submission ON submission.id = line.submission_id
LEFT JOIN outreach_officer AS officer ON officer.id = submission.officer_id
LEFT JOIN outreach_code AS code ON code.id = coalesce(submission.code_id, act.code_id)
ORDER BY line.day DESC, line.id DESC
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with who sent it and by which code; ``voided_by`` is the submission that took it back.

    ``day`` is local to the campaign, times are aware. Who may read ``officer_name`` is for the page to say.
    """

    id: int
    submission: UUID
    act: UUID
    unit: int
    indicator: str
    evidence: str
    audience: str
    day: date
    quantity: int
    occurred_at: datetime
    received_at: datetime
    source: str
    voided_by: UUID | None
    kind: str | None
    officer: int | None
    officer_name: str | None
    code_kind: str | None
    code_serial: int | None


@dataclass(frozen=True, slots=True)
class LinesPage:
    """Some lines. ``next`` leads to older days and ``previous`` to later ones; None where there are none."""

    rows: list[Line]
    next: str | None
    previous: str | None


def lines_page(
    asked: LineFilter, *, source: str | None = None, cursor: str | None = None, limit: int = 50
) -> LinesPage:
    """Up to ``limit`` of the lines that ``asked`` is about, of one ``source`` or of all; one statement.

    ``asked`` names units. A cursor is the place of a line, so lines that arrive meanwhile move nothing. Raises
    Refusal("malformed") for a cursor that this function never gave and for a source that does not exist.
    """
    if source is not None and source not in Source.values:
        raise Refusal("malformed", errors={"source": [_("Unknown: %(values)s.") % {"values": source}]})
    later, edge = _read(cursor) if cursor else (False, None)
    # One line more than asked for tells whether there is another page that way.
    sql, parameters = _question(asked, source, later=later, edge=edge)
    with connection.cursor() as database:
        database.execute(sql, {**parameters, "limit": limit + 1})
        rows = [Line(*row) for row in database.fetchall()]
    goes_on = len(rows) > limit
    rows = (rows[-limit:] if later else rows[:limit]) if goes_on else rows
    has_older, has_later = (True, goes_on) if later else (goes_on, edge is not None)
    return LinesPage(
        rows,
        next=_write(False, rows[-1]) if rows and has_older else None,
        previous=_write(True, rows[0]) if rows and has_later else None,
    )


def _question(asked: LineFilter, source: str | None, *, later: bool, edge: _Place | None) -> tuple[str, dict[str, Any]]:
    """The statement for lines beyond ``edge``, ``later`` ones or older, and its parameters but for the limit."""
    order = "ASC" if later else "DESC"
    parameters: dict[str, Any] = {
        "campaign": asked.campaign_id,
        "units": sorted(asked.unit_ids or ()),
        "indicators": sorted(IndicatorKey if asked.indicators is None else asked.indicators),
    }
    conditions = []
    for name, values in (("evidence", asked.evidence), ("audience", asked.audience), ("source", source and {source})):
        if values is not None:
            conditions.append(_among(name, sorted(values), parameters))
    walks, walk = _ONCE_A_UNIT, _BY_DAY
    if not conditions:
        walks, walk = _ONCE_A_FIGURE, _BY_FIGURE
        conditions.append('indicator = asked_indicator COLLATE "C"')
    elif asked.indicators is not None:
        conditions.append(_among("indicator", sorted(asked.indicators), parameters))
    for name, compared, value in (("first", ">=", asked.first), ("last", "<=", asked.last)):
        if value is not None:
            conditions.append(f"day {compared} %({name})s")
            parameters[name] = value
    if edge is not None:
        conditions.append(f"(day, id) {'>' if later else '<'} (%(edge_day)s, %(edge_id)s)")
        parameters["edge_day"], parameters["edge_id"] = edge
    said = "".join(f" AND {condition}" for condition in conditions)
    return _LINES.format(walks=walks, conditions=said, walk=walk.format(order=order), order=order), parameters


def _among(column: str, values: Sequence[str], parameters: dict[str, Any]) -> str:
    """The condition on a column. One value is said to equal it: only then is its index in the order of the days."""
    if len(values) == 1:
        parameters[column] = values[0]
        return f"{column} = %({column})s"
    parameters[column] = values
    return f"{column} = ANY (%({column})s::text[])"


def _write(later: bool, edge: Line) -> str:
    text = f"{'l' if later else 'o'}{edge.day.isoformat()} {edge.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[bool, _Place]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        direction, (day, number) = text[0], text[1:].split(" ")
        edge = date.fromisoformat(day), int(number)
        if direction not in "lo" or not 0 < edge[1] < 2**63:
            raise ValueError(cursor)
    except (binascii.Error, ValueError, IndexError):
        raise Refusal("malformed", errors={"cursor": [_("Not a cursor of this list.")]}) from None
    return direction == "l", edge
