"""The columns of the templates, found by their headings in whatever order they stand."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

from outreach.campaigns.indicators import Term
from outreach.capture.imports.cells import MOST_COLUMNS, Sheet
from outreach.capture.imports.problems import FileProblem

# Titles and notes may stand above the headings.
_HEADINGS_BY: Final = 20
_HEADING_LENGTH: Final = 20


class Column(Term):
    """A column, by its Chinese and its English heading."""

    DATE = "date", "日期", "Date"
    UNIT = "unit", "单位", "Unit"
    PLACE = "place", "地点", "Place"
    QUANTITY = "quantity", "数量", "Quantity"
    AUDIENCE = "audience", "对象", "Audience"
    NOTE = "note", "备注", "Note"
    NUMBER = "number", "编号", "Number"


REQUIRED: Final = (Column.DATE, Column.UNIT, Column.QUANTITY)
_BY_HEADING: Final[Mapping[str, Column]] = {
    heading.lower(): column for column in Column for heading in (column.value, column.zh, column.en)
}


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings, and at which place each column stands."""

    row: int
    places: Mapping[Column, int]

    @property
    def width(self) -> int:
        return max(self.places.values()) + 1


def heading_of(column: str) -> str:
    """The heading over a column in the language of the page; none for a problem of the row as a whole."""
    if not column:
        return ""
    return Column(column).en if (get_language() or "").startswith("en") else Column(column).zh


def find_headings(sheet: Sheet) -> Headings:
    """Where the headings stand.

    Raises FileProblem: `empty`, `no_header`, `heading_twice`, `unknown_columns` or `too_many_columns`.
    """
    best: list[Column] = []
    is_empty = True
    for number, cells in sheet.lines(None):
        if number > _HEADINGS_BY:
            break
        named = [(place, str(cell.value)) for place, cell in enumerate(cells) if not cell.is_empty]
        is_empty = is_empty and not named
        known = [_BY_HEADING[_plain(text)] for _place, text in named if _plain(text) in _BY_HEADING]
        if all(column in known for column in REQUIRED):
            return _headings(number, named)
        best = max(best, known, key=len)
    if is_empty:
        raise FileProblem("empty")
    raise FileProblem("no_header", columns=_listed(column.zh for column in REQUIRED if column not in best))


def _headings(row: int, named: list[tuple[int, str]]) -> Headings:
    if len(named) > MOST_COLUMNS or named[-1][0] >= MOST_COLUMNS:
        raise FileProblem("too_many_columns", most=MOST_COLUMNS)
    unknown = [text.strip()[:_HEADING_LENGTH] for _place, text in named if _plain(text) not in _BY_HEADING]
    if unknown:
        raise FileProblem("unknown_columns", columns=_listed(unknown))
    places: dict[Column, int] = {}
    for place, text in named:
        column = _BY_HEADING[_plain(text)]
        if column in places:
            raise FileProblem("heading_twice", column=column.zh)
        places[column] = place
    return Headings(row, places)


def _plain(text: str) -> str:
    """A heading without the star of a required column, spaces and full-width letters."""
    return "".join(unicodedata.normalize("NFKC", text).replace("*", "").split()).lower()


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)
