"""From the bytes of a file to its rows under their columns."""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from outreach.capture.imports.cells import EMPTY, MOST_ROWS, Cell, Sheet
from outreach.capture.imports.columns import Column, Headings, find_headings
from outreach.capture.imports.problems import FileProblem
from outreach.capture.imports.rows import is_example
from outreach.capture.imports.texts import text_sheet
from outreach.capture.imports.workbooks import is_workbook, workbook_sheet


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the headings. `total` is about how many there are: empty ones are counted in."""

    sheet: Sheet
    headings: Headings

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Raises FileProblem."""
        sheet = workbook_sheet(content) if is_workbook(content) else text_sheet(content)
        return cls(sheet, find_headings(sheet))

    @property
    def total(self) -> int:
        return max(self.sheet.total - self.headings.row, 0)

    def rows(self) -> Iterator[tuple[int, Mapping[Column, Cell]]]:
        """Each row that holds anything, with its number in the sheet. Raises FileProblem."""
        places = self.headings.places.items()
        filled = 0
        with warnings.catch_warnings():
            # What is odd about a file shows in its cells.
            warnings.simplefilter("ignore")
            for number, line in self.sheet.lines(self.headings.width):
                if number <= self.headings.row:
                    continue
                cells = {column: line[place] if place < len(line) else EMPTY for column, place in places}
                if all(cell.is_empty for cell in cells.values()) or is_example(cells):
                    continue
                filled += 1
                if filled > MOST_ROWS:
                    raise FileProblem("too_many_rows", most=MOST_ROWS)
                yield number, cells
        if not filled:
            raise FileProblem("empty")
