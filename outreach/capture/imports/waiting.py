"""What a worker does with an import that waits, whatever it waits for."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from outreach.capture.imports.checking import check
from outreach.capture.imports.models import ImportState, PaperImport
from outreach.capture.imports.running import run

# A task that was sent is begun by then.
_LOST_AFTER: Final = timedelta(minutes=1)
# A step takes a second or two: whoever was at it was killed.
_STUCK_AFTER: Final = timedelta(minutes=1)


def take_up(import_id: UUID) -> None:
    """Check the import or import it, as it waits for the one or for the other. Safe to repeat."""
    check(import_id)
    run(import_id)


def take_up_lost(*, now: datetime | None = None) -> int:
    """Go on with the imports whose task was lost on the way or whose worker was killed; how many there were."""
    asked_at = now or timezone.now()
    lost = Q(state__in=(ImportState.QUEUED, ImportState.ORDERED), progress_at__lt=asked_at - _LOST_AFTER)
    stuck = Q(state__in=(ImportState.CHECKING, ImportState.RUNNING), progress_at__lt=asked_at - _STUCK_AFTER)
    found = list(PaperImport.objects.filter(lost | stuck).order_by("made_at").values_list("pk", flat=True))
    for import_id in found:
        take_up(import_id)
    return len(found)
