"""Drawing the sheets of batches. Only workers import it: it brings in what draws PDF."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from outreach.codes.models import BatchState, CodeBatch
from outreach.codes.sheets import draw_sheet

# A batch whose task was sent is begun by then.
_WAITED_LONG: Final = timedelta(minutes=1)
# A form has a page of its own: a write for each would take longer than the drawing.
_STEPS: Final = 50


def draw_batch(batch_id: int) -> CodeBatch:
    """Draw the sheet of a batch, page by page, telling how far it is; a sheet that is there is not drawn again.

    Run twice at once it does the same work twice and keeps one of two equal sheets; a reprint asked for meanwhile
    wins over both. Codes taken back are left out. Not in a transaction: its progress must be seen.
    """
    rows = CodeBatch.objects.filter(pk=batch_id)
    batch = rows.defer("sheet").select_related("campaign", "unit").get()
    if batch.state == BatchState.READY:
        return batch
    rows.update(state=BatchState.DRAWING, drawn=0)
    codes = list(batch.codes.filter(revoked_at=None).order_by("serial"))
    under_way = rows.filter(state=BatchState.DRAWING)
    try:
        sheet = draw_sheet(batch, codes, on_page=_Progress(rows, len(codes)))
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
            self._rows.update(drawn=drawn)
            self._next = drawn + self._step


def draw_waiting(*, now: datetime | None = None) -> int:
    """Draw the batches whose task was lost on the way to the workers; how many there were."""
    made_before = (now or timezone.now()) - _WAITED_LONG
    waiting = CodeBatch.objects.filter(state=BatchState.QUEUED, made_at__lt=made_before).order_by("pk")
    batch_ids = list(waiting.values_list("pk", flat=True))
    for batch_id in batch_ids:
        draw_batch(batch_id)
    return len(batch_ids)
