"""Reading csv: in UTF-8 or GB18030, as spreadsheets of either age write it."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from outreach.sheets.cells import MOST_SHEET_ROWS, Cell, Line, Sheet
from outreach.sheets.problems import FileProblem

_SEPARATORS: Final = ",;\t"
# UTF-16, as a spreadsheet's "Unicode text" is.
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


def text_sheet(content: bytes) -> Sheet:
    """Raises FileProblem: `encoding`, `empty` or `unreadable`."""
    text = _decoded(content)
    if not text.strip():
        raise FileProblem("empty")
    separator = max(_SEPARATORS, key=text[: text.find("\n") + 1 or None].count)

    def lines(width: int | None) -> Iterator[Line]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            for number, fields in enumerate(reader, start=1):
                if number > MOST_SHEET_ROWS:
                    raise FileProblem("too_many_rows", most=MOST_SHEET_ROWS)
                yield number, [_cell(field) for field in fields[:width]]
        except csv.Error:
            raise FileProblem("unreadable") from None

    return Sheet(text.count("\n") + (not text.endswith("\n")), lines)


def _decoded(content: bytes) -> str:
    if content.startswith(_WIDE):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise FileProblem("unreadable")
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileProblem("encoding")


def _cell(field: str) -> Cell:
    # A spreadsheet would calculate it, whatever the file was written for.
    return Cell(field, is_formula=field.startswith("="))
