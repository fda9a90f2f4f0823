"""Finding doubts and keeping them."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from outreach.campaigns.indicators import ActivityKind, session_indicator
from outreach.campaigns.models import Campaign
from outreach.organisation.models import PlaceKind
from outreach.reporting.doubts.devices import device_key
from outreach.reporting.doubts.kinds import LOOKED_AT, STATEMENTS
from outreach.reporting.doubts.standing import months_between

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
    known = parameters(since or moment - LOOKS_BACK, moment)
    found = 0
    for kind, statement in STATEMENTS.items():
        with connection.cursor() as cursor:
            sql = _KEEP.format(found=statement, looked_at=LOOKED_AT[kind])
            cursor.execute(sql, {**known, "kind": kind.value})
            found += cursor.fetchone()[0]
    return found


def parameters(since: datetime, now: datetime) -> dict[str, Any]:
    """What the statements of all kinds ask for, between two aware moments; one statement."""
    sessions = [(kind, place, session_indicator(kind, place)) for kind in ActivityKind for place in PlaceKind]
    return {
        "since": since,
        "far": since - _FAR,
        "now": now,
        "key": device_key(),
        "session_kinds": [kind.value for kind, _place, _figure in sessions],
        "session_places": [place.value for _kind, place, _figure in sessions],
        "session_figures": [figure.value for _kind, _place, figure in sessions],
        **months_between(Campaign.objects.all(), since, now),
        **settings.DOUBTS,
    }
