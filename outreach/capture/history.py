"""What became of an act: everything that was sent about it, in the order it came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from outreach.capture.models import Void, Witness
from outreach.ledger.models import Act, ClosedPeriod, LedgerEntry, Submission


@dataclass(frozen=True, slots=True)
class Step:
    """One submission of an act. Of a void: why, whether the resident sent it, and which submission it took back."""

    submission: Submission
    reason: str = ""
    by_resident: bool = False
    took_back: UUID | None = None


@dataclass(frozen=True, slots=True)
class History:
    """An act's steps as they came in, and the lines that they wrote."""

    act: Act
    steps: list[Step]
    lines: list[LedgerEntry]


def history_of(act_id: UUID) -> History | None:
    """The history of an act, None where there is no such act; five statements.

    Submissions are found through the act's lines, witnesses and voids, which have an index; all others about it wrote
    no line and changed nothing.
    """
    act = Act.objects.select_related("campaign", "unit", "place", "code").filter(pk=act_id).first()
    if act is None:
        return None
    lines = list(LedgerEntry.objects.filter(act_id=act_id).order_by("id"))
    voids: Mapping[UUID, Void] = {void.submission_id: void for void in Void.objects.filter(act=act)}
    witnesses = Witness.objects.filter(act=act).values_list("submission_id", flat=True)
    sent = Submission.objects.select_related("officer").filter(
        pk__in={act_id, *(line.submission_id for line in lines), *voids, *witnesses}
    )
    steps = [_step(submission, voids.get(submission.pk)) for submission in sent.order_by("received_at", "pk")]
    return History(act, steps, lines)


def is_locked(act: Act) -> bool:
    """Whether a report of the act's unit, or of one above it, has its day locked: what changes is then a correction."""
    unit = act.unit
    prefixes = [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]
    return ClosedPeriod.objects.filter(
        campaign=act.campaign_id, unit__path__in=prefixes, first__lte=act.day, last__gte=act.day
    ).exists()


def _step(submission: Submission, void: Void | None) -> Step:
    if void is None:
        return Step(submission)
    return Step(submission, void.reason, void.by_resident, void.target_id)
