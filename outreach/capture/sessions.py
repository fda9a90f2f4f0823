"""Holding the time of sessions at their places (docs/decisions/0010-a-session-recorded-twice.md)."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from outreach.capture.case import Case
from outreach.capture.replays import Overtaken

_TAKE: Final = """INSERT INTO outreach_sessionspan (act_id, campaign_id, place_id, during, is_separate)
    SELECT n.act_id, n.campaign_id, n.place_id, tstzrange(n.first, n.last), n.is_separate
    FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bool[])
        AS n(act_id, campaign_id, place_id, first, last, is_separate)
    ON CONFLICT DO NOTHING RETURNING act_id"""
_GIVE_BACK: Final = "DELETE FROM outreach_sessionspan WHERE act_id = ANY(%s)"


def take_spans(cases: Sequence[Case]) -> frozenset[UUID]:
    """Hold the time of each session that is to be counted; returns the acts for which it was newly taken.

    Spans are inserted in sorted order, so that batches wait for each other and never in a circle. Raises Overtaken
    where another connection was faster: judged afresh, the session finds what holds its time.
    """
    spans = {
        case.act_id: case.span for case in cases if case.stands and case.span is not None and case.act_id is not None
    }
    if not spans:
        return frozenset()
    rows = [
        (act_id, span.campaign_id, span.place_id, span.first, span.last, span.is_separate)
        for act_id, span in sorted(spans.items(), key=lambda item: (item[1], item[0]))
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [list(column) for column in zip(*rows, strict=True)])
        taken = frozenset(row[0] for row in cursor.fetchall())
    if len(taken) < len(rows):
        raise Overtaken
    return taken


def give_back_spans(cases: Sequence[Case], taken: Collection[UUID]) -> None:
    """Release what was taken just now for sessions that turned out not to count."""
    acts = sorted(case.act_id for case in cases if case.act_id is not None and case.act_id in taken)
    if acts:
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [acts])
