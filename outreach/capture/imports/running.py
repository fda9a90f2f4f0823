"""The run: rows that were checked become submissions, a batch a transaction, each from where the last one ended."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from outreach.capture.imports.comparing import compare_again
from outreach.capture.imports.models import ImportKind, ImportRow, ImportState, PaperImport, PriorYear, RowState
from outreach.capture.imports.units import own_units
from outreach.capture.imports.working import Work
from outreach.capture.operations import Imported
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.models import Outcome, Source
from outreach.ledger.rows import insertion
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope, scope_of

# Enough to be worth the round trips, few enough for a progress that is seen to move.
_ROWS_A_BATCH: Final = 2_000

_SET: Final = (
    "ON CONFLICT (campaign_id, unit_id, indicator, month) DO UPDATE SET quantity = excluded.quantity,"
    " source_id = excluded.source_id"
)
# The file may have been sent by two people, of whom another was first.
_REASONS: Final = {
    "": "cannot_be_stored",
    "unavailable": "cannot_be_stored",
    "submission_mismatch": "imported_meanwhile",
}
_REFUSED: Final = """
UPDATE outreach_importrow r SET state = 'wrong', problems = r.problems || jsonb_build_array(
    jsonb_build_object('column', '', 'code', n.code))
FROM unnest(%s::int[], %s::text[]) AS n(row, code) WHERE r.paper_import_id = %s AND r.row = n.row
"""


def run(import_id: UUID, *, now: datetime | None = None) -> None:
    """Import what was ordered, for whoever ordered it; `now` (aware) is when the server heard of it.

    After a kill the next worker goes on with the batch that was not committed. An import in another state is left
    alone.
    """
    work = Work.begin(import_id, ImportState.ORDERED, ImportState.RUNNING, to=ImportState.RUNNING)
    if work is None:
        return
    with work.told_how_it_ends():
        while rows := _next_rows(work.paper):
            with transaction.atomic():
                _import_batch(work, rows, now or timezone.now())
        with transaction.atomic():
            work.tell(state=ImportState.DONE, finished_at=timezone.now())


class _Row(NamedTuple):
    """What is imported of an ImportRow that is not wrong: a model of each would cost more than to judge it."""

    row: int
    state: str
    submission_id: UUID
    unit_id: int
    place_id: int | None
    day: date
    quantity: int
    audience: str
    month_only: bool


def _next_rows(paper: PaperImport) -> list[_Row]:
    rows = ImportRow.objects.filter(state__in=_wanted(paper), paper_import=paper, row__gt=paper.last_row)
    return [_Row(*values) for values in rows.order_by("row").values_list(*_Row._fields)[:_ROWS_A_BATCH]]


def _wanted(paper: PaperImport) -> list[RowState]:
    return [RowState.READY, *([RowState.DOUBTFUL] if paper.takes_doubtful else [])]


def _import_batch(work: Work, rows: Sequence[_Row], now: datetime) -> None:
    paper = work.paper
    # First, so that whoever was overtaken writes nothing.
    work.tell(last_row=rows[-1].row)
    rows = _still_wanted(paper, rows)
    import_rows = _set_prior_year if paper.kind == ImportKind.PRIOR_YEAR else _record
    refused = import_rows(paper, rows, now)
    if refused:
        with connection.cursor() as cursor:
            cursor.execute(_REFUSED, [list(refused.keys()), list(refused.values()), paper.pk])
    work.tell(rows_done=paper.rows_done + len(rows) - len(refused))


def _still_wanted(paper: PaperImport, rows: Sequence[_Row]) -> list[_Row]:
    """Without those that something imported meanwhile speaks against, unless they were asked for all the same."""
    now_known = compare_again(paper, rows[0].row, rows[-1].row)
    wanted = _wanted(paper)
    as_they_are = (row._replace(state=now_known[row.row]) if row.row in now_known else row for row in rows)
    return [row for row in as_they_are if row.state in wanted]


def _record(paper: PaperImport, rows: Sequence[_Row], now: datetime) -> dict[int, str]:
    """Count the rows in the ledger. Returns why not, by row, where it refuses."""
    principal = Principal.officer(paper.ordered_by_id or 0, source=Source.IMPORT)
    results = record([_operation(paper, row) for row in rows], principal=principal, now=now)
    return {
        row.row: _REASONS.get(result.code, result.code)
        for row, result in zip(rows, results, strict=True)
        if result.outcome != Outcome.COUNTED
    }


def _operation(paper: PaperImport, row: _Row) -> Imported:
    return Imported(
        submission_id=row.submission_id,
        campaign=paper.campaign.slug,
        unit=row.unit_id,
        place=row.place_id,
        indicator=paper.indicator,
        day=row.day,
        quantity=row.quantity,
        audience=row.audience,
        is_of_month=row.month_only,
        is_doubtful=row.state == RowState.DOUBTFUL,
    )


def _set_prior_year(paper: PaperImport, rows: Sequence[_Row], now: datetime) -> dict[int, str]:
    """Keep the figures of months, in the place of earlier ones. Returns the rows of units that are out of scope.

    Of a unit that moved they stand with the first of its line, and are for who manages the one that it is today.
    """
    assert paper.ordered_by is not None
    today = now.astimezone(paper.campaign.zone).date()
    managed = _lines_led(scope_of(paper.ordered_by, today=today), today)
    values: list[dict[str, Any]] = [
        {
            "campaign_id": paper.campaign_id,
            "unit_id": row.unit_id,
            "indicator": paper.indicator,
            "month": row.day,
            "quantity": row.quantity,
            "source_id": paper.pk,
        }
        for row in sorted(rows, key=lambda row: (row.unit_id, row.day))
        if row.unit_id in managed
    ]
    if values:
        sql, parameters = insertion(PriorYear, values, _SET)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
    return {row.row: "out_of_scope" for row in rows if row.unit_id not in managed}


def _lines_led(scope: Scope, today: date) -> set[int]:
    """The firsts of the lines whose unit of today is managed; of a line that is over, whichever of it is."""
    lines: dict[int, list[OrganisationUnit]] = {}
    for unit in own_units(scope):
        lines.setdefault(unit.origin_id or unit.pk, []).append(unit)
    led = set()
    for line, units in lines.items():
        there = [unit for unit in units if (unit.begins_on or today) <= today <= (unit.ends_on or today)]
        if any(unit.pk in scope.manages for unit in there or units):
            led.add(line)
    return led
