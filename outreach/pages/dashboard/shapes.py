"""Figures in the shape of the page: headline numbers, tables, and what the chart draws."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from outreach.campaigns.indicators import Indicator
from outreach.campaigns.period_names import name_en, name_zh
from outreach.organisation.models import OrganisationUnit
from outreach.pages.words import in_english, label_of, name_of
from outreach.reporting.figures import Figure, Figures


def headlines(figures: Figures, chosen: Indicator, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every indicator with its exact value and measure word; none is ever added to another.

    `query` asks for the same page (`asked`) about that indicator.
    """
    return [
        {
            "name": indicator_name(figure.indicator),
            "value": figure.count.value,
            "measure": measure(figure.indicator, figure.count.value),
            "query": urlencode({**asked, "indicator": figure.indicator.key.value}),
            "is_chosen": figure.indicator.key == chosen.key,
        }
        for figure in figures.figures
    ]


def figure_of(figures: Figures, indicator: Indicator) -> Figure:
    return next(figure for figure in figures.figures if figure.indicator.key == indicator.key)


def by_unit(figures: Figures, figure: Figure) -> list[dict[str, Any]]:
    """The unit's own and those directly below it, in the order of the tree: never a ranking."""
    return [{"name": _row_name(figures, unit), "value": figure.units.get(unit.pk, 0)} for unit in figures.units]


def _row_name(figures: Figures, unit: OrganisationUnit) -> str:
    """The report's own unit stands for what it did itself, without those below."""
    if unit.pk == figures.unit.pk and len(figures.units) > 1:
        return _("%(unit)s itself") % {"unit": name_of(unit)}
    return name_of(unit)


def by_month(figures: Figures, figure: Figure) -> list[dict[str, Any]]:
    name = name_en if in_english() else name_zh
    rows = []
    for span, count in zip(figures.months, figure.months, strict=True):
        rows.append({"name": name(span.period, span.last), "value": count.value, "previous": count.previous})
    return rows


def by_evidence(figure: Figure) -> list[dict[str, Any]]:
    """How the figure is known, levels apart (domain.md section 3)."""
    return [{"name": label_of(level), "value": value} for level, value in figure.evidence.items() if value]


def by_audience(figure: Figure) -> list[dict[str, Any]]:
    return [{"name": label_of(audience), "value": value} for audience, value in figure.audiences.items() if value]


def units_table(figures: Figures) -> dict[str, Any]:
    """Units by indicators, exact, without the indicators that nobody has."""
    shown = [figure for figure in figures.figures if figure.count.value]
    return {
        "columns": [
            {"name": indicator_name(figure.indicator), "measure": measure(figure.indicator, 2)} for figure in shown
        ],
        "rows": [
            {"name": _row_name(figures, unit), "values": [figure.units.get(unit.pk, 0) for figure in shown]}
            for unit in figures.units
        ],
        "totals": [figure.count.value for figure in shown],
    }


def chart(title: str, rows: list[dict[str, Any]], measure_word: str) -> Mapping[str, Any]:
    return {
        "title": title,
        "measure": measure_word,
        "names": [row["name"] for row in rows],
        "values": [row["value"] for row in rows],
    }


def indicator_name(indicator: Indicator) -> str:
    return indicator.en if in_english() else indicator.zh


def definition(indicator: Indicator) -> str:
    return indicator.definition_en if in_english() else indicator.definition_zh


def measure(indicator: Indicator, value: int) -> str:
    if not in_english():
        return indicator.measure_word
    return indicator.measure_en[0] if value == 1 else indicator.measure_en[1]
