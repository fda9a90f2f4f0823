"""Recount: proof from the lines that every figure is right (design.md section 4, rule 8).

A difference is told and kept, and never repaired silently: it means that a rule of the ledger was broken.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TypeAlias

import structlog
from django.db import connection
from django.utils import timezone

from outreach.ledger.checks import CHECKS, Check
from outreach.ledger.models import LedgerEntry, RecountRun

_log = structlog.get_logger(__name__)

Value: TypeAlias = int | str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two records of the same thing disagree. ``key`` names it (``day=2021-09-03 unit=4 ...``)."""

    check: str
    key: str
    expected: Value
    found: Value


def recount(campaign_id: int | None = None) -> list[Difference]:
    """Compare the lines of one campaign, or of all, with all that was derived from them.

    Safe at any time: every check is of one instant. Its cost grows with the number of lines.
    """
    return [difference for check in CHECKS for difference in _differences(check, campaign_id)]


def run_recount(*, also: Iterable[Callable[[], Iterable[Difference]]] = ()) -> RecountRun:
    """Recount everything, store the outcome, and log an error where there is a difference.

    ``also`` are checks of what stands on the ledger, such as the hashes of frozen figures.
    """
    started_at = timezone.now()
    differences = [*recount(), *(difference for check in also for difference in check())]
    run = RecountRun.objects.create(
        started_at=started_at,
        finished_at=timezone.now(),
        lines=LedgerEntry.objects.count(),
        differences=[asdict(difference) for difference in differences],
    )
    if differences:
        _log.error("recount found differences", run=run.pk, count=len(differences), first=run.differences[0])
    return run


def _differences(check: Check, campaign_id: int | None) -> Iterable[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(check.sql, {"campaign": campaign_id})
        names = [column.name for column in cursor.description]
        for *key, expected, found in cursor.fetchall():
            yield Difference(
                check.name,
                " ".join(f"{name}={value}" for name, value in zip(names, key, strict=False)),
                expected,
                found,
            )
