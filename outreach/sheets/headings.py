"""The columns of a sheet, found by their headings in whatever order they stand."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from outreach.sheets.cells import MOST_COLUMNS, Sheet
from outreach.sheets.problems import FileProblem

# Titles and notes may stand above the headings.
_HEADINGS_BY: Final = 20
_HEADING_LENGTH: Final = 20


class Headed(Protocol):
    """A column, by its key and its Chinese and English heading."""

    @property
    def value(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


Column = TypeVar("Column", bound=Headed)


@dataclass(frozen=True, slots=True)
class Headings(Generic[Column]):
    """The row of the headings, and at which place each column stands."""

    row: int
    places: Mapping[Column, int]

    @property
    def width(self) -> int:
        return max(self.places.values()) + 1


def find_headings(sheet: Sheet, columns: Sequence[Column], required: Sequence[Column]) -> Headings[Column]:
    """Where the headings of a list of these columns stand.

    Raises FileProblem: `empty`, `no_header`, `heading_twice`, `unknown_columns` or `too_many_columns`.
    """
    by_heading = {_plain(heading): column for column in columns for heading in (column.value, column.zh, column.en)}
    best: list[Column] = []
    is_empty = True
    for number, cells in sheet.lines(None):
        if number > _HEADINGS_BY:
            break
        named = [(place, str(cell.value)) for place, cell in enumerate(cells) if not cell.is_empty]
        is_empty = is_empty and not named
        known = [by_heading[_plain(text)] for _place, text in named if _plain(text) in by_heading]
        if all(column in known for column in required):
            return _headings(number, named, by_heading)
        best = max(best, known, key=len)
    if is_empty:
        raise FileProblem("empty")
    raise FileProblem("no_header", columns=_listed(column.zh for column in required if column not in best))


def _headings(row: int, named: list[tuple[int, str]], by_heading: Mapping[str, Column]) -> Headings[Column]:
    if len(named) > MOST_COLUMNS or named[-1][0] >= MOST_COLUMNS:
        raise FileProblem("too_many_columns", most=MOST_COLUMNS)
    unknown = [text.strip()[:_HEADING_LENGTH] for _place, text in named if _plain(text) not in by_heading]
    if unknown:
        raise FileProblem("unknown_columns", columns=_listed(unknown))
    places: dict[Column, int] = {}
    for place, text in named:
        column = by_heading[_plain(text)]
        if column in places:
            raise FileProblem("heading_twice", column=column.zh)
        places[column] = place
    return Headings(row, places)


def _plain(text: str) -> str:
    """A heading without the star of a required column, spaces and full-width letters."""
    return "".join(unicodedata.normalize("NFKC", text).replace("*", "").split()).lower()


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)
