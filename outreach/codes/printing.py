"""Drawing the sheets of batches. Only workers import it: it brings in what draws PDF."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from outreach.codes.models import BatchState, CodeBatch
from outreach.codes.sheets import draw_sheet

# A batch whose task was sent is begun by then.
_LOST_AFTER: Final = timedelta(minutes=1)
# Fifty times as long as the slowest step takes: whoever drew it was killed.
_STUCK_AFTER: Final = timedelta(minutes=10)
# A form has a page of its own: a write for each would take longer than the drawing.
_STEPS: Final = 50


def draw_batch(batch_id: int) -> CodeBatch:
    """Draw the sheet of a batch, page by page, telling how far it is; a sheet that is there is not drawn again.

    Run twice at once it does the same work twice and keeps one of two equal sheets. What was begun before a reprint
    was asked for, or before the batch was revoked, is not kept, whoever is done first. Codes taken back are left out.
    Not in a transaction: its progress must be seen.
    """
    batch = CodeBatch.objects.defer("sheet").select_related("campaign", "unit").get(pk=batch_id)
    if batch.state == BatchState.READY:
        return batch
    under_way = CodeBatch.objects.filter(pk=batch_id, printing=batch.printing).exclude(state=BatchState.READY)
    under_way.update(state=BatchState.DRAWING, drawn=0, progress_at=timezone.now())
    codes = list(batch.codes.filter(revoked_at=None).order_by("serial"))
    try:
        sheet = draw_sheet(batch, codes, on_page=_Progress(under_way, len(codes)))
    except Exception:
        under_way.update(state=BatchState.FAILED)
        raise
    under_way.update(state=BatchState.READY, drawn=batch.size, sheet=sheet)
    batch.refresh_from_db(fields=["state", "drawn"])
    return batch


class _Progress:
    """Tells how many codes are drawn: after each page, where pages are many only now and then."""

    def __init__(self, rows: QuerySet[CodeBatch], codes: int) -> None:
        self._rows = rows
        self._step = codes / _STEPS
        self._next = self._step

    def __call__(self, drawn: int) -> None:
        if drawn >= self._next:
            self._rows.update(drawn=drawn, progress_at=timezone.now())
            self._next = drawn + self._step


def draw_waiting(*, now: datetime | None = None) -> int:
    """Draw the batches whose task was lost on the way or whose worker was killed; how many there were."""
    asked_at = now or timezone.now()
    lost = Q(state=BatchState.QUEUED, progress_at__lt=asked_at - _LOST_AFTER)
    stuck = Q(state=BatchState.DRAWING, progress_at__lt=asked_at - _STUCK_AFTER)
    of_old = Q(state__in=(BatchState.QUEUED, BatchState.DRAWING), progress_at=None)
    batch_ids = list(CodeBatch.objects.filter(lost | stuck | of_old).order_by("pk").values_list("pk", flat=True))
    for batch_id in batch_ids:
        draw_batch(batch_id)
    return len(batch_ids)
