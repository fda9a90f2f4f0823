"""分析: one indicator over a period, one question a page: how it went, where, whom it reached and how it is known.

Each page is counted in one statement, so that its figure and its rows are of one instant and add up.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from outreach.campaigns.aims.selectors import standing_populations
from outreach.campaigns.indicators import Audience, Evidence
from outreach.campaigns.models import Campaign
from outreach.campaigns.period_names import day_en, day_zh, name_en, name_zh
from outreach.campaigns.periods import ONE_DAY, Period, PeriodKind
from outreach.ledger.totals import Totals
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import UnitInTree
from outreach.pages.dashboard.analysing import Asked, analysis_page
from outreach.pages.dashboard.frame import said_at
from outreach.pages.dashboard.shapes import Row, chart, indicator_name, measure
from outreach.pages.words import in_english, label_of, name_of
from outreach.reporting.prose.rounding import Rate
from outreach.reporting.receipts import linked_receipts
from outreach.reporting.spans import Span

_STEPS: Final[Mapping[str, tuple[Promise, Promise]]] = MappingProxyType(
    {
        "day": (pgettext_lazy("step of time", "Day"), gettext_lazy("%(name)s by day (%(measure)s)")),
        "week": (pgettext_lazy("step of time", "Week"), gettext_lazy("%(name)s by week (%(measure)s)")),
        "month": (pgettext_lazy("step of time", "Month"), gettext_lazy("%(name)s by month (%(measure)s)")),
    }
)


def _trend(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """How it went, by day, week or month; days on which nothing was counted are shown as nought."""
    is_month = asked.span.period.kind is PeriodKind.MONTH
    steps = [step for step in _STEPS if not (is_month and step == "month")]
    step = request.GET.get("by", "")
    if step not in steps:
        step = "day" if is_month else "month"
    found = asked.count(step)
    counted = {row[step]: row["quantity"] for row in found.rows}
    rows = [
        Row(
            _named(part, asked),
            counted.get(part.first, 0),
            asked.lines({"from": first.isoformat(), "to": last.isoformat()}),
            is_partial,
        )
        for part, first, last, is_partial in parts_of(asked.span, asked.ground.campaign, step, asked.now)
    ]
    column, title = _STEPS[step]
    return {
        "tab": "trend",
        "steps": [{"name": _STEPS[each][0], "by": each, "is_chosen": each == step} for each in steps],
        **_told(asked, found, str(title), rows, str(column)),
    }


def _units(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Where: the unit's own and those directly below it, in the order of the tree and never ranked."""
    unit = asked.ground.unit
    shown = [each for each in asked.ground.units if each.path.startswith(unit.path) and each.depth <= unit.depth + 1]
    found = asked.count("unit")
    length = len(unit.path) + OrganisationUnit.steplen
    at = {each.pk: each.path[:length] for each in asked.ground.units}
    counted: dict[str, int] = {}
    for row in found.rows:
        counted[at[row["unit"]]] = counted.get(at[row["unit"]], 0) + row["quantity"]
    standing = standing_populations(asked.ground.campaign, [each.pk for each in shown])
    bases = {base.unit_id: base for base in standing if not base.audience}
    rows = [
        # The lines of the unit alone cannot be asked for, and it has no people of its own: both mean all below it too.
        Row(_unit_name(each, unit, len(shown)), counted.get(each.path, 0))
        if each.pk == unit.pk and len(shown) > 1
        else Row(
            _unit_name(each, unit, len(shown)),
            counted.get(each.path, 0),
            asked.lines({"unit": str(each.pk)}),
            base=bases.get(each.pk),
        )
        for each in shown
    ]
    told = _told(asked, found, _("%(name)s by unit (%(measure)s)"), rows, _("Unit"), is_long=True)
    return {"tab": "units", "has_bases": any(row.base for row in rows), **told}


def _evidence(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """How the figure is known, levels apart, and whom it reached (domain.md section 3)."""
    found = asked.count("evidence", "audience")
    levels = _rows_of(found, "evidence", Evidence, asked)
    audiences = _rows_of(found, "audience", Audience, asked)
    titled = {"name": indicator_name(asked.indicator), "measure": measure(asked.indicator, 2)}
    title = _("%(name)s by audience (%(measure)s)") % titled
    told = _told(asked, found, _("%(name)s by evidence (%(measure)s)"), levels, _("Evidence"), is_long=True)
    second = chart(title, audiences, titled["measure"], is_long=True)
    return {
        "tab": "evidence",
        **told,
        "audiences": audiences,
        "audience_title": title,
        "charts": {**told["charts"], "second": second},
    }


def _receipts(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """From the pledge to the app, along receipts that link the two and along nothing else."""
    ground, span = asked.ground, asked.span
    linked = linked_receipts(ground.campaign, ground.subtree(asked.scope), span.first, span.last)
    rows = [
        Row(_("Receipts with a pledge"), linked.pledged),
        Row(_("of them with the app too"), linked.with_app),
        Row(_("of these, helped by an officer"), linked.helped),
    ]
    title = _("From the pledge to the app (receipts)")
    return {
        "tab": "receipts",
        "as_of": said_at(asked.now, ground.campaign),
        "linked": linked,
        "share": Rate(linked.with_app, linked.pledged).percentage,
        "rows": rows,
        "title": title,
        "charts": {"first": chart(title, rows, _("receipts"), is_long=True)},
    }


trend = analysis_page(_trend, "dashboard/analysis_trend.html")
units = analysis_page(_units, "dashboard/analysis_units.html")
evidence = analysis_page(_evidence, "dashboard/analysis_evidence.html")
receipts = analysis_page(_receipts, "dashboard/analysis_receipts.html")


def _told(
    asked: Asked, found: Totals, title: str, rows: list[Row], column: str, *, is_long: bool = False
) -> dict[str, Any]:
    word = measure(asked.indicator, 2)
    said = title % {"name": indicator_name(asked.indicator), "measure": word}
    return {
        "as_of": said_at(found.as_of, asked.ground.campaign),
        "value": sum(row["quantity"] for row in found.rows),
        "total_query": asked.lines(),
        "rows": rows,
        "title": said,
        "column": column,
        "charts": {"first": chart(said, rows, word, is_long=is_long)},
        "has_partial": any(row.is_partial for row in rows),
    }


def _rows_of(found: Totals, label: str, terms: type[Evidence] | type[Audience], asked: Asked) -> list[Row]:
    counted: dict[str, int] = {}
    for row in found.rows:
        counted[row[label]] = counted.get(row[label], 0) + row["quantity"]
    return [Row(label_of(term), counted[term], asked.lines({label: term.value})) for term in terms if counted.get(term)]


def parts_of(span: Span, campaign: Campaign, step: str, now: datetime) -> Iterator[tuple[Period, date, date, bool]]:
    """The days, weeks or months of a span, the days of each that are counted, and whether they are not all of it.

    At the aware instant `now` a week or a month is not all counted on its last day either.
    """
    if step == "day":
        day = span.first
        while day <= span.last:
            yield Period(PeriodKind.CUSTOM, day, day), day, day, False
            day += ONE_DAY
        return
    for period in campaign.closing_days.periods(PeriodKind(step), span.first, span.last):
        first, last = max(period.first, span.first), min(period.last, span.last)
        is_cut = (first, last) != (period.first, period.last)
        yield period, first, last, is_cut or period.is_partial(now, campaign.zone)


def _named(part: Period, asked: Asked) -> str:
    today = asked.span.last
    if part.kind is PeriodKind.MONTH:
        return (name_en if in_english() else name_zh)(part, today)
    if part.kind is PeriodKind.WEEK:
        return f"{part.first.month}/{part.first.day}–{part.last.month}/{part.last.day}"
    return (day_en if in_english() else day_zh)(part.first, today)


def _unit_name(unit: UnitInTree, top: UnitInTree, shown: int) -> str:
    """The unit asked about stands for what it did itself, without those below."""
    return _("%(unit)s itself") % {"unit": name_of(unit)} if unit.pk == top.pk and shown > 1 else name_of(unit)
