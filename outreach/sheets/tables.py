"""From the bytes of a file to its rows under their columns."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Self

from outreach.sheets.cells import EMPTY, Cell, Sheet
from outreach.sheets.headings import Column, Headings, find_headings
from outreach.sheets.problems import FileProblem
from outreach.sheets.texts import text_sheet
from outreach.sheets.workbooks import is_workbook, workbook_sheet


@dataclass(frozen=True, slots=True)
class Table(Generic[Column]):
    """The rows below the headings. `total` is about how many there are: empty ones are counted in."""

    sheet: Sheet
    headings: Headings[Column]

    @classmethod
    def read(cls, content: bytes, columns: Sequence[Column], required: Sequence[Column]) -> Self:
        """Raises FileProblem."""
        sheet = workbook_sheet(content) if is_workbook(content) else text_sheet(content)
        return cls(sheet, find_headings(sheet, columns, required))

    @property
    def total(self) -> int:
        return max(self.sheet.total - self.headings.row, 0)

    def rows(
        self, passes_over: Callable[[Mapping[Column, Cell]], bool], *, most: int
    ) -> Iterator[tuple[int, Mapping[Column, Cell]]]:
        """Each row that holds anything and is not passed over, with its number in the sheet. Raises FileProblem."""
        places = self.headings.places.items()
        filled = 0
        with warnings.catch_warnings():
            # What is odd about a file shows in its cells.
            warnings.simplefilter("ignore")
            for number, line in self.sheet.lines(self.headings.width):
                if number <= self.headings.row:
                    continue
                cells = {column: line[place] if place < len(line) else EMPTY for column, place in places}
                if all(cell.is_empty for cell in cells.values()) or passes_over(cells):
                    continue
                filled += 1
                if filled > most:
                    raise FileProblem("too_many_rows", most=most)
                yield number, cells
        if not filled:
            raise FileProblem("empty")
