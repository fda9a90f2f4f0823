"""Reads of imports: which there are, what one would count, and what is wrong with its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from outreach.capture.imports.models import ImportRow, ImportState, PaperImport, RowState
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope

UNDER_WAY = frozenset({ImportState.QUEUED, ImportState.CHECKING, ImportState.ORDERED, ImportState.RUNNING})
"""The states in which a worker has something to do."""


def imports_visible_to(scope: Scope) -> QuerySet[PaperImport]:
    """The imports for units that the viewer manages, or audits, the newest first, without their files."""
    return (
        PaperImport.objects.filter(unit__in=scope.oversees)
        .select_related("campaign", "unit", "made_by", "ordered_by")
        .defer("content")
        .order_by("-made_at", "-pk")
    )


def import_of(scope: Scope, import_id: UUID) -> PaperImport:
    """Raises Refusal: `not_found`, `out_of_scope`, or `permission_denied` to who reads the unit but not its imports."""
    paper = (
        PaperImport.objects.select_related("campaign", "unit", "made_by", "ordered_by")
        .defer("content")
        .filter(pk=import_id)
        .first()
    )
    if paper is None:
        raise Refusal("not_found")
    if paper.unit_id not in scope.oversees:
        raise Refusal("permission_denied" if paper.unit_id in scope.unit_ids else "out_of_scope")
    return paper


def rows_by_state(paper: PaperImport) -> Mapping[RowState, int]:
    """How many rows there are of each state; one statement."""
    counted = dict(paper.rows.values_list("state").annotate(rows=Count("row")).order_by())
    return {state: counted.get(state, 0) for state in RowState}


@dataclass(frozen=True, slots=True)
class Share:
    """What a unit's rows of a month come to; `month` is its first day."""

    unit: OrganisationUnit
    month: date
    rows: int
    quantity: int


def shares_of(paper: PaperImport, *, with_doubtful: bool = False) -> list[Share]:
    """What the rows that are right come to, by unit in the order of the tree and by month; two statements."""
    states = [RowState.READY, *([RowState.DOUBTFUL] if with_doubtful else [])]
    summed = (
        paper.rows.filter(state__in=states)
        .annotate(month=TruncMonth("day"))
        .values_list("unit_id", "month")
        .annotate(rows=Count("row"), total=Sum("quantity"))
        .order_by()
    )
    found = list(summed)
    units = OrganisationUnit.objects.in_bulk([unit_id for unit_id, *_rest in found])
    shares = [Share(units[unit_id], month, rows, quantity) for unit_id, month, rows, quantity in found]
    return sorted(shares, key=lambda share: (share.unit.path, share.month))


def rows_with_problems(paper: PaperImport) -> QuerySet[ImportRow]:
    """The rows of which something is to be said, in the order of the file."""
    return paper.rows.exclude(problems=[]).order_by("row")


def problems_of(rows: QuerySet[ImportRow]) -> Iterator[tuple[ImportRow, Mapping[str, Any]]]:
    """Each row with each of its problems, streamed."""
    for row in rows.iterator(chunk_size=2_000):
        for problem in row.problems:
            yield row, problem
