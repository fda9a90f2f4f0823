"""The life of an export: ordered, written by a worker, fetched by who ordered it, deleted after a day."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog
from celery import current_app
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from outreach.audit.services import note
from outreach.errors import Refusal
from outreach.ledger.filters import LineFilter
from outreach.ledger.reading import reading_of
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.reporting.exports.files import csv_pieces, pieces_of, write_xlsx
from outreach.reporting.exports.models import Export, ExportForm, ExportPiece, ExportState
from outreach.reporting.exports.words import header_of, rows_of, title_of

TASK: Final = "tasks.write_export"
KEPT: Final = timedelta(days=1)
_UNDER_WAY: Final = (ExportState.QUEUED, ExportState.WRITING)
# What went wrong so often, a full disk perhaps, goes wrong again.
_ATTEMPTS: Final = 5
_STEP: Final = 20_000
# Of the database's advisory locks, ours: any number that nothing else of this project takes.
_LOCK: Final = 0x0E_59_04_27

_log = structlog.get_logger(__name__)


def order_export(*, scope: Scope, now: datetime | None = None, **asked: Any) -> Export:
    """Have a worker write the lines that ``asked`` names by the fields of an ``Export``; who ordered the same just now
    gets that one.

    Raises Refusal: ``permission_denied`` or ``out_of_scope`` to who does not oversee the unit, ``malformed`` for a
    question that ``LineFilter`` refuses.
    """
    now, unit = now or timezone.now(), asked["unit"]
    if unit.pk not in scope.oversees:
        raise Refusal("permission_denied" if unit.pk in scope.unit_ids else "out_of_scope")
    export = Export(officer_id=scope.officer_id, ordered_at=now, progress_at=now, **asked)
    _filter_of(export, frozenset())
    with transaction.atomic():
        Export.objects.bulk_create([export], ignore_conflicts=True)
        same = Export.objects.filter(officer_id=scope.officer_id, state__in=_UNDER_WAY, **asked).order_by("ordered_at")
        ordered = same.first()
        if ordered is None:
            # The same one was finished between the two statements: this order is a new one.
            export.save(force_insert=True)
            ordered = export
        if ordered.pk == export.pk:
            _note(scope.officer_id, "ordered", export)
            # What the broker never heard of is written by the schedule.
            transaction.on_commit(lambda: _send(export.pk), robust=True)
    return ordered


def exports_of(scope: Scope) -> QuerySet[Export]:
    """The officer's own exports of units still overseen, the newest first."""
    return Export.objects.filter(officer_id=scope.officer_id, unit_id__in=scope.oversees).select_related(
        "campaign", "unit"
    )


def fetch(export: Export, *, scope: Scope) -> Iterator[bytes]:
    """The file of one of ``exports_of``, piece by piece; that it was fetched is noted.

    Raises Refusal("not_found") where there is no file, or no longer.
    """
    if export.state != ExportState.READY or export.expires_at is None or export.expires_at <= timezone.now():
        raise Refusal("not_found")
    _note(scope.officer_id, "fetched", export)
    numbers = export.pieces.filter(attempt=export.attempt).order_by("number").values_list("number", flat=True)
    return _contents(export, list(numbers))


def write_export(export_id: UUID) -> Export:
    """Write the file of an export that waits, telling how far it is; of several, one at a time.

    One that finds another being written leaves its export waiting, for ``write_waiting``: minutes of two large files
    would keep every worker from folding. Safe to repeat. Not in a transaction: its progress must be seen. A file
    whose rows are not as many as were counted in the same snapshot is not kept.
    """
    with _alone() as is_alone:
        if is_alone:
            _write_next(Export.objects.filter(pk=export_id))
    return Export.objects.select_related("campaign", "unit").get(pk=export_id)


def write_waiting() -> int:
    """Write the exports that wait, whose task was lost or whose worker was killed; how many there were."""
    written = 0
    with _alone() as is_alone:
        while is_alone and _write_next(Export.objects.order_by("ordered_at")):
            written += 1
    return written


def expire(*, now: datetime | None = None) -> int:
    """Delete the files whose day is over, and what failed attempts left; how many files there were."""
    over = Export.objects.filter(state=ExportState.READY, expires_at__lte=now or timezone.now())
    expired = over.update(state=ExportState.EXPIRED)
    kept = Q(export__state__in=(*_UNDER_WAY, ExportState.READY), attempt=F("export__attempt"))
    ExportPiece.objects.exclude(kept).delete()
    return expired


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else writes; then nobody begins to before the block ends. A killed writer's lock goes with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        [is_alone] = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _write_next(among: QuerySet[Export]) -> bool:
    """Write the first that waits; whether there was one. Whoever is alone knows that one left in the middle is dead."""
    export = among.filter(state__in=_UNDER_WAY).select_related("campaign", "unit").first()
    if export is None:
        return False
    export.attempt += 1
    mine = Export.objects.filter(pk=export.pk, attempt=export.attempt, state=ExportState.WRITING)
    Export.objects.filter(pk=export.pk).update(
        state=ExportState.WRITING, attempt=export.attempt, written=0, lines=None, progress_at=timezone.now()
    )
    try:
        _write(export, mine)
    except OperationalError:
        if export.attempt < _ATTEMPTS:
            # The database went away: the export goes on waiting, and another worker finds it.
            raise
        _give_up(export, mine)
    # Whatever the reason, the officer who waits must be told.
    except Exception:
        _give_up(export, mine)
    return True


def _give_up(export: Export, mine: QuerySet[Export]) -> None:
    _log.exception("an export could not be written", export=str(export.pk))
    mine.update(state=ExportState.FAILED, progress_at=timezone.now())
    export.pieces.filter(attempt=export.attempt).delete()


def _write(export: Export, mine: QuerySet[Export]) -> None:
    units = {unit.pk: unit for unit in OrganisationUnit.objects.filter(path__startswith=export.unit.path)}
    with (
        tempfile.TemporaryDirectory(prefix="export-") as folder,
        reading_of(_filter_of(export, frozenset(units)), source=export.source or None) as reading,
    ):
        mine.update(lines=reading.count, progress_at=timezone.now())
        rows = _Counted(rows_of(export, units, reading.rows), mine)
        if export.form == ExportForm.CSV:
            size, digest = _keep(export, csv_pieces(header_of(export.language), rows))
        else:
            path = Path(folder) / "lines.xlsx"
            write_xlsx(path, title_of(export.language), header_of(export.language), rows)
            size, digest = _keep(export, pieces_of(path))
    if rows.number != reading.count:
        raise ArithmeticError(f"{rows.number} rows were written of {reading.count} lines")
    done_at = timezone.now()
    mine.update(
        state=ExportState.READY,
        written=rows.number,
        size=size,
        sha256=digest,
        progress_at=done_at,
        expires_at=done_at + KEPT,
    )


class _Counted:
    """Counts rows as they go by, and tells now and then how many went."""

    def __init__(self, rows: Iterable[tuple[Any, ...]], mine: QuerySet[Export]) -> None:
        self._rows, self._mine = rows, mine
        self.number = 0

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._rows:
            yield row
            self.number += 1
            if self.number % _STEP == 0:
                self._mine.update(written=self.number, progress_at=timezone.now())


def _keep(export: Export, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Store the pieces; the file's size and digest."""
    size, digest = 0, hashlib.sha256()
    for number, content in enumerate(pieces):
        ExportPiece.objects.create(export=export, attempt=export.attempt, number=number, content=content)
        size += len(content)
        digest.update(content)
    return size, digest.hexdigest()


def _contents(export: Export, numbers: list[int]) -> Iterator[bytes]:
    """One piece at a time: a file is larger than what a web process should hold."""
    pieces = ExportPiece.objects.filter(export=export, attempt=export.attempt)
    for number in numbers:
        yield bytes(pieces.values_list("content", flat=True).get(number=number))


def _filter_of(export: Export, unit_ids: frozenset[int]) -> LineFilter:
    keys = {"indicators": export.indicator, "evidence": export.evidence, "audience": export.audience}
    return LineFilter(
        campaign_id=export.campaign_id,
        unit_ids=unit_ids,
        first=export.first,
        last=export.last,
        **{name: frozenset({key}) for name, key in keys.items() if key},
    )


def _send(export_id: UUID) -> None:
    current_app.send_task(TASK, [str(export_id)], retry=False)


def _note(officer_id: int, step: str, export: Export) -> None:
    note(
        actor=f"officer:{officer_id}",
        action=f"export.{step}",
        subject=f"export:{export.pk}",
        facts={"unit": export.unit_id, "campaign": export.campaign_id, "form": export.form, "lines": export.lines},
    )
