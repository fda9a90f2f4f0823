"""Sending the demonstration to the ledger, from where an earlier run stopped, and proving that it came out."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from uuid import UUID

from django.db import connection

from outreach.audit.models import AuditEvent
from outreach.audit.services import note
from outreach.campaigns.models import Campaign
from outreach.capture.record import record
from outreach.demonstration.acts.scene import Batch
from outreach.demonstration.ground import SLUG
from outreach.demonstration.plan import Figures
from outreach.ledger.folding import fold_all
from outreach.ledger.models import Submission
from outreach.ledger.recount import recount
from outreach.ledger.totals import TotalsQuery, totals

_LOADED = "demonstration_loaded"
_SUBJECT = f"campaign:{SLUG}"


class NotAsPlanned(Exception):
    """The ledger does not hold what the demonstration should have left in it."""


def is_loaded() -> bool:
    """Whether a run came to its end here and found every figure right. One statement."""
    return AuditEvent.objects.filter(action=_LOADED, subject=_SUBJECT).exists()


def already_sent(batches: Sequence[Batch]) -> int:
    """How many of `batches`, from the first, an earlier run sent. One statement.

    A batch is written whole or not at all, and batches are sent in order: the latest one that left a submission of
    its own tells about all before it. One that only repeats what was sent tells nothing.
    """
    seen: set[UUID] = set()
    newcomers: dict[UUID, int] = {}
    for index, batch in enumerate(batches):
        fresh = [operation.submission_id for operation in batch.operations if operation.submission_id not in seen]
        seen.update(fresh)
        if fresh:
            newcomers[fresh[0]] = index
    known = Submission.objects.filter(id__in=list(newcomers)).values_list("id", flat=True)
    return max((newcomers[each] + 1 for each in known), default=0)


def send(batches: Sequence[Batch]) -> Iterator[int]:
    """Send `batches` in order, each at its own time; yields after each how many operations it had."""
    with connection.cursor() as cursor:
        # No batch waits for the disk: what a crash takes away, the next run sends again.
        cursor.execute("SET synchronous_commit = off")
    for batch in batches:
        record(batch.operations, principal=batch.principal, now=batch.now)
        yield len(batch.operations)


def conclude(campaign: Campaign, figures: Figures) -> None:
    """Fold what was sent, and note that the demonstration stands.

    Raises NotAsPlanned, saying what differs, when a total is not exactly as in `figures` or a recount finds a
    difference.
    """
    fold_all()
    faults = [
        f"{name}: {found} instead of {wanted}"
        for name, (wanted, found) in _compare(campaign, figures).items()
        if wanted != found
    ]
    faults += [f"{each.check} {each.key}: {each.found} instead of {each.expected}" for each in recount(campaign.pk)]
    if faults:
        raise NotAsPlanned("; ".join(faults))
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    note(actor="system:demonstration", action=_LOADED, subject=_SUBJECT, facts=asdict(figures))


def _compare(campaign: Campaign, figures: Figures) -> dict[str, tuple[int, int]]:
    rows = totals(TotalsQuery(campaign_id=campaign.pk)).rows
    found = {row["indicator"]: row["quantity"] for row in rows}
    return {name: (wanted, found.get(name, 0)) for name, wanted in asdict(figures).items()}
