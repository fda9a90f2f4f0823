"""What a report does not say: the lines that arrived after it was counted, and the figures they changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach.campaigns.indicators import INDICATORS, Indicator, IndicatorKey
from outreach.ledger.models import LedgerEntry
from outreach.ledger.totals import TotalsQuery, totals
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.models import Report
from outreach.reporting.published import published_by
from outreach.reporting.selectors import period_of


@dataclass(frozen=True, slots=True)
class Change:
    """A figure as it was counted, locked perhaps, and what stands now; ``published`` is the value last published.

    Of a report that is not locked itself that is its own value.
    """

    indicator: Indicator
    locked: int
    published: int
    current: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """``lines`` is how many lines of the changed figures arrived since, over the local days ``first`` to ``last``."""

    lines: int
    changes: tuple[Change, ...]
    first: date
    last: date

    @property
    def is_published(self) -> bool:
        """Whether a later report has printed every change already."""
        return all(change.published == change.current for change in self.changes)


def arrivals_after(report: Report) -> Arrivals:
    """What came to a report's days after it was counted, locked or not, in four statements at most.

    The figures are compared by the tally. Lines are counted only of figures that differ: a late line and its void
    leave a figure as it was, and nothing to print. They are told by their ids, which stand in the index of a figure's
    lines, so that no line itself is read.
    """
    section: Any = report.section
    first, last = (date.fromisoformat(section["period"][end]) for end in ("counted_from", "counted_to"))
    below = OrganisationUnit.objects.filter(path__startswith=report.unit.path)
    unit_ids = frozenset(below.values_list("pk", flat=True))
    now = totals(TotalsQuery(campaign_id=report.campaign_id, unit_ids=unit_ids, first=first, last=last))
    current = {row["indicator"]: row["quantity"] for row in now.rows}
    published = published_by(report.campaign_id, report.unit_id).get(period_of(report))
    latest = published.latest if published is not None else {}
    changes = tuple(
        Change(INDICATORS[IndicatorKey(key)], part["value"], latest.get(key, part["value"]), current.get(key, 0))
        for part in section["figures"]
        if current.get(key := part["indicator"], 0) != part["value"]
    )
    lines = 0
    if changes and report.newest_line is not None:
        lines = LedgerEntry.objects.filter(
            campaign=report.campaign_id,
            unit__in=unit_ids,
            indicator__in=[change.indicator.key for change in changes],
            day__range=(first, last),
            pk__gt=report.newest_line,
        ).count()
    return Arrivals(lines, changes, first, last)
