"""The figures as a workbook: a sheet a question, real numbers, and a proof that every breakdown adds up.

Text is only ever written as text: what begins like a formula also bears the mark that keeps it one when it is edited.
"""

from datetime import datetime
from io import BytesIO
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from outreach.reporting.documents.escaping import is_formula
from outreach.reporting.documents.paper import printable
from outreach.reporting.documents.sheets import Sheet, sheets_of
from outreach.reporting.section import Section
from outreach.reporting.writing import Approval

_A4: Final = 9
_WIDEST: Final = 60
_FACE: Final = "宋体"


def xlsx_of(section: Section, *, language: str, approval: Approval | None, sha256: str) -> bytes:
    """The workbook, dated with the time the section was counted at."""
    section = printable(section)
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    at = datetime.fromisoformat(section["as_of"]).replace(tzinfo=None)
    book.set_properties({"title": section["unit"]["name"], "created": at})
    writer = _Writer(book)
    for sheet in sheets_of(section, language=language, approval=approval, sha256=sha256):
        writer.add(sheet)
    book.close()
    return file.getvalue()


class _Writer:
    """Adds sheets to a workbook, each ready to be printed."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        plain = {"font_name": _FACE, "font_size": 11, "border": 1, "valign": "vcenter", "text_wrap": True}
        self._title = book.add_format({"font_name": _FACE, "font_size": 14, "bold": True})
        self._note = book.add_format({"font_name": _FACE, "font_size": 10})
        self._head = book.add_format({**plain, "bold": True, "align": "center", "bg_color": "#E8EDF3"})
        self._number = book.add_format({**plain, "num_format": "0"})
        self._rate = book.add_format({**plain, "num_format": "0.0%"})
        self._texts = {mark: book.add_format({**plain, "quote_prefix": mark}) for mark in (False, True)}
        self._notes = {mark: book.add_format({"font_name": _FACE, "quote_prefix": mark}) for mark in (False, True)}

    def add(self, sheet: Sheet) -> None:
        page = self._book.add_worksheet(sheet.name)
        page.write_string(0, 0, sheet.title, self._title)
        for row, note in enumerate(sheet.notes, 1):
            page.write_string(row, 0, note, self._notes[is_formula(note)])
        head = len(sheet.notes) + 2
        for column, text in enumerate(sheet.header):
            page.write_string(head, column, text, self._head)
        for row, cells in enumerate(sheet.rows, head + 1):
            for column, cell in enumerate(cells):
                self._write(page, row, column, cell)
        self._lay_out(page, sheet, head)

    def _write(self, page: Worksheet, row: int, column: int, cell: str | int | float | None) -> None:
        if cell is None:
            page.write_blank(row, column, None, self._texts[False])
        elif isinstance(cell, str):
            page.write_string(row, column, cell, self._texts[is_formula(cell)])
        else:
            page.write_number(row, column, cell, self._format_of(cell))

    def _format_of(self, cell: int | float) -> Format:
        return self._rate if isinstance(cell, float) else self._number

    def _lay_out(self, page: Worksheet, sheet: Sheet, head: int) -> None:
        page.freeze_panes(head + 1, 1)
        page.repeat_rows(head)
        page.repeat_columns(0)
        page.set_paper(_A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_footer("&C— &P —")
        for column, text in enumerate(sheet.header):
            cells = [text[: _WIDEST // 2], *(str(row[column]) for row in sheet.rows if row[column] is not None)]
            page.set_column(column, column, min(max(map(_width, cells)) + 2, _WIDEST if sheet.is_long else 24))


def _width(text: str) -> int:
    """In digits: a Chinese letter is as wide as two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
