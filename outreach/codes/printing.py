"""Drawing the sheets of batches. Only workers import it: it brings in what draws PDF."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from outreach.codes.models import BatchState, CodeBatch
from outreach.codes.sheets import draw_sheet

# A batch whose task was sent is begun by then.
_WAITED_LONG: Final = timedelta(minutes=1)


def draw_batch(batch_id: int) -> CodeBatch:
    """Draw the sheet of a batch, page by page, telling how far it is; a sheet that is there is not drawn again.

    Run twice at once it does the same work twice and keeps one of two equal sheets. Not in a transaction: its
    progress must be seen.
    """
    rows = CodeBatch.objects.filter(pk=batch_id)
    batch = rows.defer("sheet").select_related("campaign", "unit").get()
    if batch.state == BatchState.READY:
        return batch
    rows.update(state=BatchState.DRAWING, drawn=0)
    try:
        sheet = draw_sheet(batch, list(batch.codes.order_by("serial")), on_page=lambda drawn: rows.update(drawn=drawn))
    except Exception:
        rows.update(state=BatchState.FAILED)
        raise
    rows.update(state=BatchState.READY, drawn=batch.size, sheet=sheet)
    batch.refresh_from_db(fields=["state", "drawn"])
    return batch


def draw_waiting(*, now: datetime | None = None) -> int:
    """Draw the batches whose task was lost on the way to the workers; how many there were."""
    made_before = (now or timezone.now()) - _WAITED_LONG
    waiting = CodeBatch.objects.filter(state=BatchState.QUEUED, made_at__lt=made_before).order_by("pk")
    batch_ids = list(waiting.values_list("pk", flat=True))
    for batch_id in batch_ids:
        draw_batch(batch_id)
    return len(batch_ids)
