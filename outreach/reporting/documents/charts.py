"""Bar charts as SVG: small panels, one an indicator, each with a scale of its own, because nothing here adds up.

Plain shapes and text, no style and no script, so that the same picture stands in the pdf, the docx and the page. Each
bar bears its exact figure; beside every chart stands a table of the same figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

from outreach.reporting.section import FigurePart, Section
from outreach.reporting.writing import facts
from outreach.reporting.writing.outline import AROUND, LANGUAGES

Bars: TypeAlias = tuple[tuple[str, int], ...]

FONT: Final = "Noto Sans SC"
_COLUMNS: Final = 2
_PANEL_WIDTH: Final = 300
_WIDTH: Final = _COLUMNS * _PANEL_WIDTH
_LABEL_WIDTH: Final = 92
_BAR: Final = 14
_STEP: Final = 19
_HEADING: Final = 24
_PADDING: Final = 4
_GAP: Final = 14
# Beyond so many bars a panel is a picture of its own, its bars in columns that are read downwards, one after the other.
_MOST_BARS: Final = 14
# Of these, so many fit a page with another picture beside them.
_MOST_IN_COLUMNS: Final = 60
_CLOSE_STEP: Final = 12
_CLOSE_BAR: Final = 9
# In Chinese letters.
_LONGEST_LABEL: Final = 8
_LONGEST_HEADING: Final = 25
_INK, _SOFT, _FILL = "#1a1a1a", "#555555", "#2f5d8a"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, its size in pixels, and what it shows in a sentence for who does not see it.

    ``name`` is the figure it is of, empty where it is of several.
    """

    svg: str
    width: int
    height: int
    alternative: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Panel:
    """Bars below each other; ``largest`` is the value of one that takes all the room."""

    heading: str
    bars: tuple[tuple[str, int], ...]
    largest: int
    step: int = _STEP
    bar: int = _BAR

    @property
    def height(self) -> int:
        return self.head + self.step * len(self.bars)

    @property
    def head(self) -> int:
        return _HEADING if self.heading else _PADDING


def by_month(section: Section, figures: Sequence[FigurePart], language: str) -> list[Chart]:
    """Each figure over the months; none where there are fewer than two months."""
    around = AROUND[language]
    labels = [around.month_name(section, number) for number in range(len(section["months"]))]
    return _drawn([(figure, [month["value"] for month in figure["months"]]) for figure in figures], labels, language)


def by_unit(section: Section, figures: Sequence[FigurePart], language: str) -> list[Chart]:
    """Each figure of the units, in the order of the tree: a ranking is no part of a report."""
    words = LANGUAGES[language]
    shown = [number for number in range(len(section["units"])) if facts.is_shown(section, number)]
    labels = [words.unit_name(section, section["units"][number]) for number in shown]
    values = [(figure, [figure["units"][number]["value"] for number in shown]) for figure in figures]
    return _drawn(values, labels, language)


def _drawn(rows: list[tuple[FigurePart, list[int]]], labels: list[str], language: str) -> list[Chart]:
    """One picture of a panel a figure; of many bars pictures of one figure each."""
    if len(labels) < 2:
        return []
    words = LANGUAGES[language]
    named = [(words.column(figure), tuple(zip(labels, values, strict=True))) for figure, values in rows]
    if len(labels) > _MOST_BARS:
        return [chart for name, bars in named for chart in _in_columns(name, bars)]
    panels = [_Panel(name, bars, _largest(bars)) for name, bars in named]
    return [_picture(panels, "；".join(panel.heading for panel in panels))]


def _in_columns(name: str, bars: Bars) -> Iterator[Chart]:
    """The bars of one figure on one scale, in the two columns of as many pictures as they need."""
    for first in range(0, len(bars), _MOST_IN_COLUMNS):
        part = bars[first : first + _MOST_IN_COLUMNS]
        half = -(-len(part) // _COLUMNS)
        # The caption names the figure.
        columns = [_Panel("", column, _largest(bars), _CLOSE_STEP, _CLOSE_BAR) for column in (part[:half], part[half:])]
        yield _picture(columns, name, name=name)


def _picture(panels: Sequence[_Panel], alternative: str, *, name: str = "") -> Chart:
    tall = panels[0].height
    height = -(-len(panels) // _COLUMNS) * (tall + _GAP) - _GAP
    shapes = "".join(
        shape
        for number, panel in enumerate(panels)
        for shape in _shapes(panel, number % _COLUMNS * _PANEL_WIDTH, number // _COLUMNS * (tall + _GAP))
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="{FONT}">{shapes}</svg>'
    )
    return Chart(svg, _WIDTH, height, alternative, name)


def _largest(bars: Bars) -> int:
    return max((value for _, value in bars), default=0)


def _shapes(panel: _Panel, left: int, top: int) -> Iterator[str]:
    room = _PANEL_WIDTH - _LABEL_WIDTH - 64
    if panel.heading:
        yield _text(_short(panel.heading, _LONGEST_HEADING), left, top + 14, size=11, fill=_INK)
    for number, (label, value) in enumerate(panel.bars):
        at = top + panel.head + number * panel.step
        foot = at + panel.bar / 2 + 4
        wide = round(room * max(value, 0) / panel.largest, 1) if panel.largest > 0 else 0
        yield _text(_short(label, _LONGEST_LABEL), left + _LABEL_WIDTH - 6, foot, size=10, fill=_SOFT, anchor="end")
        if wide:
            yield f'<rect x="{left + _LABEL_WIDTH}" y="{at}" width="{wide}" height="{panel.bar}" fill="{_FILL}"/>'
        yield _text(str(value), left + _LABEL_WIDTH + wide + 4, foot, size=10, fill=_INK)


def _text(text: str, x: float, y: float, *, size: int, fill: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'


def _short(label: str, longest: int) -> str:
    """A label that fits its room: Chinese takes twice the room of Latin."""
    wide = 0.0
    for at, letter in enumerate(label):
        wide += 1 if ord(letter) > 0x2E7F else 0.55
        if wide > longest:
            return f"{label[:at]}…"
    return label
