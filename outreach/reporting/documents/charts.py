"""Bar charts as SVG: small panels, one an indicator, each with a scale of its own, because nothing here adds up.

Plain shapes and text, no style and no script, so that the same picture stands in the pdf, the docx and the page. Each
bar bears its exact figure; beside every chart stands a table of the same figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from outreach.reporting.section import FigurePart, Section
from outreach.reporting.writing.outline import AROUND, LANGUAGES

FONT: Final = "Noto Sans SC"
_COLUMNS: Final = 2
_PANEL_WIDTH: Final = 300
_WIDTH: Final = _COLUMNS * _PANEL_WIDTH
_LABEL_WIDTH: Final = 92
_BAR: Final = 14
_STEP: Final = 19
_HEADING: Final = 24
_GAP: Final = 14
# Beyond so many bars a panel is no picture any more.
_MOST_BARS: Final = 14
# In Chinese letters.
_LONGEST_LABEL: Final = 8
_LONGEST_HEADING: Final = 25
_INK, _SOFT, _FILL = "#1a1a1a", "#555555", "#2f5d8a"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, its size in pixels, and what it shows in a sentence for who does not see it."""

    svg: str
    width: int
    height: int
    alternative: str


@dataclass(frozen=True, slots=True)
class _Panel:
    heading: str
    bars: tuple[tuple[str, int], ...]

    @property
    def height(self) -> int:
        return _HEADING + _STEP * len(self.bars)


def by_month(section: Section, figures: Sequence[FigurePart], language: str) -> Chart | None:
    """Each figure over the months; None where there are fewer than two months, or too many."""
    around = AROUND[language]
    labels = [around.month_name(section, number) for number in range(len(section["months"]))]
    return _drawn([(figure, [month["value"] for month in figure["months"]]) for figure in figures], labels, language)


def by_unit(section: Section, figures: Sequence[FigurePart], language: str) -> Chart | None:
    """Each figure of the units, in the order of the tree: a ranking is no part of a report."""
    words = LANGUAGES[language]
    labels = [words.unit_name(section, unit) for unit in section["units"]]
    return _drawn([(figure, [unit["value"] for unit in figure["units"]]) for figure in figures], labels, language)


def _drawn(rows: list[tuple[FigurePart, list[int]]], labels: list[str], language: str) -> Chart | None:
    if not 2 <= len(labels) <= _MOST_BARS:
        return None
    words = LANGUAGES[language]
    panels = [_Panel(words.column(figure), tuple(zip(labels, values, strict=True))) for figure, values in rows]
    tall = panels[0].height
    lines = -(-len(panels) // _COLUMNS)
    height = lines * (tall + _GAP)
    shapes = "".join(
        shape
        for number, panel in enumerate(panels)
        for shape in _shapes(panel, number % _COLUMNS * _PANEL_WIDTH, number // _COLUMNS * (tall + _GAP))
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="{FONT}">{shapes}</svg>'
    )
    return Chart(svg, _WIDTH, height, "；".join(panel.heading for panel in panels))


def _shapes(panel: _Panel, left: int, top: int) -> Iterator[str]:
    largest = max((value for _, value in panel.bars), default=0)
    room = _PANEL_WIDTH - _LABEL_WIDTH - 64
    yield _text(_short(panel.heading, _LONGEST_HEADING), left, top + 14, size=11, fill=_INK)
    for number, (label, value) in enumerate(panel.bars):
        at = top + _HEADING + number * _STEP
        wide = round(room * max(value, 0) / largest, 1) if largest > 0 else 0
        yield _text(_short(label, _LONGEST_LABEL), left + _LABEL_WIDTH - 6, at + 11, size=10, fill=_SOFT, anchor="end")
        if wide:
            yield f'<rect x="{left + _LABEL_WIDTH}" y="{at}" width="{wide}" height="{_BAR}" fill="{_FILL}"/>'
        yield _text(str(value), left + _LABEL_WIDTH + wide + 4, at + 11, size=10, fill=_INK)


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
