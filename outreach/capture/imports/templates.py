"""Empty sheets to fill in, one an indicator: headings, advice above them, and an example row that never counts."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from outreach.campaigns.indicators import INDICATORS, Audience, Indicator, IndicatorKey
from outreach.capture.imports.columns import REQUIRED, Column
from outreach.capture.imports.models import ImportKind
from outreach.capture.imports.rows import EXAMPLE
from outreach.sheets.inert import inert

_SHEET: Final = "数据"
_NOTES: Final = "填写说明"
_WIDTHS: Final = {
    Column.DATE: 18,
    Column.UNIT: 24,
    Column.PLACE: 20,
    Column.QUANTITY: 14,
    Column.AUDIENCE: 18,
    Column.NOTE: 28,
    Column.NUMBER: 16,
}
_HEADINGS_AT: Final = 2
# So many rows offer their lists to choose from; more may be filled in.
_OFFERED_ROWS: Final = 5_000


def columns_of(kind: ImportKind) -> Sequence[Column]:
    """Of the year before only a month's figure is asked for."""
    if kind == ImportKind.PRIOR_YEAR:
        return (Column.DATE, Column.UNIT, Column.QUANTITY, Column.NOTE)
    return tuple(Column)


def template_xlsx(
    indicator: IndicatorKey, units: Sequence[str], *, kind: ImportKind = ImportKind.RECORDS, example_day: date
) -> bytes:
    """The template; `units` are the names that may be chosen, `example_day` a day that the campaign has."""
    columns, told = columns_of(kind), INDICATORS[indicator]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _SHEET
    sheet.append([_advice(column, told, kind) for column in columns])
    sheet.append([column.zh + ("*" if column in REQUIRED else "") for column in columns])
    sheet.append([inert(value) for value in _example(columns, kind, units, example_day)])
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS[column]
        advice, heading, example = (sheet.cell(row, place) for row in range(1, _HEADINGS_AT + 2))
        advice.font, advice.alignment = Font(size=9, color="666666"), Alignment(wrap_text=True, vertical="top")
        heading.font, heading.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F3")
        example.font = Font(italic=True, color="888888")
        if column in (Column.NUMBER, Column.PLACE, Column.NOTE):
            # Typed into a text column, leading zeros stay.
            for row in range(_HEADINGS_AT + 1, _HEADINGS_AT + 201):
                sheet.cell(row, place).number_format = "@"
    sheet.row_dimensions[1].height = 64
    sheet.freeze_panes = f"A{_HEADINGS_AT + 1}"
    _explain(book, told, kind, units)
    for column, letter, lines in ((Column.UNIT, "A", len(units)), (Column.AUDIENCE, "B", len(Audience))):
        if column in columns and lines:
            _offer(sheet, get_column_letter(columns.index(column) + 1), f"'{_NOTES}'!${letter}$2:${letter}${lines + 1}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def template_csv(
    indicator: IndicatorKey, units: Sequence[str], *, kind: ImportKind = ImportKind.RECORDS, example_day: date
) -> bytes:
    """The same for who has no spreadsheet; in UTF-8 with the mark by which spreadsheets know it."""
    columns, told = columns_of(kind), INDICATORS[indicator]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_advice(column, told, kind) for column in columns])
    writer.writerow([column.zh for column in columns])
    writer.writerow([inert(value) for value in _example(columns, kind, units, example_day)])
    return out.getvalue().encode("utf-8-sig")


def _advice(column: Column, indicator: Indicator, kind: ImportKind) -> str:
    word = indicator.measure_word
    if kind == ImportKind.PRIOR_YEAR and column is Column.DATE:
        return "必填。写月份，如2025年9月"
    return {
        Column.DATE: "必填。如2026-09-01；只知道月份的写2026年9月，计入当月最后一日",
        Column.UNIT: "必填。与系统中的单位名称一致；有重名的写“上级/单位”",
        Column.PLACE: "选填。学校、社区、村、企业等",
        Column.QUANTITY: f"必填。整数，单位：{word}",
        Column.AUDIENCE: "选填。从列表中选；多类用顿号隔开",
        Column.NOTE: "选填。不要填写姓名、身份证号、电话",
        Column.NUMBER: "选填。纸质材料上的编号，开头的0会保留",
    }[column]


def _example(columns: Sequence[Column], kind: ImportKind, units: Sequence[str], day: date) -> list[Any]:
    is_prior = kind == ImportKind.PRIOR_YEAR
    values: dict[Column, Any] = {
        Column.DATE: f"{day.year - 1}年{day.month}月" if is_prior else day.isoformat(),
        Column.UNIT: units[0] if units else "",
        Column.PLACE: "某社区",
        Column.QUANTITY: 312,
        Column.AUDIENCE: Audience.RESIDENTS.zh,
        Column.NOTE: EXAMPLE,
        Column.NUMBER: "0001",
    }
    return [values[column] for column in columns]


def _explain(book: Workbook, indicator: Indicator, kind: ImportKind, units: Sequence[str]) -> None:
    sheet = book.create_sheet(_NOTES)
    lines = [
        f"{indicator.zh}（{indicator.measure_word}）",
        indicator.definition_zh,
        f"去重：{indicator.deduplicated_by_zh}",
        "一行一条；数量可以大于1，如某社区一个月共312份。",
        "不要合并单元格，不要用公式，不要改表头。第3行是示例，留着也不会导入。",
        "上传后先逐行检查，看过结果再导入。导入的记录标注“来源:导入,未经逐条核实”，不计入覆盖率。",
    ]
    if kind == ImportKind.PRIOR_YEAR:
        lines[3:] = ["一个单位一个月一行，数量是该单位本级当月的数。", "只用于同比，不计入台账。"]
    audiences = [audience.zh for audience in Audience] if kind == ImportKind.RECORDS else []
    sheet.append(["单位", "对象" if audiences else "", "说明"])
    for number in range(max(len(units), len(audiences), len(lines))):
        row = [column[number] if number < len(column) else None for column in (list(units), audiences, lines)]
        sheet.append([inert(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in (("A", 30), ("B", 20), ("C", 90)):
        sheet.column_dimensions[letter].width = width


def _offer(sheet: Any, letter: str, source: str) -> None:
    """Names to choose from; others may be typed, since the check says more about them."""
    choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    choice.add(f"{letter}{_HEADINGS_AT + 1}:{letter}{_HEADINGS_AT + _OFFERED_ROWS}")
    sheet.add_data_validation(choice)
