"""A sheet as rows of cells, whatever file it came in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

# Nobody fills in more by hand, and the worker is to be done with any file within minutes.
MOST_ROWS: Final = 200_000
# As many as a sheet can have: a gap after a few rows is no reason to refuse a file.
MOST_SHEET_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 40


class Cell(NamedTuple):
    """What stands in a cell. `format` is the number format that a spreadsheet shows it by.

    `value` is text, a number, a truth value or a date; for a formula it is the formula, and `is_formula` says so.
    """

    value: Any
    format: str = ""
    is_formula: bool = False
    is_error: bool = False
    is_merged: bool = False

    @property
    def is_empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


EMPTY: Final = Cell(None)

Line: TypeAlias = tuple[int, Sequence[Cell]]
"""A row's number in its sheet, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`lines(width)` walks through the sheet, each time from the top, `width` cells a row; `total` is how many."""

    total: int
    lines: Callable[[int | None], Iterator[Line]]
