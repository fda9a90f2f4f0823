"""What a unit has published: the figures of its locked reports, as they stand and as later reports corrected them.

A locked figure never changes. Later lines show in the next report of the same kind as a correction against the last
value published, with that earlier value (design.md section 4, rule 9).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, JSONField
from django.db.models.expressions import Func

from outreach.campaigns.periods import Period, PeriodKind
from outreach.reporting.models import Snapshot


@dataclass(frozen=True, slots=True)
class Published:
    """The figures of one locked report by indicator: over ``first`` to ``last``, the days of ``period`` it counted.

    ``locked`` is as frozen; ``latest`` has the value last published, in that report or in a later one's corrections.
    """

    period: Period
    first: date
    last: date
    locked: Mapping[str, int]
    latest: dict[str, int]


def published_by(campaign_id: int, unit_id: int) -> dict[Period, Published]:
    """Every locked report of the unit in the campaign, by its period; one statement."""
    frozen = list(_frozen(campaign_id, unit_id))
    reports = {}
    for days, indicators, values, _ in frozen:
        period, locked = period_in(days), dict(zip(indicators, values, strict=True))
        first, last = (date.fromisoformat(days[end]) for end in ("counted_from", "counted_to"))
        reports[period] = Published(period, first, last, locked, dict(locked))
    for *_, corrections in frozen:
        for correction in corrections:
            reports[period_in(correction)].latest[correction["indicator"]] = correction["current"]
    return reports


def to_correct(reports: Iterable[Published], period: Period) -> list[Published]:
    """The published reports that one on ``period`` corrects: those of its kind that end no later, in order.

    Reports to date contain each other, so only the last of them is corrected: a line late by months would otherwise
    be printed as often as there were reports.
    """
    same_kind = sorted(
        (report for report in reports if report.period.kind is period.kind and report.period.last <= period.last),
        key=lambda report: report.last,
    )
    return same_kind[-1:] if period.kind is PeriodKind.CAMPAIGN else same_kind


def period_in(members: Mapping[str, Any]) -> Period:
    """The period that a part of a stored section names by ``kind``, ``first`` and ``last``."""
    first, last = (date.fromisoformat(members[end]) for end in ("first", "last"))
    return Period(PeriodKind(members["kind"]), first, last)


def _frozen(campaign_id: int, unit_id: int) -> Iterable[tuple[Any, ...]]:
    """The parts of each snapshot that are needed, in the order of locking: the whole of one is far larger."""
    return (
        Snapshot.objects.filter(report__campaign=campaign_id, report__unit=unit_id)
        .order_by("frozen_at", "pk")
        .values_list("figures__period", _of_figures("indicator"), _of_figures("value"), "figures__corrections")
    )


def _of_figures(member: str) -> Func:
    return Func(
        F("figures"),
        function="jsonb_path_query_array",
        template=f"%(function)s(%(expressions)s, '$.figures[*].{member}')",
        output_field=JSONField(),
    )
