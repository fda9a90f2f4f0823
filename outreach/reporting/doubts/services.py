"""Finding doubts and keeping them."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from outreach.crypto.keys import environment_key
from outreach.crypto.marks import mark
from outreach.reporting.doubts.kinds import LOOKED_AT, STATEMENTS

LOOKS_BACK: Final = timedelta(days=2)

# A local day may begin most of a day before a moment of it, and its night belongs to the evening before.
_FAR: Final = timedelta(days=2, hours=3)

# What was found before keeps its row and the moment it was first found; its facts are those of now. In order, so that
# two workers at once wait for each other instead of for ever. Only then, and never waiting for a row that another has
# at the moment, is marked what is no more: the next search is minutes away.
_KEEP: Final = """
WITH found AS ({found}), kept AS (
    INSERT INTO outreach_doubt (campaign_id, unit_id, kind, subject, day, facts, first_found_at, last_found_at)
    SELECT campaign_id, unit_id, %(kind)s::text, subject, day, jsonb_strip_nulls(facts),
        %(now)s::timestamptz, %(now)s::timestamptz
    FROM found
    ORDER BY campaign_id, subject
    ON CONFLICT (campaign_id, kind, subject) DO UPDATE SET
        unit_id = excluded.unit_id, facts = excluded.facts, gone_at = NULL,
        last_found_at = greatest(outreach_doubt.last_found_at, excluded.last_found_at)
    RETURNING id
), number AS (
    SELECT count(*) AS kept FROM kept
), lost AS (
    SELECT doubt.id
    FROM number, outreach_doubt AS doubt JOIN outreach_campaign AS campaign ON campaign.id = doubt.campaign_id
    WHERE number.kept >= 0 AND doubt.kind = %(kind)s AND doubt.gone_at IS NULL AND doubt.last_found_at <= %(now)s
        AND {looked_at}
        AND NOT EXISTS (
            SELECT FROM found WHERE found.campaign_id = doubt.campaign_id AND found.subject = doubt.subject)
    FOR UPDATE OF doubt SKIP LOCKED
), gone AS (
    UPDATE outreach_doubt SET gone_at = %(now)s FROM lost WHERE outreach_doubt.id = lost.id
)
SELECT kept FROM number
"""


def find_doubts(*, since: datetime | None = None, now: datetime | None = None) -> int:
    """Look through what was received from the local day of `since` until `now`, and list what is doubtful.

    Args:
        since: aware; by default LOOKS_BACK before `now`. What an officer's phone sends late is looked at when it comes.
        now: aware; by default the present moment.

    Returns:
        How many doubts there are, new ones and those that were listed before. Nothing but the list is written; what
        was looked at and is no longer so stays in it, marked as gone.
    """
    moment = now or timezone.now()
    begin = since or moment - LOOKS_BACK
    known: dict[str, Any] = {
        "since": begin,
        "far": begin - _FAR,
        "now": moment,
        "key": mark(environment_key(), "device in doubts"),
        **settings.DOUBTS,
    }
    found = 0
    for kind, statement in STATEMENTS.items():
        with connection.cursor() as cursor:
            sql = _KEEP.format(found=statement, looked_at=LOOKED_AT[kind])
            cursor.execute(sql, {**known, "kind": kind.value})
            found += cursor.fetchone()[0]
    return found
