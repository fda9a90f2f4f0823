"""Proof that what may count once is held by acts that count, that sessions count what they say, and that the words
people signed are still those they signed (design.md section 4, rules 6 and 8).
"""

from typing import Final

from django.db import connection

from outreach.campaigns.models import PledgeText
from outreach.campaigns.services import version_of
from outreach.ledger.recount import Difference

# A talk may hold its claims before it is counted, but nothing that was voided holds any.
_ORPHANS: Final = """
SELECT 'claims', 'kind=' || c.kind || ' act=' || c.act_id, 'a live act',
    CASE WHEN a.id IS NULL THEN 'no act' ELSE 'a voided act' END
FROM outreach_claim c LEFT JOIN outreach_act a ON a.id = c.act_id
WHERE a.id IS NULL OR a.voided_by IS NOT NULL
ORDER BY c.kind, c.act_id
"""

# A session holds its time once it counts. That every counted one holds some cannot be asked for: visits hold none, nor
# does one from before spans were kept.
_SPANS: Final = """
SELECT 'sessions', 'act=' || s.act_id, 'a counted session',
    CASE WHEN a.voided_by IS NOT NULL THEN 'a voided act' WHEN t.same_as IS NOT NULL THEN 'one that waits'
        WHEN t.act_id IS NULL THEN 'no session' ELSE 'one that counts nothing' END
FROM outreach_sessionspan s
JOIN outreach_act a ON a.id = s.act_id
LEFT JOIN outreach_activity t ON t.act_id = s.act_id
WHERE a.voided_by IS NOT NULL OR t.act_id IS NULL OR t.same_as IS NOT NULL
    OR NOT EXISTS (SELECT FROM outreach_ledgerentry l WHERE l.act_id = s.act_id)
ORDER BY s.act_id
"""

# What a live session says of itself is what it counts: one that waits (同一场?) counts nothing, and a head count stands
# in lines. Else what one officer said would have been written over what another did.
_DETAILS: Final = """
SELECT 'sessions', 'act=' || t.act_id,
    CASE WHEN t.same_as IS NULL THEN 'attendance=' || COALESCE(t.attendance, 0) ELSE 'no lines of one that waits' END,
    CASE WHEN t.same_as IS NULL THEN 'attendance=' || counted.attendance ELSE 'lines' END
FROM outreach_activity t
JOIN outreach_act a ON a.id = t.act_id
CROSS JOIN LATERAL (
    SELECT count(*) AS lines, COALESCE(sum(l.quantity) FILTER (WHERE l.indicator = 'attendance'), 0) AS attendance
    FROM outreach_ledgerentry l WHERE l.act_id = t.act_id
) AS counted
WHERE a.voided_by IS NULL AND counted.lines > 0
    AND (t.same_as IS NOT NULL OR COALESCE(t.attendance, 0) <> counted.attendance)
ORDER BY t.act_id
"""

# What was signed must stay readable. Of each version once, however many signed it.
_UNWORDED: Final = """
SELECT 'texts', 'campaign=' || signed.campaign_id || ' version=' || signed.text_version, 'a text', 'none'
FROM (SELECT DISTINCT a.campaign_id, p.text_version
    FROM outreach_pledge p JOIN outreach_act a ON a.id = p.act_id) AS signed
WHERE NOT EXISTS (SELECT FROM outreach_pledgetext t
    WHERE t.campaign_id = signed.campaign_id AND t.version = signed.text_version)
ORDER BY signed.campaign_id, signed.text_version
"""


def text_differences() -> list[Difference]:
    """Every pledge text whose words are no longer those of its version, and every version signed of which there is no
    text. Goes into ``run_recount(also=…)``.
    """
    changed = [
        Difference("texts", f"text={text.pk}", expected=text.version, found=found)
        for text in PledgeText.objects.order_by("pk")
        if (found := version_of(kind=text.kind, language=text.language, title=text.title, body=text.body))
        != text.version
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UNWORDED)
        return changed + [Difference(*row) for row in cursor.fetchall()]


def claim_differences() -> list[Difference]:
    """Every claim that no live act holds, every time at a place that no counted session holds, and every session whose
    record is not what it counts.

    The first two would keep someone out for nothing. Goes into ``run_recount(also=…)``.
    """
    with connection.cursor() as cursor:
        found = []
        for sql in (_ORPHANS, _SPANS, _DETAILS):
            cursor.execute(sql)
            found += [Difference(*row) for row in cursor.fetchall()]
        return found
