"""Empty lists to fill in: headings, advice above them, and the names to choose from."""

import csv
import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from django.db import models
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from outreach.organisation.lists.columns import (
    ABOVE,
    COLUMNS,
    PLACE_KIND,
    ROLE,
    UNIT,
    UNIT_KIND,
    Column,
)
from outreach.organisation.lists.planning import names_in_chinese
from outreach.organisation.lists.services import MOST_ROWS
from outreach.organisation.models import ListKind, PlaceKind, Role, UnitKind
from outreach.sheets.inert import inert

_SHEET: Final = "数据"
_NOTES: Final = "填写说明"
_HEADINGS_AT: Final = 2
_CHOICES: Final[Mapping[Column, type[models.TextChoices]]] = MappingProxyType(
    {UNIT_KIND: UnitKind, PLACE_KIND: PlaceKind, ROLE: Role}
)
_ADVICE: Final = (
    "一行一条。不要合并单元格，不要用公式，不要改表头。",
    "上传后先逐行检查，看过结果再录入；有一行不对就都不录入。同一份表再传一次，不会重复。",
    "留空的选填项不改动原有内容。",
)


def template_xlsx(kind: ListKind, units: Sequence[str]) -> bytes:
    """`units` are the names that may be chosen, in the order of the tree."""
    columns = COLUMNS[kind]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _SHEET
    sheet.append([column.advice for column in columns])
    sheet.append([column.zh + ("*" if column.is_required else "") for column in columns])
    offered = [_offered(column, units) for column in columns]
    for place, names in enumerate(offered, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 24
        advice, heading = sheet.cell(1, place), sheet.cell(_HEADINGS_AT, place)
        advice.font, advice.alignment = Font(size=9, color="666666"), Alignment(wrap_text=True, vertical="top")
        heading.font, heading.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F3")
        # Typed into a text column, leading zeros stay.
        for row in range(_HEADINGS_AT + 1, _HEADINGS_AT + MOST_ROWS + 1):
            sheet.cell(row, place).number_format = "@"
        if names:
            _offer(sheet, letter, f"'{_NOTES}'!${letter}$2:${letter}${len(names) + 1}")
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = f"A{_HEADINGS_AT + 1}"
    _explain(book, columns, offered)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def template_csv(kind: ListKind) -> bytes:
    """The same for who has no spreadsheet; in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.advice for column in COLUMNS[kind]])
    writer.writerow([column.zh for column in COLUMNS[kind]])
    return out.getvalue().encode("utf-8-sig")


def _offered(column: Column, units: Sequence[str]) -> list[str]:
    if column in (ABOVE, UNIT):
        return list(units)
    return names_in_chinese(_CHOICES[column]) if column in _CHOICES else []


def _explain(book: Workbook, columns: Sequence[Column], offered: Sequence[Sequence[str]]) -> None:
    """A column of names below each heading that has some, and the advice beside them."""
    sheet = book.create_sheet(_NOTES)
    sheet.append([column.zh if names else "" for column, names in zip(columns, offered, strict=True)] + ["说明"])
    for number in range(max(len(_ADVICE), *map(len, offered))):
        row = [names[number] if number < len(names) else None for names in (*offered, _ADVICE)]
        sheet.append([inert(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place in range(1, len(columns) + 2):
        sheet.column_dimensions[get_column_letter(place)].width = 24 if place <= len(columns) else 90


def _offer(sheet: Any, letter: str, source: str) -> None:
    """Names to choose from; others may be typed, since the check says more about them."""
    choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    choice.add(f"{letter}{_HEADINGS_AT + 1}:{letter}{_HEADINGS_AT + MOST_ROWS}")
    sheet.add_data_validation(choice)
