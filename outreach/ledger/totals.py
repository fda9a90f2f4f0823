"""Totals: what is counted at this instant, folded or not, in one statement (design.md section 4, rule 8).

The statement adds the tally to the lines that still wait for a fold. Being one statement it has one snapshot, so a
line is in exactly one of the two, however many folds run meanwhile; asked in two statements, a line folded between
them would be missed or counted twice.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from outreach.campaigns.periods import ONE_DAY
from outreach.ledger.filters import Condition, LineFilter, days, where

_DAY_OF_MONTH: Final = "extract(day FROM day)::int"
_THIS_MONTH: Final = f"(day - {_DAY_OF_MONTH} + 1)"
_LAST_MONTH: Final = f"({_THIS_MONTH} - interval '1 month')::date"
_WEEK_CLOSES: Final = "(SELECT week_closes_on FROM closing)"
_MONTH_CLOSES: Final = "(SELECT month_closes_on FROM closing)"


@dataclass(frozen=True, slots=True)
class _Label:
    """A column that rows may be told apart by: its type, and what it is in the day tally and in a line."""

    kind: str
    expression: str


# Weeks and months carry their first day, where the campaign's own close: the arithmetic of `ClosingDays.period_of`.
LABELS: Final = {
    "indicator": _Label("text", "indicator"),
    "unit": _Label("bigint", "unit_id"),
    "day": _Label("date", "day"),
    "week": _Label("date", f"day + mod({_WEEK_CLOSES} - extract(isodow FROM day)::int + 7, 7) - 6"),
    "month": _Label(
        "date",
        f"CASE WHEN {_DAY_OF_MONTH} <= {_MONTH_CLOSES}"
        f" THEN {_LAST_MONTH} + least({_MONTH_CLOSES}, {_THIS_MONTH} - {_LAST_MONTH})"
        f" ELSE {_THIS_MONTH} + {_MONTH_CLOSES} END",
    ),
    "evidence": _Label("text", "evidence"),
    "audience": _Label("text", "audience"),
}
_IN_MONTH_TALLY: Final = {"indicator": "indicator", "unit": "unit_id", "month": "month", "evidence": "evidence"}
_TIMES: Final = ("day", "week", "month")

# A LATERAL with OFFSET 0 pins look-ups by id: the queue is empty at one moment and full at the next, and a plan made
# for a full one would read every line of the ledger.
_TOTALS: Final = """
WITH closing AS (
    SELECT week_closes_on, month_closes_on FROM outreach_campaign WHERE id = %s
), fresh AS MATERIALIZED (
    SELECT line.* FROM outreach_pendingline AS pending
    CROSS JOIN LATERAL (SELECT * FROM outreach_ledgerentry WHERE id = pending.line_id OFFSET 0) AS line
    WHERE {fresh_where}
), counted AS (
    {parts}
), summed AS (
    SELECT {names}, sum(quantity)::bigint AS quantity FROM counted GROUP BY {names} HAVING sum(quantity) <> 0
)
SELECT statement_timestamp() AS as_of, count(*) AS pending, NULL::bigint AS quantity, {nothing} FROM fresh
UNION ALL
SELECT NULL, NULL, quantity, {names} FROM summed
ORDER BY as_of, {names}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsQuery(LineFilter):
    """Which lines to count, and by what to tell rows apart: unit, evidence, audience, and one of day, week and month.

    Rows are told apart by indicator too, named or not: copies, sessions and acts of help are never added up
    (domain.md section 3).

    Raises Refusal("malformed") for what ``LineFilter`` refuses, for an unknown name in ``by``, and for two of day,
    week and month.
    """

    by: tuple[str, ...] = ()

    def _errors(self) -> dict[str, list[str]]:
        # Not super(): a dataclass with slots is made anew, and the zero-argument form still means the first one.
        errors = LineFilter._errors(self)
        unknown = sorted(set(self.by) - set(LABELS))
        if unknown:
            errors["by"] = [_("Unknown: %(values)s.") % {"values": ", ".join(unknown)}]
        elif len(set(self.by) & set(_TIMES)) > 1:
            errors["by"] = [_("Choose one of day, week and month.")]
        return errors

    @property
    def labels(self) -> list[str]:
        """The columns of the rows, in the order they are sorted by."""
        return [name for name in LABELS if name in {"indicator", *self.by}]


@dataclass(frozen=True, slots=True)
class Totals:
    """An answer: exact at the aware instant ``as_of``.

    ``rows`` hold the labels asked for and a ``quantity`` that is never zero, sorted by label; ``unit`` is a unit's
    id, ``day``, ``week`` and ``month`` are dates, the first day of a week or month of the campaign. ``pending`` says
    how many of the lines counted here wait for their fold: a measure of the workers' lag, not of correctness.
    """

    as_of: datetime
    pending: int
    rows: list[dict[str, Any]]


def totals(query: TotalsQuery) -> Totals:
    """Count the lines that ``query`` asks about, in one statement."""
    labels = query.labels
    fresh_where, fresh_parameters = where(query.lines())
    parts, parameters = [fresh_part(labels)], [query.campaign_id, *fresh_parameters]
    for part, values in tally_parts(query):
        parts.append(part)
        parameters += values
    sql = _TOTALS.format(
        fresh_where=fresh_where,
        parts="\n    UNION ALL ".join(parts),
        names=", ".join(labels),
        nothing=", ".join(f"NULL::{LABELS[name].kind} AS {name}" for name in labels),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        (as_of, pending, *_nothing), *rows = cursor.fetchall()
    names = (*labels, "quantity")
    return Totals(as_of, pending, [dict(zip(names, (*row[3:], row[2]), strict=True)) for row in rows])


def fresh_part(labels: Sequence[str]) -> str:
    """What selects the lines that wait, from `fresh`."""
    return _select(labels, {name: LABELS[name].expression for name in labels}, "fresh")


def tally_parts(query: TotalsQuery) -> Iterator[Condition]:
    """The tally rows that answer ``query``: whole calendar months from the month tally where it can tell, else days.

    A campaign whose months close on another day than the last has no month in the month tally. Only the statement
    itself knows, so both ways stand in it and the campaign's closing day opens one of them.
    """
    months = None if _needs_days(query) else _whole_months(query.first, query.last)
    if months is None:
        yield _day_part(query, query.first, query.last)
        return
    first, last = months
    if first is not None and query.first is not None and query.first < first:
        yield _day_part(query, query.first, first - ONE_DAY)
    if last is not None and query.last is not None and last < query.last:
        yield _day_part(query, last + ONE_DAY, query.last)
    if "month" in query.by:
        yield _month_part(query, first, last, (f"{_MONTH_CLOSES} = 31", []))
        yield _day_part(query, first, last, (f"{_MONTH_CLOSES} <> 31", []))
    else:
        yield _month_part(query, first, last)


def _needs_days(query: TotalsQuery) -> bool:
    return query.audience is not None or not set(query.labels) <= set(_IN_MONTH_TALLY)


def _whole_months(first: date | None, last: date | None) -> tuple[date | None, date | None] | None:
    """The first and last day of the whole calendar months among ``first`` to ``last``; None where there is none."""
    if first is not None and first.day > 1:
        first = _month_end(first) + ONE_DAY
    if last is not None and last < _month_end(last):
        last = last.replace(day=1) - ONE_DAY
    if first is not None and last is not None and last < first:
        return None
    return first, last


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day_part(query: TotalsQuery, first: date | None, last: date | None, *only_if: Condition) -> Condition:
    expressions = {name: LABELS[name].expression for name in query.labels}
    conditions, parameters = where([*query.day_keys(), *days("day", first, last), *only_if])
    return f"{_select(query.labels, expressions, 'outreach_daytally')} WHERE {conditions}", parameters


def _month_part(query: TotalsQuery, first: date | None, last: date | None, *only_if: Condition) -> Condition:
    conditions, parameters = where([*query.month_keys(), *days("month", first, last), *only_if])
    return f"{_select(query.labels, _IN_MONTH_TALLY, 'outreach_monthtally')} WHERE {conditions}", parameters


def _select(labels: Sequence[str], expressions: dict[str, str], table: str) -> str:
    columns = ", ".join(f"{expressions[name]} AS {name}" for name in labels)
    return f"SELECT {columns}, quantity FROM {table}"
