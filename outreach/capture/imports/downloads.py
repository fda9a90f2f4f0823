"""The rows that are not right, as a list to work through: csv row by row, or xlsx."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from outreach.capture.imports.columns import heading_of
from outreach.capture.imports.models import PaperImport, RowState
from outreach.capture.imports.problems import row_sentence
from outreach.capture.imports.selectors import problems_of, rows_with_problems
from outreach.sheets.inert import inert

_BYTE_ORDER_MARK = "\ufeff"


def problem_rows(paper: PaperImport) -> Iterator[list[str | int]]:
    """Headings, then a line a problem: row, column, what stands there, why, and what becomes of the row."""
    yield [_("Row"), _("Column"), _("What stands there"), _("Why"), _("State")]
    for row, problem in problems_of(rows_with_problems(paper)):
        yield [
            row.row,
            heading_of(problem["column"]),
            problem.get("value", ""),
            row_sentence(problem),
            str(RowState(row.state).label),
        ]


def problems_csv(paper: PaperImport) -> Iterator[str]:
    """Lines of csv with the mark by which spreadsheets know UTF-8."""
    yield _BYTE_ORDER_MARK
    for line in problem_rows(paper):
        out = io.StringIO()
        csv.writer(out).writerow([inert(value) for value in line])
        yield out.getvalue()


def problems_xlsx(paper: PaperImport) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Rows to look at"))
    sheet.freeze_panes = "A2"
    for letter, width in (("A", 8), ("B", 12), ("C", 28), ("D", 80), ("E", 18)):
        sheet.column_dimensions[letter].width = width
    for line in problem_rows(paper):
        cells = []
        for value in line:
            cell = WriteOnlyCell(sheet, value=inert(value))
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
