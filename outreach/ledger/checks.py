"""What a recount compares (design.md section 4, rule 8).

Each check is one statement, hence of one instant, so it holds while acts arrive and folds run. It selects the columns
of a key, then what is ``expected`` and what was ``found``, for every key at which the two differ. ``%(campaign)s`` is
a campaign's id, or NULL for all of them.
"""

from dataclasses import dataclass
from typing import Final

_OF_CAMPAIGN: Final = "(%(campaign)s::bigint IS NULL OR campaign_id = %(campaign)s)"

_LINES: Final = f"(SELECT * FROM outreach_ledgerentry WHERE {_OF_CAMPAIGN})"
_ACTS: Final = f"(SELECT * FROM outreach_act WHERE {_OF_CAMPAIGN})"
_WAITING: Final = f"""(
    SELECT * FROM outreach_ledgerentry WHERE {_OF_CAMPAIGN} AND id IN (SELECT line_id FROM outreach_pendingline)
)"""

# Two sides of a comparison are laid upon each other and added up by key: what only one of them has differs too.
_DIFFER: Final = "HAVING sum(expected) IS DISTINCT FROM sum(found)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One comparison: its stable name, what it compares in a few words, and its statement."""

    name: str
    compares: str
    sql: str


_DAY_TALLY: Final = f"""
SELECT campaign_id AS campaign, day, unit_id AS unit, indicator, evidence, audience,
    sum(expected)::bigint AS expected, sum(found)::bigint AS found
FROM (
    SELECT campaign_id, day, unit_id, indicator, evidence, audience, quantity AS expected, 0 AS found
    FROM {_LINES} AS line
    UNION ALL
    SELECT campaign_id, day, unit_id, indicator, evidence, audience, 0, quantity
    FROM outreach_daytally WHERE {_OF_CAMPAIGN}
    UNION ALL
    SELECT campaign_id, day, unit_id, indicator, evidence, audience, 0, quantity FROM {_WAITING} AS waiting
) AS sides
GROUP BY 1, 2, 3, 4, 5, 6 {_DIFFER} ORDER BY 1, 2, 3, 4, 5, 6
"""

_MONTH_TALLY: Final = f"""
SELECT campaign_id AS campaign, month, unit_id AS unit, indicator, evidence,
    sum(expected)::bigint AS expected, sum(found)::bigint AS found
FROM (
    SELECT campaign_id, date_trunc('month', day::timestamp)::date AS month, unit_id, indicator, evidence,
        quantity AS expected, 0 AS found
    FROM {_LINES} AS line
    UNION ALL
    SELECT campaign_id, month, unit_id, indicator, evidence, 0, quantity
    FROM outreach_monthtally WHERE {_OF_CAMPAIGN}
    UNION ALL
    SELECT campaign_id, date_trunc('month', day::timestamp)::date, unit_id, indicator, evidence, 0, quantity
    FROM {_WAITING} AS waiting
) AS sides
GROUP BY 1, 2, 3, 4, 5 {_DIFFER} ORDER BY 1, 2, 3, 4, 5
"""

_QUEUE: Final = """
SELECT line_id AS line, 'a line' AS expected, NULL AS found
FROM outreach_pendingline
WHERE NOT EXISTS (SELECT FROM outreach_ledgerentry WHERE id = line_id)
ORDER BY 1
"""

_ANSWERS: Final = f"""
SELECT submission_id AS submission, indicator, sum(expected)::bigint AS expected, sum(found)::bigint AS found
FROM (
    SELECT submission.id AS submission_id, told.key COLLATE "C" AS indicator, told.value::bigint AS expected, 0 AS found
    FROM outreach_submission AS submission CROSS JOIN jsonb_each_text(submission.indicators) AS told
    WHERE submission.outcome = 'counted' AND {_OF_CAMPAIGN}
    UNION ALL
    SELECT submission_id, indicator, 0, quantity FROM {_LINES} AS line
) AS sides
GROUP BY 1, 2 {_DIFFER} ORDER BY 1, 2
"""

_SUBMISSIONS: Final = f"""
SELECT line.id AS line, 'counted for act ' || line.act_id AS expected,
    submission.outcome || ' for act ' || coalesce(submission.act_id::text, 'none') AS found
FROM {_LINES} AS line
LEFT JOIN outreach_submission AS submission ON submission.id = line.submission_id
WHERE (submission.outcome, submission.act_id) IS DISTINCT FROM ('counted', line.act_id)
ORDER BY 1
"""

_KEYS: Final = f"""
SELECT line.id AS line,
    concat_ws(' ', act.campaign_id, act.unit_id, act.day, act.audience) AS expected,
    concat_ws(' ', line.campaign_id, line.unit_id, line.day, line.audience) AS found
FROM {_LINES} AS line
LEFT JOIN outreach_act AS act ON act.id = line.act_id
WHERE (act.campaign_id, act.unit_id, act.day, act.audience)
    IS DISTINCT FROM (line.campaign_id, line.unit_id, line.day, line.audience)
ORDER BY 1
"""

# What first counted an act is whatever is neither a witness nor a void. A live act nets to that, a witnessed one with
# all that was self-reported raised to witnessed, a voided one to nothing.
_ACT_NETS: Final = f"""
SELECT act_id AS act, indicator, evidence, sum(expected)::bigint AS expected, sum(found)::bigint AS found
FROM (
    SELECT line.act_id, line.indicator,
        CASE WHEN act.witnessed_by IS NOT NULL AND line.evidence = 'self_reported' THEN 'witnessed'
            ELSE line.evidence END AS evidence,
        CASE WHEN act.voided_by IS NULL THEN line.quantity ELSE 0 END AS expected, 0 AS found
    FROM {_LINES} AS line
    JOIN outreach_act AS act ON act.id = line.act_id
    JOIN outreach_submission AS submission ON submission.id = line.submission_id
    WHERE submission.kind NOT IN ('witness', 'void')
    UNION ALL
    SELECT act_id, indicator, evidence, 0, quantity FROM {_LINES} AS line
) AS sides
GROUP BY 1, 2, 3 {_DIFFER} ORDER BY 1, 2, 3
"""

_ACTS_NAMED: Final = f"""
SELECT act.id AS act, 'named by a submission that stands' AS expected, NULL AS found
FROM {_ACTS} AS act
WHERE NOT EXISTS (
    SELECT FROM outreach_submission AS submission
    WHERE submission.act_id = act.id AND submission.outcome IN ('counted', 'accepted')
        AND submission.kind NOT IN ('witness', 'void')
)
UNION ALL
SELECT act.id, 'counted ' || mark.kind || ' of act ' || act.id,
    concat(submission.outcome, ' ', submission.kind, ' of act ', coalesce(submission.act_id::text, 'none'))
FROM {_ACTS} AS act
CROSS JOIN LATERAL (VALUES ('void', act.voided_by), ('witness', act.witnessed_by)) AS mark(kind, submission_id)
LEFT JOIN outreach_submission AS submission ON submission.id = mark.submission_id
WHERE mark.submission_id IS NOT NULL
    AND (submission.outcome, submission.kind, submission.act_id) IS DISTINCT FROM ('counted', mark.kind, act.id)
ORDER BY 1
"""

CHECKS: Final = (
    Check(name="day_tally", compares="lines with the day tally and the queue", sql=_DAY_TALLY),
    Check(name="month_tally", compares="lines with the month tally and the queue", sql=_MONTH_TALLY),
    Check(name="queue", compares="the queue with the lines it names", sql=_QUEUE),
    Check(name="answers", compares="what submissions were told with their lines", sql=_ANSWERS),
    Check(name="submissions", compares="lines with the submissions that wrote them", sql=_SUBMISSIONS),
    Check(name="keys", compares="campaign, unit, day and audience of lines with those of their acts", sql=_KEYS),
    Check(name="act_nets", compares="the state of acts with the net of their lines", sql=_ACT_NETS),
    Check(name="acts", compares="acts with the submissions that made, voided and witnessed them", sql=_ACTS_NAMED),
)
"""Every comparison of a recount, in the order it is made."""
