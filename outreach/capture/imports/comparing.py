"""Rows compared with what was imported before: when their file is checked, and again in the transaction that counts
them, since another file may have said the same between the two.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import connection

from outreach.capture.imports.models import ImportKind, PaperImport, RowState

# Of the database's advisory locks, ours: any number that nothing else of this project takes.
_LOCK: Final = 0x0E_59_04_28

# The same row of the same file has the same submission id.
_KNOWN: Final = """
UPDATE outreach_importrow r SET state = 'known'
FROM outreach_submission s
WHERE r.paper_import_id = %s AND r.state IN ('ready', 'doubtful')
    AND s.id = r.submission_id AND s.outcome = 'counted'
"""

# What a row of another file said and what still counts. A voided act is no reason to doubt.
# Row by row from those that are asked about, each of the others by its content and each act by its id: of tables that
# fill just now the planner knows nothing, and joined freely all acts were read first, in every batch of a run.
SAID_BEFORE: Final = """
WITH mine AS MATERIALIZED (
    SELECT row, content, submission_id FROM outreach_importrow
    WHERE paper_import_id = %(paper)s AND row BETWEEN %(first)s AND %(last)s AND state = ANY(%(states)s)
), said AS MATERIALIZED (
    SELECT m.row AS mine, o.* FROM mine m CROSS JOIN LATERAL (
        SELECT row, submission_id, paper_import_id FROM outreach_importrow
        WHERE content = m.content AND submission_id <> m.submission_id AND paper_import_id <> %(paper)s OFFSET 0
    ) AS o
)
UPDATE outreach_importrow r SET state = 'doubtful',
    problems = r.problems || jsonb_build_array(jsonb_build_object(
        'column', '', 'code', 'same_elsewhere', 'row', b.row, 'file', b.file_name))
FROM (
    SELECT DISTINCT ON (s.mine) s.mine, s.row, p.file_name
    FROM said s JOIN outreach_paperimport p ON p.id = s.paper_import_id
    WHERE (SELECT a.voided_by IS NULL FROM outreach_act a WHERE a.id = s.submission_id)
    ORDER BY s.mine, p.made_at, s.row
) AS b
WHERE r.paper_import_id = %(paper)s AND r.row = b.mine
RETURNING r.row, r.state
"""

# Of the year before there is one figure for a unit and month: another one takes its place, which is said beforehand.
# Of a unit that moved the row names the first one.
_SAID_FOR_MONTH: Final = """
UPDATE outreach_importrow r SET
    state = CASE WHEN y.quantity = r.quantity THEN 'known' ELSE %(state)s::text END,
    problems = CASE WHEN y.quantity = r.quantity THEN r.problems ELSE r.problems || jsonb_build_array(
        jsonb_build_object(
            'column', 'quantity', 'code', %(code)s::text, 'quantity', y.quantity, 'file', s.file_name)) END
FROM outreach_paperimport p
JOIN outreach_prioryear y ON y.campaign_id = p.campaign_id AND y.indicator = p.indicator
JOIN outreach_paperimport s ON s.id = y.source_id
JOIN outreach_organisationunit u ON u.id = y.unit_id
WHERE p.id = %(paper)s AND r.paper_import_id = p.id AND r.row BETWEEN %(first)s AND %(last)s AND r.state = 'ready'
    AND y.month = r.day AND COALESCE(u.origin_id, u.id) = r.unit_id
    AND NOT r.problems @> jsonb_build_array(jsonb_build_object('code', 'replaces', 'quantity', y.quantity))
RETURNING r.row, r.state
"""
_ALL: Final = {"first": 0, "last": 2**31 - 1}


def compare(paper: PaperImport) -> None:
    """Mark the rows of a file that was just checked, each with what was imported before it."""
    with connection.cursor() as cursor:
        # The planner knows nothing of rows that came this minute.
        cursor.execute("ANALYZE outreach_importrow")
        if paper.kind == ImportKind.PRIOR_YEAR:
            told: dict[str, Any] = {"state": RowState.READY, "code": "replaces"}
            cursor.execute(_SAID_FOR_MONTH, {"paper": paper.pk, **_ALL, **told})
        else:
            cursor.execute(_KNOWN, [paper.pk])
            states = [RowState.READY.value, RowState.DOUBTFUL.value]
            cursor.execute(SAID_BEFORE, {"paper": paper.pk, **_ALL, "states": states})


def compare_again(paper: PaperImport, first: int, last: int) -> Mapping[int, RowState]:
    """Mark those of the rows from `first` to `last` that were right and that something imported meanwhile speaks
    against; what they are now, by row.

    To the end of the caller's transaction no other import of the campaign and indicator gets past here: what either
    counts, the other sees.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, f"{paper.campaign_id}:{paper.indicator}"]
        )
        span: dict[str, Any] = {"paper": paper.pk, "first": first, "last": last}
        if paper.kind == ImportKind.PRIOR_YEAR:
            cursor.execute(_SAID_FOR_MONTH, span | {"state": RowState.DOUBTFUL, "code": "set_meanwhile"})
        else:
            cursor.execute(SAID_BEFORE, span | {"states": [RowState.READY.value]})
        return {row: RowState(state) for row, state in cursor.fetchall()}
