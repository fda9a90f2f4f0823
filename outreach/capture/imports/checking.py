"""The dry run: every row is read, checked and kept with its reasons; nothing is counted."""

from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from outreach.capture.imports.columns import REQUIRED, Column
from outreach.capture.imports.dates import Calendar
from outreach.capture.imports.models import ImportKind, ImportRow, ImportState
from outreach.capture.imports.rows import RowChecker, is_example
from outreach.capture.imports.units import UnitNames
from outreach.capture.imports.working import Work
from outreach.ledger.rows import insertion
from outreach.organisation.scope import scope_of
from outreach.sheets.cells import MOST_ROWS
from outreach.sheets.problems import FileProblem
from outreach.sheets.tables import Table

_ROWS_A_STEP: Final = 2_000

# The same row of the same file has the same submission id.
_KNOWN: Final = """
UPDATE outreach_importrow r SET state = 'known'
FROM outreach_submission s
WHERE r.paper_import_id = %s AND r.state IN ('ready', 'doubtful')
    AND s.id = r.submission_id AND s.outcome = 'counted'
"""

# What a row of another file said and what still counts. A voided act is no reason to doubt.
_SAID_BEFORE: Final = """
UPDATE outreach_importrow r SET state = 'doubtful',
    problems = r.problems || jsonb_build_array(jsonb_build_object(
        'column', '', 'code', 'same_elsewhere', 'row', b.row, 'file', b.file_name))
FROM (
    SELECT DISTINCT ON (o.content) o.content, o.row, p.file_name
    FROM outreach_importrow m
    JOIN outreach_importrow o ON o.content = m.content AND o.submission_id <> m.submission_id
    JOIN outreach_act a ON a.id = o.submission_id AND a.voided_by IS NULL
    JOIN outreach_paperimport p ON p.id = o.paper_import_id AND p.id <> m.paper_import_id
    WHERE m.paper_import_id = %(paper)s AND m.state IN ('ready', 'doubtful')
    ORDER BY o.content, p.made_at, o.row
) AS b
WHERE r.paper_import_id = %(paper)s AND r.state IN ('ready', 'doubtful') AND r.content = b.content
"""

# Of the year before there is one figure for a unit and month: another one takes its place, which is said beforehand.
# Of a unit that moved the row names the first one.
_SAID_FOR_MONTH: Final = """
UPDATE outreach_importrow r SET
    state = CASE WHEN y.quantity = r.quantity THEN 'known' ELSE r.state END,
    problems = CASE WHEN y.quantity = r.quantity THEN r.problems ELSE r.problems || jsonb_build_array(
        jsonb_build_object('column', 'quantity', 'code', 'replaces', 'quantity', y.quantity, 'file', s.file_name)) END
FROM outreach_paperimport p
JOIN outreach_prioryear y ON y.campaign_id = p.campaign_id AND y.indicator = p.indicator
JOIN outreach_paperimport s ON s.id = y.source_id
JOIN outreach_organisationunit u ON u.id = y.unit_id
WHERE p.id = %s AND r.paper_import_id = p.id AND r.state = 'ready' AND y.month = r.day
    AND COALESCE(u.origin_id, u.id) = r.unit_id
"""


def check(import_id: UUID, *, now: datetime | None = None) -> None:
    """Check the rows of a file for whoever sent it, as of the aware `now`; a run that was cut short begins anew.

    Not in a transaction: its progress must be seen. An import in another state is left alone.
    """
    with transaction.atomic():
        work = Work.begin(import_id, ImportState.QUEUED, ImportState.CHECKING, to=ImportState.CHECKING)
        if work is None:
            return
        work.tell(rows_total=0, rows_read=0, problem={})
        ImportRow.objects.filter(paper_import=import_id).delete()
    with work.told_how_it_ends():
        try:
            fields = _check_rows(work, now or timezone.now())
        except FileProblem as problem:
            # Rows above the place where it ends are no half of a file to be imported.
            with transaction.atomic():
                work.tell(state=ImportState.REFUSED, problem=problem.as_json())
                ImportRow.objects.filter(paper_import=import_id).delete()
        else:
            with transaction.atomic():
                work.tell(**fields)
                _compare(work)
                work.tell(state=ImportState.CHECKED)


def _check_rows(work: Work, now: datetime) -> dict[str, Any]:
    paper = work.paper
    today = now.astimezone(paper.campaign.zone).date()
    # What was sent by someone who manages nothing any more is refused row by row.
    scope = scope_of(paper.made_by, today=today)
    checker = RowChecker(paper, UnitNames.read(paper.campaign, scope, today), Calendar(paper.campaign, today))
    table = Table.read(bytes(paper.content or b""), tuple(Column), REQUIRED)
    with transaction.atomic():
        work.tell(rows_total=table.total)
    rows = table.rows(is_example, most=MOST_ROWS)
    read = 0
    while part := list(islice(rows, _ROWS_A_STEP)):
        checked = [checker.check(number, cells) for number, cells in part]
        read += len(checked)
        with transaction.atomic():
            work.tell(rows_read=read)
            _keep(checked)
    return {"rows_total": read, "rows_read": read, **({"content": None} if checker.saw_person else {})}


def _keep(checked: list[dict[str, Any]]) -> None:
    sql, parameters = insertion(ImportRow, checked)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _compare(work: Work) -> None:
    """With what was imported before."""
    paper = work.paper
    with connection.cursor() as cursor:
        # The planner knows nothing of rows that came this minute.
        cursor.execute("ANALYZE outreach_importrow")
        if paper.kind == ImportKind.PRIOR_YEAR:
            cursor.execute(_SAID_FOR_MONTH, [paper.pk])
        else:
            cursor.execute(_KNOWN, [paper.pk])
            cursor.execute(_SAID_BEFORE, {"paper": paper.pk})
