"""Figures in the shape of the page: rows of a table, each with its way to the lines, and what the chart draws."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.indicators import Indicator
from outreach.pages.words import in_english


@dataclass(frozen=True, slots=True)
class Row:
    """A named figure; `query` leads to its lines, `is_partial` marks a week or a month not counted in full.

    `base` is how many people the unit's area has, where that is known.
    """

    name: str
    value: int
    query: str = ""
    is_partial: bool = False
    base: PopulationBase | None = None


class Bar(Protocol):
    """What a chart draws; none for a value that is not known."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> float | None: ...


def chart(title: str, rows: Iterable[Bar], measure_word: str, *, is_long: bool = False) -> Mapping[str, Any]:
    """What the page's script draws: bars that stand, or lie where names are long."""
    listed = list(rows)
    return {
        "title": title,
        "measure": measure_word,
        "names": [row.name for row in listed],
        "values": [row.value for row in listed],
        "isLong": is_long,
    }


def indicator_name(indicator: Indicator) -> str:
    return indicator.en if in_english() else indicator.zh


def definition(indicator: Indicator) -> str:
    return indicator.definition_en if in_english() else indicator.definition_zh


def measure(indicator: Indicator, value: int) -> str:
    if not in_english():
        return indicator.measure_word
    return indicator.measure_en[0] if value == 1 else indicator.measure_en[1]
