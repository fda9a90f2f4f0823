"""Writing lines as a file: CSV for programs, Excel for people, neither of them able to run anything.

A cell that a spreadsheet would take for a formula is text: in Excel by its type, in CSV by an apostrophe before it
(domain.md section 6).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
# A sheet of Excel has 1,048,576 rows.
_ROWS_OF_A_SHEET: Final = 1_000_000
_PIECE: Final = 1 << 20

Row = Sequence[Any]


def csv_pieces(header: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The file in pieces of about a megabyte, UTF-8 with the mark that Excel knows it by."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    write([_harmless(name) for name in header])
    yield b"\xef\xbb\xbf"
    for row in rows:
        write([_harmless(cell) for cell in row])
        if text.tell() >= _PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write_xlsx(path: Path, title: str, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write the file to ``path``, row by row: a row that is written needs no memory."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        strong = book.add_format({"bold": True, "bottom": 1})
        sheet, at = None, 0
        for row in rows:
            if sheet is None or at > _ROWS_OF_A_SHEET:
                sheet, at = _new_sheet(book, title, header, strong), 1
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(at, column, cell)
                elif cell:
                    sheet.write_string(at, column, cell)
            at += 1
        if sheet is None:
            _new_sheet(book, title, header, strong)


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file in pieces of a megabyte."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _new_sheet(book: Any, title: str, header: Sequence[str], strong: Any) -> Any:
    number = len(book.worksheets()) + 1
    sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
    sheet.set_column(0, len(header) - 1, 16)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, strong)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _harmless(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return cell
