"""The dry run: every row is read, checked and kept with its reasons; nothing is counted."""

from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from outreach.capture.imports.columns import REQUIRED, Column
from outreach.capture.imports.comparing import compare
from outreach.capture.imports.dates import Calendar
from outreach.capture.imports.models import ImportRow, ImportState
from outreach.capture.imports.rows import RowChecker, is_example
from outreach.capture.imports.units import UnitNames
from outreach.capture.imports.working import Work
from outreach.ledger.rows import insertion
from outreach.organisation.scope import scope_of
from outreach.sheets.cells import MOST_ROWS
from outreach.sheets.problems import FileProblem
from outreach.sheets.tables import Table

_ROWS_A_STEP: Final = 2_000


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
                compare(work.paper)
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
