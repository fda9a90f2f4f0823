"""How far a unit's targets are reached: set for exactly the days of a report, or for the whole campaign."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypedDict

from outreach.campaigns.aims.selectors import standing_targets
from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.organisation.models import OrganisationUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What ``unit``, with all below it, was to reach of an indicator, and what it reached: imported records too."""

    unit: OrganisationUnit
    indicator: IndicatorKey
    target: int
    reached: int


class ProgressPart(TypedDict):
    """See ``Progress``: the rate follows from the two."""

    unit: int
    indicator: str
    target: int
    reached: int


def progress_of(
    *,
    campaign: Campaign,
    units: Collection[OrganisationUnit],
    period: Period,
    reached: Callable[[OrganisationUnit, IndicatorKey], int],
) -> tuple[Progress, ...]:
    """The targets of these units for ``period``, in the order of the tree and never ranked; one statement.

    Of a campaign to date they are those for the whole campaign.
    """
    days = (None, None) if period.kind is PeriodKind.CAMPAIGN else (period.first, period.last)
    found = standing_targets(campaign, units).filter(first=days[0], last=days[1])
    order = {key: number for number, key in enumerate(IndicatorKey)}
    rows = [
        Progress(unit=target.unit, indicator=key, target=target.quantity, reached=reached(target.unit, key))
        for target in found
        if target.quantity is not None and (key := IndicatorKey(target.indicator))
    ]
    return tuple(sorted(rows, key=lambda row: (row.unit.path, order[row.indicator])))


def progress_part(progress: Progress) -> ProgressPart:
    return {
        "unit": progress.unit.pk,
        "indicator": progress.indicator.value,
        "target": progress.target,
        "reached": progress.reached,
    }
