"""Totals that are asked for again and again: exact at every instant, and cheap while nothing is folded.

What the tally says is kept in the cache together with the mark that folds had left when it was read; every question
reads the mark and the lines that wait in one statement, so what was kept is used only where the tally is still the
same. A fold moves the mark in its own transaction (``folding``).
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.core.cache import cache
from django.db import connection
from redis import RedisError

from outreach.ledger.filters import where
from outreach.ledger.totals import LABELS, Totals, TotalsQuery, fresh_part, tally_parts

# Nobody asks for yesterday's sum again.
_KEPT_SECONDS: Final = 600

_log = logging.getLogger(__name__)

# The closing days belong to what the tally was summed by.
_STANDING: Final = """
SELECT concat_ws(':', week_closes_on, month_closes_on,
    (SELECT sum(reached) FROM outreach_foldmark WHERE campaign_id = %s))
FROM closing"""

_QUESTION: Final = f"""
WITH closing AS (
    SELECT week_closes_on, month_closes_on FROM outreach_campaign WHERE id = %s
), fresh AS MATERIALIZED (
    SELECT line.* FROM outreach_pendingline AS pending
    CROSS JOIN LATERAL (SELECT * FROM outreach_ledgerentry WHERE id = pending.line_id OFFSET 0) AS line
    WHERE {{fresh_where}}
), counted AS (
    {{parts}}
)
SELECT statement_timestamp() AS as_of, ({_STANDING}) AS standing, count(*) AS pending, NULL::bigint AS quantity,
    NULL::boolean AS is_folded, {{nothing}}
FROM fresh
UNION ALL
SELECT NULL, NULL, NULL, sum(quantity)::bigint, is_folded, {{names}} FROM counted GROUP BY is_folded, {{names}}
ORDER BY as_of, {{names}}
"""

_Sums: TypeAlias = dict[tuple[Any, ...], int]


def kept_totals(query: TotalsQuery) -> Totals:
    """The answer of ``totals``: in one statement where the tally did not change since it was last asked, else in two.

    Without the cache it is always asked in full.
    """
    key = _key(query)
    kept = _kept(key)
    if kept is not None:
        as_of, standing, pending, fresh, _nothing = _ask(query, tally=False)
        if standing == kept[0]:
            return _answer(query, as_of, pending, kept[1], fresh)
    as_of, standing, pending, fresh, folded = _ask(query, tally=True)
    _keep(key, standing, folded)
    return _answer(query, as_of, pending, folded, fresh)


def _ask(query: TotalsQuery, *, tally: bool) -> tuple[datetime, str, int, _Sums, _Sums]:
    """When it was asked, how the tally stands, how many lines wait, what these come to, and what the tally says."""
    labels = query.labels
    names = ", ".join(labels)
    fresh_where, fresh_parameters = where(query.lines())
    parts, parameters = [f"SELECT false AS is_folded, part.* FROM ({fresh_part(labels)}) AS part"], []
    for part, values in tally_parts(query) if tally else ():
        parts.append(f"SELECT true, part.* FROM ({part}) AS part")
        parameters += values
    sql = _QUESTION.format(
        fresh_where=fresh_where,
        parts="\n    UNION ALL ".join(parts),
        names=names,
        nothing=", ".join(f"NULL::{LABELS[name].kind} AS {name}" for name in labels),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [query.campaign_id, *fresh_parameters, *parameters, query.campaign_id])
        (as_of, standing, pending, *_nothing), *rows = cursor.fetchall()
    sums: Mapping[bool, _Sums] = {False: {}, True: {}}
    for _as_of, _standing, _pending, quantity, is_folded, *key in rows:
        sums[is_folded][tuple(key)] = quantity
    return as_of, standing, pending, sums[False], sums[True]


def _answer(query: TotalsQuery, as_of: datetime, pending: int, folded: _Sums, fresh: _Sums) -> Totals:
    sums = dict(folded)
    for key, quantity in fresh.items():
        sums[key] = sums.get(key, 0) + quantity
    names = (*query.labels, "quantity")
    rows = [dict(zip(names, (*key, sums[key]), strict=True)) for key in sorted(sums) if sums[key]]
    return Totals(as_of, pending, rows)


def _key(query: TotalsQuery) -> str:
    values = [getattr(query, member.name) for member in fields(query)]
    asked = [sorted(value) if isinstance(value, frozenset) else value for value in values]
    return f"totals:{hashlib.sha256(repr(asked).encode()).hexdigest()}"


def _kept(key: str) -> tuple[str, _Sums] | None:
    try:
        kept: tuple[str, _Sums] | None = cache.get(key)
    except RedisError:
        _log.warning("totals were asked in full: the cache is away")
        return None
    return kept


def _keep(key: str, standing: str, folded: _Sums) -> None:
    try:
        cache.set(key, (standing, folded), _KEPT_SECONDS)
    except RedisError:
        _log.warning("totals were not kept: the cache is away")
