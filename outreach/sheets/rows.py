"""One row as it is read, cell by cell, with every reason why it is not right."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from outreach.sheets.cells import EMPTY, Cell
from outreach.sheets.headings import Column
from outreach.sheets.problems import RowProblem
from outreach.sheets.values import refuse_what_is_no_value, shown_again

Value = TypeVar("Value")


@dataclass(slots=True)
class Row(Generic[Column]):
    """The cells of a row, and what was found wrong with them."""

    cells: Mapping[Column, Cell]
    required: Collection[Column]
    problems: list[dict[str, Any]] = field(default_factory=list)

    def read(self, column: Column, reading: Callable[[Cell], Value]) -> Value | None:
        """What a cell says; nothing where it is empty or not right, and then the reason is noted."""
        cell = self.cells.get(column, EMPTY)
        try:
            refuse_what_is_no_value(cell)
            if cell.is_empty and column in self.required:
                raise RowProblem("missing")
            return reading(cell)
        except RowProblem as problem:
            self._note(column, problem)
            return None

    def attempt(self, column: Column, reading: Callable[[], Value | None]) -> Value | None:
        try:
            return reading()
        except RowProblem as problem:
            self._note(column, problem)
            return None

    def _note(self, column: Column, problem: RowProblem) -> None:
        # What looks like data of a person is not shown again either.
        shown = {} if problem.code == "person" else {"value": shown_again(self.cells.get(column, EMPTY))}
        self.problems.append({"column": column.value, "code": problem.code, **shown, **problem.facts})
