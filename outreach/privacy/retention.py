"""The end of keeping: what is held of persons goes by itself on the day that the resident's page names (PIPL, art. 19).

The figures stay: no line, no act and no claim is touched.
"""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from outreach.audit.services import note
from outreach.campaigns.models import Campaign
from outreach.capture.results import ANONYMOUS

_BATCH: Final = 2_000

# A campaign keeps so many days after its end; without an end, so many after the act.
_IS_OVER: Final = """COALESCE(campaign.ends_on, {day}) + campaign.retention_days
    < (%(now)s::timestamptz AT TIME ZONE campaign.timezone)::date"""

_RECORDS: Final = f"""
WITH due AS (
    SELECT record.act_id FROM outreach_signerrecord AS record
    JOIN outreach_act AS act ON act.id = record.act_id
    JOIN outreach_campaign AS campaign ON campaign.id = act.campaign_id
    WHERE {_IS_OVER.format(day="act.day")}
    LIMIT %(batch)s FOR UPDATE OF record SKIP LOCKED
), forgotten AS (
    UPDATE outreach_pledge AS pledge SET signature_digest = NULL FROM due WHERE pledge.act_id = due.act_id
)
DELETE FROM outreach_signerrecord AS record USING due WHERE record.act_id = due.act_id
"""

_COPIES: Final = f"""
WITH due AS (
    SELECT copy.act_id FROM outreach_sealedcopy AS copy
    JOIN outreach_act AS act ON act.id = copy.act_id
    JOIN outreach_campaign AS campaign ON campaign.id = act.campaign_id
    WHERE {_IS_OVER.format(day="act.day")}
    LIMIT %(batch)s FOR UPDATE OF copy SKIP LOCKED
)
DELETE FROM outreach_sealedcopy AS copy USING due WHERE copy.act_id = due.act_id
"""

_MARKS: Final = f"""
WITH due AS (
    SELECT submission.id FROM outreach_submission AS submission
    JOIN outreach_campaign AS campaign ON campaign.id = submission.campaign_id
    WHERE submission.source = 'resident' AND submission.principal <> %(anonymous)s
        AND {_IS_OVER.format(day="(submission.received_at AT TIME ZONE campaign.timezone)::date")}
    LIMIT %(batch)s FOR UPDATE OF submission SKIP LOCKED
)
UPDATE outreach_submission AS submission SET principal = %(anonymous)s, content_mark = NULL
FROM due WHERE submission.id = due.id
"""


def kept_until(campaign: Campaign, *, signed_on: date) -> date:
    """The last local day on which what is signed on `signed_on` may be held."""
    return (campaign.ends_on or signed_on) + timedelta(days=campaign.retention_days)


def forget_expired(*, now: datetime | None = None) -> int:
    """Delete every signature, name, scan and mark of a phone whose time is over at the aware `now`.

    Returns how many records and scans went.

    Safe to repeat and to run twice at once; each batch is a transaction of its own.
    """
    moment = now or timezone.now()
    records, copies, marks = (_in_batches(statement, moment) for statement in (_RECORDS, _COPIES, _MARKS))
    if records or copies or marks:
        facts = {"records": records + copies, "marks": marks}
        note(actor="system:retention", action="forget", subject="persons", facts=facts, at=moment)
    return records + copies


def _in_batches(statement: str, now: datetime) -> int:
    told: dict[str, Any] = {"now": now, "batch": _BATCH, "anonymous": ANONYMOUS}
    gone = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, told)
            count: int = cursor.rowcount
        gone += count
        if count < _BATCH:
            return gone
