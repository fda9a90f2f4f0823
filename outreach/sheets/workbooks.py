"""Reading xlsx that anybody may have made: nothing is unpacked, run, fetched or calculated before it is looked at.

A workbook is a zip of XML. What it would unpack to is known beforehand from its directory, and no more than that is
ever read; XML with a document type, which could grow while it is read, is refused.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.worksheet.cell_range import CellRange

from outreach.sheets.cells import EMPTY, MOST_SHEET_ROWS, Cell, Line, Sheet
from outreach.sheets.problems import FileProblem

# 200,000 rows of seven columns unpack to 100 MB; a sheet of more is not read by hand either.
_MOST_UNPACKED: Final = 200 * 1024 * 1024
# Everything but the sheets and their texts is read at once.
_MOST_OF_A_PART: Final = 10 * 1024 * 1024
_MOST_TEXTS: Final = 64 * 1024 * 1024
_MOST_PARTS: Final = 1_000
_MOST_MERGED: Final = 100_000
_CHUNK: Final = 1024 * 1024
_HEAD: Final = 4096

_OLD: Final = b"\xd0\xcf\x11\xe0"
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>/]")
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
# The longest tag that may lie across two chunks.
_OVERLAP: Final = 512
# A sheet of explanations is no sheet of rows.
_EXPLANATIONS: Final = ("填写说明", "Notes")

Merged = set[tuple[int, int]]
"""Row and place of every cell that is merged with others."""


def is_workbook(content: bytes) -> bool:
    """Whether this means to be a spreadsheet's own file. Raises FileProblem `old_or_locked`."""
    if content.startswith(_OLD):
        raise FileProblem("old_or_locked")
    return content.startswith(b"PK")


def workbook_sheet(content: bytes) -> Sheet:
    """The one sheet with rows. Raises FileProblem."""
    try:
        with warnings.catch_warnings():
            # What is odd about a file shows in its cells.
            warnings.simplefilter("ignore")
            archive = zipfile.ZipFile(io.BytesIO(content))
            _look_at(archive)
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            found = _only_sheet(book)
            total, merged = _measured(archive, found._worksheet_path)
    except FileProblem:
        raise
    # A file made to break a reader breaks it anywhere.
    except Exception:
        raise FileProblem("unreadable") from None

    def lines(width: int | None) -> Iterator[Line]:
        try:
            yield from _lines(found, width, merged)
        except FileProblem:
            raise
        except Exception:
            raise FileProblem("unreadable") from None

    return Sheet(total, lines)


def _look_at(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise FileProblem("unpacks_too_large")
    for part in parts:
        name = part.filename.lower()
        if "vbaproject" in name:
            raise FileProblem("macros")
        if part.flag_bits & 1:
            raise FileProblem("old_or_locked")
        if not name.endswith((".xml", ".rels")):
            continue
        most = _MOST_TEXTS if "sharedstrings" in name else _MOST_OF_A_PART
        if part.file_size > most and "worksheets/" not in name:
            raise FileProblem("unpacks_too_large")
        with archive.open(part) as opened:
            head = opened.read(_HEAD)
        # In UTF-16 a document type would not be seen; no spreadsheet writes it.
        if b"<!DOCTYPE" in head or b"\x00" in head:
            raise FileProblem("unreadable")


def _only_sheet(book: Any) -> Any:
    """The one visible sheet in which anything stands."""
    filled = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        if sheet.title in _EXPLANATIONS or sheet.sheet_state != "visible":
            continue
        rows = sheet.iter_rows(max_row=1000)
        if any(cell.value is not None for row in rows for cell in row):
            filled.append(sheet)
    if not filled:
        raise FileProblem("empty")
    if len(filled) > 1:
        raise FileProblem("several_sheets", sheets="、".join(sheet.title for sheet in filled[:5]))
    return filled[0]


def _measured(archive: zipfile.ZipFile, path: str) -> tuple[int, Merged]:
    """How many rows the sheet has, and which cells are merged: said at its end, needed from the first row on."""
    rows, ranges, rest = 0, set(), b""
    with archive.open(path) as opened:
        while chunk := opened.read(_CHUNK):
            text = rest + chunk
            # What lies wholly in the overlap was seen with the chunk before.
            rows += sum(1 for each in _ROW.finditer(text) if each.end() > len(rest))
            ranges.update(_MERGED.findall(text))
            rest = text[-_OVERLAP:]
    merged: Merged = set()
    for each in ranges:
        left, top, right, bottom = CellRange(each.decode()).bounds
        if len(merged) + (right - left + 1) * (bottom - top + 1) > _MOST_MERGED:
            raise FileProblem("too_many_merged")
        merged.update((row, place - 1) for row in range(top, bottom + 1) for place in range(left, right + 1))
    return rows, merged


def _lines(sheet: Any, width: int | None, merged: Merged) -> Iterator[Line]:
    for number, row in enumerate(sheet.iter_rows(max_col=width), start=1):
        if number > MOST_SHEET_ROWS:
            raise FileProblem("too_many_rows", most=MOST_SHEET_ROWS)
        cells = [_cell(each) for each in row]
        for place in range(len(cells)) if merged else ():
            if (number, place) in merged:
                cells[place] = Cell(cells[place].value, is_merged=True)
        yield number, cells


def _cell(each: Any) -> Cell:
    value, kind = each.value, each.data_type
    if kind == "s" or (value is None and kind != "f"):
        return Cell(value) if value is not None else EMPTY
    if kind == "f":
        return Cell(str(getattr(value, "text", value)), is_formula=True)
    return Cell(value, format=each.number_format, is_error=kind == "e")
