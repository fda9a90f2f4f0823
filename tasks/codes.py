"""Drawing sheets of codes."""

from celery import shared_task

from outreach.codes import printing


@shared_task(name="tasks.draw_batch")
def draw_batch(batch_id: int) -> None:
    """Draw the sheet of the batch with this id."""
    printing.draw_batch(batch_id)


@shared_task(name="tasks.draw_waiting_batches")
def draw_waiting_batches() -> None:
    """Draw the sheets that the broker never heard of."""
    printing.draw_waiting()
