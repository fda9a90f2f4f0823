"""Proof that what may count once is held by acts that count (design.md section 4, rules 6 and 8)."""

from django.db import connection

from outreach.ledger.recount import Difference

# A talk may hold its claims before it is counted, but nothing that was voided holds any.
_ORPHANS = """
SELECT c.kind, c.act_id, CASE WHEN a.id IS NULL THEN 'no act' ELSE 'a voided act' END
FROM outreach_claim c LEFT JOIN outreach_act a ON a.id = c.act_id
WHERE a.id IS NULL OR a.voided_by IS NOT NULL
ORDER BY c.kind, c.act_id
"""


def claim_differences() -> list[Difference]:
    """Every claim that no live act holds: it would keep someone out for nothing. Goes into ``run_recount(also=…)``."""
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS)
        return [
            Difference("claims", f"kind={kind} act={act_id}", expected="a live act", found=found)
            for kind, act_id, found in cursor.fetchall()
        ]
