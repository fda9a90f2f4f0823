"""Proof that what may count once is held by acts that count (design.md section 4, rules 6 and 8)."""

from typing import Final

from django.db import connection

from outreach.ledger.recount import Difference

# A talk may hold its claims before it is counted, but nothing that was voided holds any.
_ORPHANS: Final = """
SELECT 'claims', 'kind=' || c.kind || ' act=' || c.act_id, 'a live act',
    CASE WHEN a.id IS NULL THEN 'no act' ELSE 'a voided act' END
FROM outreach_claim c LEFT JOIN outreach_act a ON a.id = c.act_id
WHERE a.id IS NULL OR a.voided_by IS NOT NULL
ORDER BY c.kind, c.act_id
"""

# A session holds its time once it counts. That every counted one holds some cannot be asked for: one that was said to
# be separate does not, nor does one from before spans were kept.
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


def claim_differences() -> list[Difference]:
    """Every claim that no live act holds, and every time at a place that no counted session holds.

    Either would keep someone out for nothing. Goes into ``run_recount(also=…)``.
    """
    with connection.cursor() as cursor:
        found = []
        for sql in (_ORPHANS, _SPANS):
            cursor.execute(sql)
            found += [Difference(*row) for row in cursor.fetchall()]
        return found
