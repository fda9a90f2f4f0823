"""覆盖: how many of those who live here. Acts beside a named number of people, since the campaign began.

The acts are those of `reporting.coverage`: without what was imported, and never called people.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.indicators import INDICATORS, Audience, Evidence, IndicatorKey
from outreach.organisation.models import OrganisationUnit
from outreach.pages.dashboard.analysing import Asked, analysis_page
from outreach.pages.dashboard.frame import said_at
from outreach.pages.dashboard.shapes import chart, indicator_name, measure
from outreach.pages.words import label_of, name_of
from outreach.reporting.coverage import OF_ALL, Coverage, CoveredGroup, coverage_of
from outreach.reporting.prose.rounding import Rate


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A unit's acts beside its base; `share` as a table prints it, `query` leads to the acts, `left_out` to the others.

    Where something was left out, the acts are no list of lines of their own.
    """

    name: str
    group: str
    indicator: str
    acts: int
    imported: int
    base: PopulationBase | None
    query: str
    left_out: str

    @property
    def rate(self) -> Rate:
        return Rate(self.acts, (self.base.count if self.base else None) or 0)

    @property
    def share(self) -> str:
        return self.rate.in_table()

    @property
    def value(self) -> float | None:
        """What the chart draws, in per cent."""
        percentage = self.rate.percentage
        return None if percentage is None else float(percentage)

    @property
    def is_above(self) -> bool:
        return self.base is not None and self.acts > self.rate.base


def _coverage(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    ground, key = asked.ground, asked.indicator.key
    subtree = list(OrganisationUnit.objects.filter(pk__in=ground.subtree(asked.scope)).order_by("path"))
    found = coverage_of(campaign=ground.campaign, unit=subtree[0], subtree=subtree, last=asked.span.last)
    rows = [row for group in found.groups if group.audience is None for row in _rows(group, key, found, asked)]
    groups = [
        row
        for group in found.groups
        if group.audience is not None
        for each in group.indicators
        for row in _rows(group, each, found, asked)
    ]
    title = _("%(name)s beside the people there, in per cent") % {"name": indicator_name(asked.indicator)}
    return {
        "tab": "coverage",
        "as_of": said_at(asked.now, ground.campaign),
        "span": found,
        "title": title,
        "rows": rows,
        "whole": rows[0] if rows else None,
        "groups": groups,
        "is_above": any(row.is_above for row in (*rows, *groups)),
        "imported": rows[0].imported if rows else 0,
        "administers": ground.unit.pk in asked.scope.administers,
        "charts": {"first": chart(title, rows, "%", is_long=True)} if rows else {},
    }


coverage = analysis_page(_coverage, "dashboard/analysis_coverage.html", OF_ALL)


def _rows(group: CoveredGroup, key: IndicatorKey, found: Coverage, asked: Asked) -> list[ShareRow]:
    named = f"{indicator_name(INDICATORS[key])} ({measure(INDICATORS[key], 2)})"
    audience = {"audience": group.audience.value} if group.audience else {}

    def lines(unit: int, more: dict[str, str]) -> str:
        days = {"from": found.first.isoformat(), "to": found.last.isoformat()}
        ground = {**asked.ground.as_choices(), "unit": str(unit), "indicator": key.value}
        return urlencode({**ground, **days, **audience, **more})

    return [
        ShareRow(
            name=name_of(row.unit),
            group=label_of(Audience(group.audience)) if group.audience else _("All people"),
            indicator=named,
            acts=row.values[key],
            imported=row.imported[key],
            base=row.base,
            query="" if row.imported[key] else lines(row.unit.pk, {}),
            left_out=lines(row.unit.pk, {"evidence": Evidence.IMPORTED.value}),
        )
        for row in group.rows
    ]
