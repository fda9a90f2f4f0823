"""The fold: waiting lines are added to the tallies (design.md section 4, rule 7)."""

import time
from typing import Final

from django.db import OperationalError, connection, transaction

BATCH: Final = 10_000
"""Lines a fold takes at once: enough to be worth a round trip, few enough to hold its row locks for a moment only."""

ATTEMPTS: Final = 5
# As many servers of the database as are sure to count their folds side by side; two in one slot wait for each other.
_SLOTS: Final = 1024
# Steps of any length, so that a database restored from a backup does not come by the marks that it once had.
_STRIDE: Final = 1_000_000_000
_TRANSIENT: Final = frozenset({"40001", "40P01"})  # serialization failure, deadlock

# One statement, hence one snapshot and one transaction: a line leaves the queue exactly when the tallies have it.
#
# Two folds at once take different lines (SKIP LOCKED) but may meet in the tallies. Both lock rows in the order of
# their keys, the day tally wholly before the month tally, so one waits for the other and never both. An ARRAY and a
# LATERAL with OFFSET 0 pin the plan to look-ups by id, whatever the planner believes of a queue that is empty at
# one moment and full at the next: the cost is that of the lines taken, not of the table.
_FOLD: Final = f"""
WITH taken AS (
    DELETE FROM outreach_pendingline
    WHERE line_id = ANY (ARRAY(
        SELECT line_id FROM outreach_pendingline ORDER BY line_id LIMIT %s FOR UPDATE SKIP LOCKED
    ))
    RETURNING line_id
), sums AS MATERIALIZED (
    SELECT line.campaign_id, line.day, line.unit_id, line.indicator, line.evidence, line.audience,
        sum(line.quantity)::bigint AS quantity
    FROM taken CROSS JOIN LATERAL (SELECT * FROM outreach_ledgerentry WHERE id = taken.line_id OFFSET 0) AS line
    GROUP BY 1, 2, 3, 4, 5, 6
    HAVING sum(line.quantity) <> 0
), days AS (
    INSERT INTO outreach_daytally AS tally (campaign_id, day, unit_id, indicator, evidence, audience, quantity)
    SELECT campaign_id, day, unit_id, indicator, evidence, audience, quantity FROM sums
    ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (campaign_id, day, unit_id, indicator, evidence, audience)
    DO UPDATE SET quantity = tally.quantity + excluded.quantity
    RETURNING 1
), months AS (
    INSERT INTO outreach_monthtally AS tally (campaign_id, month, unit_id, indicator, evidence, quantity)
    SELECT campaign_id, date_trunc('month', day::timestamp)::date, unit_id, indicator, evidence, sum(quantity)::bigint
    FROM sums
    WHERE (SELECT count(*) FROM days) IS NOT NULL -- always so; it makes this part wait for the whole of days
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(quantity) <> 0
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (campaign_id, month, unit_id, indicator, evidence)
    DO UPDATE SET quantity = tally.quantity + excluded.quantity
    RETURNING 1
), marks AS (
    INSERT INTO outreach_foldmark AS mark (campaign_id, slot, reached)
    SELECT campaign_id, pg_backend_pid() %% {_SLOTS}, 1 + (random() * {_STRIDE})::bigint
    FROM (SELECT DISTINCT campaign_id FROM sums) AS changed
    WHERE (SELECT count(*) FROM months) IS NOT NULL -- likewise
    ORDER BY 1
    ON CONFLICT (campaign_id, slot) DO UPDATE SET reached = mark.reached + excluded.reached
)
SELECT count(*) FROM taken
"""


def fold(limit: int = BATCH) -> int:
    """Add up to ``limit`` waiting lines, the oldest first, to the day and month tallies. Returns how many it took.

    Any number of folds may run at once and each may die anywhere: a line is folded exactly once. A deadlock or a
    serialization failure is tried again a few times, then raised.
    """
    attempt = 1
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_FOLD, [limit])
                (taken,) = cursor.fetchone()
                return int(taken)
        except OperationalError as error:
            if attempt == ATTEMPTS or getattr(error.__cause__, "sqlstate", None) not in _TRANSIENT:
                raise
        time.sleep(0.01 * 2**attempt)
        attempt += 1


def fold_all(limit: int = BATCH) -> int:
    """Fold, ``limit`` lines at a time, until fewer wait than one fold takes. Returns how many lines were folded.

    Lines that another fold holds just now are left to it.
    """
    folded = taken = fold(limit)
    while taken == limit:
        taken = fold(limit)
        folded += taken
    return folded
