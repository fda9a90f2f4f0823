"""One row checked: every reason why it cannot count, or what it counts as."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.capture.imports.columns import REQUIRED, Column
from outreach.capture.imports.dates import Calendar
from outreach.capture.imports.models import (
    NOTE_LENGTH,
    NUMBER_LENGTH,
    PLACE_LENGTH,
    ImportKind,
    PaperImport,
    RowState,
)
from outreach.capture.imports.units import UnitNames
from outreach.capture.imports.values import audience_of, quantity_of
from outreach.sheets.cells import EMPTY, Cell
from outreach.sheets.dates import told_by
from outreach.sheets.rows import Row
from outreach.sheets.values import text_of

_FILES: Final = UUID("5b0a2f5c-1d0e-4c59-9a5e-6f0a3a1c2b77")
# What makes a row another one, beside its day and its unit.
_SAID: Final = ("place_name", "quantity", "audience", "note", "number")
_TEXTS: Final = {
    Column.PLACE: partial(text_of, most=PLACE_LENGTH),
    Column.NOTE: partial(text_of, most=NOTE_LENGTH),
    Column.NUMBER: partial(text_of, most=NUMBER_LENGTH),
}
# The row that shows how to fill a template in says so here, and is passed over wherever it was left standing.
EXAMPLE: Final = "示例行，不导入"


def is_example(cells: Mapping[Column, Cell]) -> bool:
    return str(cells.get(Column.NOTE, EMPTY).value or "").strip() == EXAMPLE


class RowChecker:
    """Checks the rows of one import. Rows that say the same as an earlier one of the file are doubtful."""

    def __init__(self, paper: PaperImport, names: UnitNames, calendar: Calendar) -> None:
        self._paper, self._names, self._calendar = paper, names, calendar
        self._is_prior = paper.kind == ImportKind.PRIOR_YEAR
        self._measure_word = INDICATORS[IndicatorKey(paper.indicator)].measure_word
        self._first_with: dict[UUID, int] = {}
        self.saw_person = False

    def check(self, number: int, cells: Mapping[Column, Cell]) -> dict[str, Any]:
        """The values of an ImportRow."""
        row = Row(cells, REQUIRED)
        told = row.read(Column.DATE, told_by)
        find = self._calendar.month_before if self._is_prior else self._calendar.day_of
        day = row.attempt(Column.DATE, lambda: find(told)) if told is not None else None
        # Which unit is meant by a name is for the day to say.
        unit = row.read(Column.UNIT, lambda cell: self._unit(text_of(cell, PLACE_LENGTH), day))
        quantity = row.read(Column.QUANTITY, self._quantity)
        audience = row.read(Column.AUDIENCE, audience_of)
        texts = {column: row.read(column, reading) or "" for column, reading in _TEXTS.items()}
        self.saw_person = self.saw_person or any(problem["code"] == "person" for problem in row.problems)
        values = {
            "paper_import_id": self._paper.pk,
            "row": number,
            "state": RowState.WRONG if row.problems else RowState.READY,
            "day": day,
            "month_only": told is not None and told.day is None,
            "unit_id": unit,
            "place_id": self._names.place(unit, texts[Column.PLACE]) if unit and texts[Column.PLACE] else None,
            "place_name": texts[Column.PLACE],
            "quantity": quantity,
            "audience": audience or "",
            "note": texts[Column.NOTE],
            "number": texts[Column.NUMBER],
            "problems": row.problems,
        }
        return values if row.problems else self._identified(values)

    def _unit(self, text: str, day: date | None) -> int:
        return self._names.line(text) if self._is_prior else self._names.unit(text, day)

    def _quantity(self, cell: Cell) -> int:
        return quantity_of(cell, measure_word=self._measure_word, least=0 if self._is_prior else 1)

    def _identified(self, values: dict[str, Any]) -> dict[str, Any]:
        """With what tells the row from others; the second of two that say the same is doubtful, or wrong."""
        content = self._content(values)
        values |= {
            "content": content,
            "submission_id": uuid5(_FILES, f"{self._paper.sha256}:{values['row']}:{content}"),
        }
        first = self._first_with.setdefault(content, values["row"])
        if first != values["row"]:
            code, state = ("month_twice", RowState.WRONG) if self._is_prior else ("same_row", RowState.DOUBTFUL)
            values |= {"state": state, "problems": [{"column": "", "code": code, "row": first}]}
        return values

    def _content(self, values: Mapping[str, Any]) -> UUID:
        """A digest of what the row says. Of the year before there is one figure a unit and month, whatever it is."""
        said = () if self._is_prior else _SAID
        # As the paper tells it: on which day a month counts is for the campaign to say, and may change; so may, with
        # the day, the one that counts of a unit that moved.
        day = f"{values['day']:%Y-%m}" if values["month_only"] else values["day"].isoformat()
        told = [
            self._paper.kind,
            str(self._paper.campaign_id),
            self._paper.indicator,
            day,
            str(self._names.line_of(values["unit_id"])),
            *(str(values[name]) for name in said),
        ]
        # No text of a row holds this separator: control characters are refused.
        return UUID(bytes=sha256("\x1f".join(told).encode()).digest()[:16])
