"""Bar charts as SVG: small panels, one an indicator, each with a scale of its own, because nothing here adds up.

Plain shapes and text, no style and no script, so that the same picture stands in the pdf, the docx and the page. Each
bar bears its exact figure; beside every chart stands a table of the same figures. A chart is several pictures of whole
panels, none higher than some 150 mm at the width of the text: pages break between them and never cut one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

from outreach.codes.typeface import broken
from outreach.reporting.section import FigurePart, Section
from outreach.reporting.writing import facts
from outreach.reporting.writing.outline import AROUND, LANGUAGES

Lines: TypeAlias = tuple[str, ...]

FONT: Final = "Noto Sans SC"
_COLUMNS: Final = 2
_PANEL_WIDTH: Final = 300
_WIDTH: Final = _COLUMNS * _PANEL_WIDTH
# Labels have the room that the longest of them needs, within these.
_LEAST_LABEL, _MOST_LABEL = 92, 116
_LABEL_GAP: Final = 6
_LABEL_LINE: Final = 11
_VALUE_WIDTH: Final = 64
_HEADING_LINE: Final = 14
_BELOW_HEADING: Final = 10
_PADDING: Final = 4
_HEADING_SIZE, _LABEL_SIZE = 11, 10
# Beyond so many bars a figure is a chart of its own, its bars in columns that are read downwards, one after the other.
_MOST_BARS: Final = 14
# What these take of a page, so that another picture stands beside them: sixty bars with names of a line.
_MOST_IN_COLUMNS: Final = 360
_INK, _SOFT, _FILL = "#1a1a1a", "#555555", "#2f5d8a"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, its size in pixels, and what it shows in a sentence for who does not see it."""

    svg: str
    width: int
    height: int
    alternative: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Pictures to stand below each other; ``name`` is the figure they are of, empty where they are of several."""

    pictures: tuple[Picture, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Spacing:
    """How far apart bars stand, how thick they are, and how many lines the name beside one may have."""

    step: int
    bar: int
    lines: int

    def room(self, name: Lines) -> int:
        """The height that a bar and its name take."""
        return max(self.step, len(name) * _LABEL_LINE + _PADDING if len(name) > 1 else 0)


_OPEN: Final = _Spacing(19, 14, 3)
_CLOSE: Final = _Spacing(12, 9, 2)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of bars, broken into lines ``width`` wide."""

    lines: tuple[Lines, ...]
    width: int
    spacing: _Spacing


@dataclass(frozen=True, slots=True)
class _Panel:
    """Bars below each other: ``largest`` is the value of one that takes all the room."""

    heading: Lines
    bars: tuple[tuple[Lines, int], ...]
    largest: int


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
    """One chart of a panel a figure, two in a picture; of many bars charts of one figure each."""
    if len(labels) < 2 or not rows:
        return []
    words = LANGUAGES[language]
    named = [(words.column(figure), values) for figure, values in rows]
    if len(labels) > _MOST_BARS:
        names = _named(labels, _CLOSE)
        return [chart for name, values in named for chart in _in_columns(name, names, values)]
    names = _named(labels, _OPEN)
    panels = [
        _Panel(_lines(name, _PANEL_WIDTH - _PADDING, _HEADING_SIZE), _bars(names, values), max(values))
        for name, values in named
    ]
    told = [name for name, _values in named]
    pairs = [slice(first, first + _COLUMNS) for first in range(0, len(panels), _COLUMNS)]
    return [Chart(tuple(_picture(panels[pair], names, "；".join(told[pair])) for pair in pairs))]


def _in_columns(name: str, names: _Names, values: list[int]) -> Iterator[Chart]:
    """The bars of one figure on one scale, in the two columns of as many charts as they need."""
    bars, most = _bars(names, values), _COLUMNS * (_MOST_IN_COLUMNS // max(map(names.spacing.room, names.lines)))
    for first in range(0, len(bars), most):
        part = bars[first : first + most]
        half = -(-len(part) // _COLUMNS)
        # The caption names the figure.
        columns = [_Panel((), column, max(values)) for column in (part[:half], part[half:])]
        yield Chart((_picture(columns, names, name),), name)


def _named(labels: Sequence[str], spacing: _Spacing) -> _Names:
    needed = round(max(map(_ems, labels)) * _LABEL_SIZE) + _LABEL_GAP
    width = min(max(needed, _LEAST_LABEL), _MOST_LABEL)
    lines = tuple(_lines(label, width - _LABEL_GAP, _LABEL_SIZE, most=spacing.lines) for label in labels)
    return _Names(lines, width, spacing)


def _bars(names: _Names, values: list[int]) -> tuple[tuple[Lines, int], ...]:
    return tuple(zip(names.lines, values, strict=True))


def _picture(panels: Sequence[_Panel], names: _Names, alternative: str) -> Picture:
    lines = max(len(panel.heading) for panel in panels)
    head = lines * _HEADING_LINE + _BELOW_HEADING if lines else _PADDING
    height = head + max(sum(names.spacing.room(name) for name, _value in panel.bars) for panel in panels)
    shapes = "".join(
        shape for number, panel in enumerate(panels) for shape in _shapes(panel, names, number * _PANEL_WIDTH, head)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="{FONT}">{shapes}</svg>'
    )
    return Picture(svg, _WIDTH, height, alternative)


def _shapes(panel: _Panel, names: _Names, left: int, head: int) -> Iterator[str]:
    room = _PANEL_WIDTH - names.width - _VALUE_WIDTH
    for number, line in enumerate(panel.heading, 1):
        yield _text(line, left, number * _HEADING_LINE, size=_HEADING_SIZE, fill=_INK)
    spacing, bar, top = names.spacing, left + names.width, head
    for name, value in panel.bars:
        # In the middle of its name.
        at = top + (spacing.room(name) - spacing.step) / 2
        foot = at + spacing.bar / 2 + 4
        wide = round(room * max(value, 0) / panel.largest, 1) if panel.largest > 0 else 0
        for number, line in enumerate(name):
            below = foot + (number - (len(name) - 1) / 2) * _LABEL_LINE
            yield _text(line, bar - _LABEL_GAP, below, size=_LABEL_SIZE, fill=_SOFT, anchor="end")
        if wide:
            yield f'<rect x="{bar}" y="{at}" width="{wide}" height="{spacing.bar}" fill="{_FILL}"/>'
        yield _text(str(value), bar + wide + 4, foot, size=_LABEL_SIZE, fill=_INK)
        top += spacing.room(name)


def _text(text: str, x: float, y: float, *, size: int, fill: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'


def _lines(text: str, width: int, size: int, *, most: int | None = None) -> Lines:
    """A text in lines ``width`` wide; what is beyond the ``most`` of them, or is one long word, is left out with …"""
    lines = broken(text, lambda line: _ems(line) * size <= width)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], "".join(lines[most - 1 :])]
    return tuple(_short(line.rstrip(), width / size) for line in lines)


def _short(line: str, longest: float) -> str:
    if _ems(line) <= longest:
        return line
    kept = line
    while kept and _ems(f"{kept}…") > longest:
        kept = kept[:-1]
    return f"{kept}…"


def _ems(text: str) -> float:
    """How wide a text is, near enough: Chinese takes nearly twice the room of Latin."""
    return sum(1 if ord(letter) > 0x2E7F or letter == "…" else 0.58 for letter in text)
