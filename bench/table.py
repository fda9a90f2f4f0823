"""The one table that everything measured ends in."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

_HEADINGS = ("part", "figure", "ratio", "spread", "target", "verdict", "for information")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a figure should reach (`at_least`) or keep to (`at_most`)."""

    sense: Literal["at_least", "at_most"]
    value: float

    def is_met_by(self, figure: float) -> bool:
        return figure >= self.value if self.sense == "at_least" else figure <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.sense == 'at_least' else '≤'} {_number(self.value)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure: a value of each round, judged by the median; without a target it is printed, not judged.

    `note` is for information: milliseconds and the like, which depend on the machine.
    """

    part: str
    figure: str
    values: Sequence[float] = ()
    target: Target | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.target is None:
            return "-"
        return "met" if self.target.is_met_by(median(self.values)) else "missed"

    def cells(self) -> tuple[str, ...]:
        middle = _number(median(self.values)) if self.values else "-"
        spread = f"{_number(min(self.values))} to {_number(max(self.values))}" if len(self.values) > 1 else "-"
        return self.part, self.figure, middle, spread, str(self.target or "-"), self.verdict, self.note


def at_least(value: float) -> Target:
    return Target(sense="at_least", value=value)


def at_most(value: float) -> Target:
    return Target(sense="at_most", value=value)


def rendered(rows: Sequence[Row]) -> str:
    """The table as text, a line a figure."""
    lines = [_HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (lines[0], rule, *lines[1:])
    )


def _number(value: float) -> str:
    """Three digits that say something, and whole numbers whole."""
    if value == round(value) or value >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"
