"""Files that were made to break a reader, and those that only look that way: each is named, none breaks anything."""

import io
import time
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from outreach.capture.imports.models import ImportState
from tests.capture.imports.sheets import HEADINGS, checked, saved, states, text, told, workbook, xlsx
from tests.world import World

SHEET = "xl/worksheets/sheet1.xml"


def day(world: World) -> date:
    return world.today - timedelta(days=9)


def good(world: World) -> tuple[Any, ...]:
    return (day(world), "甲派出所", "某社区", 312, "", "", "")


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same workbook with these parts added or put in the place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def part_of(content: bytes, name: str = SHEET) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def refused(world: World, content: bytes, name: str = "a.xlsx") -> str:
    paper = checked(world, content, file_name=name)
    assert (paper.state, states(paper)) == (ImportState.REFUSED, [])
    code: str = paper.problem["code"]
    return code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 and nothing more", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old_or_locked"),
        (b"%PDF-1.7\n\x00\x01", "unreadable"),
        (b"\x00" * 1000, "unreadable"),
        (b"   \n \n", "empty"),
        (b"\x80\x81 \xff\xff", "encoding"),
        ("日期,单位,数量\n".encode() + "甲派出所".encode("gb18030") + b"\x80\xff", "encoding"),
        (b'"2026-09-01', "unreadable"),
    ],
)
def test_what_is_no_sheet_is_named(world: World, content: bytes, code: str) -> None:
    assert refused(world, content) == code


def test_a_file_cut_short_is_named(world: World) -> None:
    assert refused(world, xlsx(good(world))[:-400]) == "unreadable"


def test_a_bomb_is_not_unpacked(world: World) -> None:
    bomb = with_parts(xlsx(good(world)), {"xl/media/image1.png": bytes(250 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    before = time.process_time()
    assert refused(world, bomb) == "unpacks_too_large"
    assert time.process_time() - before < 5


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/styles.xml"])
def test_texts_and_styles_that_grow_are_not_read(world: World, name: str) -> None:
    assert refused(world, with_parts(xlsx(good(world)), {name: b" " * (70 * 1024 * 1024)})) == "unpacks_too_large"


def test_very_many_parts_are_not_read(world: World) -> None:
    parts = {f"xl/media/{number}.bin": b"x" for number in range(1100)}
    assert refused(world, with_parts(xlsx(good(world)), parts)) == "unpacks_too_large"


def test_entities_are_not_resolved(world: World) -> None:
    content = xlsx(good(world))
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    evil = part_of(content).replace(b"<worksheet", laughs + b"<worksheet", 1)
    assert refused(world, with_parts(content, {SHEET: evil})) == "unreadable"
    hidden = part_of(content).replace(b"<worksheet", b"<!--" + b"x" * 8000 + b"-->" + laughs + b"<worksheet", 1)
    paper = checked(world, with_parts(content, {SHEET: hidden}))
    assert paper.state in (ImportState.REFUSED, ImportState.CHECKED)


def test_macros_are_refused(world: World) -> None:
    assert refused(world, with_parts(xlsx(good(world)), {"xl/vbaProject.bin": b"Sub Auto_Open()"})) == "macros"


def test_links_to_other_files_are_not_followed(world: World) -> None:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    content = with_parts(xlsx(good(world)), {"xl/externalLinks/externalLink1.xml": link})
    assert states(checked(world, content)) == ["ready"]
    assert told(checked(world, xlsx((day(world), "='[1]表'!A1", "", 5)))) == {2: [("unit", "formula")]}


def test_a_thousand_columns_are_refused(world: World) -> None:
    headings = (*HEADINGS, *(f"列{number}" for number in range(1000)))
    assert refused(world, xlsx(good(world), headings=headings)) == "too_many_columns"


def test_a_cell_far_to_the_right_costs_nothing(world: World) -> None:
    book = workbook([good(world)])
    book.worksheets[0]["XFD2"] = "x"
    assert states(checked(world, saved(book))) == ["ready"]


def test_a_cell_far_below_is_found(world: World) -> None:
    book = workbook([good(world)])
    for place, value in enumerate(good(world), start=1):
        book.worksheets[0].cell(60_000, place, value)
    assert told(checked(world, saved(book))) == {60_000: [("", "same_row")]}


def test_a_row_beyond_what_a_sheet_can_have_is_refused(world: World) -> None:
    content = xlsx(good(world))
    evil = part_of(content).replace(b'<row r="2"', b'<row r="99999999999"')
    assert refused(world, with_parts(content, {SHEET: evil})) in ("too_many_rows", "unreadable")


def test_a_dimension_that_lies_hides_no_row(world: World) -> None:
    content = xlsx(good(world), (day(world), "甲派出所", "", 5))
    evil = part_of(content).replace(b'ref="A1:G3"', b'ref="A1:A1"')
    assert evil != part_of(content)
    assert states(checked(world, with_parts(content, {SHEET: evil}))) == ["ready", "ready"]


def test_more_rows_than_are_read_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.capture.imports.checking.MOST_ROWS", 3)
    assert refused(world, xlsx(*[good(world)] * 4)) == "too_many_rows"


def formulas(book: Workbook, value: date) -> None:
    sheet = book.worksheets[0]
    sheet["D2"] = "=300+12"
    sheet["B2"] = ArrayFormula("B2:B2", '="甲派出所"')
    sheet["A2"] = "=TODAY()"


def merged(book: Workbook, value: date) -> None:
    book.worksheets[0].append([None, "甲派出所", "", 5])
    book.worksheets[0].merge_cells("A2:A3")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (formulas, {2: [("date", "formula"), ("unit", "formula"), ("quantity", "formula")]}),
        (merged, {2: [("date", "merged")], 3: [("date", "merged")]}),
    ],
)
def test_formulas_and_merged_cells_are_named_by_row_and_column(
    world: World, change: Callable[[Workbook, date], None], expected: dict[int, Any]
) -> None:
    book = workbook([good(world)])
    change(book, day(world))
    assert told(checked(world, saved(book))) == expected


def test_a_title_merged_above_the_headings_does_no_harm(world: World) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["某某派出所纸质责任书汇总表"], [], list(HEADINGS), list(good(world))):
        sheet.append(row)
    sheet.merge_cells("A1:G2")
    assert states(checked(world, saved(book))) == ["ready"]


def test_very_many_merged_cells_are_refused(world: World) -> None:
    book = workbook([good(world)])
    content = saved(book)
    evil = part_of(content).replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    assert refused(world, with_parts(content, {SHEET: evil})) == "too_many_merged"


def test_an_empty_sheet_and_one_without_rows_are_named(world: World) -> None:
    assert refused(world, saved(Workbook())) == "empty"
    assert refused(world, xlsx()) == "empty"


def test_rows_on_two_sheets_are_refused_and_explanations_are_none(world: World) -> None:
    book = workbook([good(world)])
    book.create_sheet("填写说明").append(["请逐行填写"])
    assert states(checked(world, saved(book))) == ["ready"]
    book.create_sheet("十月").append(list(HEADINGS))
    paper = checked(world, saved(book))
    assert paper.problem == {"code": "several_sheets", "sheets": "Sheet、十月"}


@pytest.mark.parametrize(
    ("headings", "problem"),
    [
        (("日期", "单位"), {"code": "no_header", "columns": "数量"}),
        ((*HEADINGS, "数量"), {"code": "heading_twice", "column": "数量"}),
        ((*HEADINGS, "姓名"), {"code": "unknown_columns", "columns": "姓名"}),
    ],
)
def test_headings_that_are_not_those_of_the_template_are_named(
    world: World, headings: tuple[str, ...], problem: dict[str, str]
) -> None:
    assert checked(world, xlsx(good(world), headings=headings)).problem == problem


def test_headings_may_stand_in_any_order_with_stars_and_in_english(world: World) -> None:
    content = xlsx((312, "甲派出所", day(world)), headings=("Quantity", " 单位 *", "日 期"))
    assert states(checked(world, content)) == ["ready"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_that_spreadsheets_write(world: World, encoding: str) -> None:
    assert states(checked(world, text(good(world)).encode(encoding))) == ["ready"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_with_any_usual_separator(world: World, separator: str) -> None:
    rows = [HEADINGS, tuple(map(str, good(world)))]
    assert states(checked(world, "\r\n".join(separator.join(row) for row in rows).encode())) == ["ready"]


def test_a_formula_in_csv_is_named(world: World) -> None:
    assert told(checked(world, text((day(world), "甲派出所", "", "=1+1")).encode())) == {2: [("quantity", "formula")]}


def test_an_error_of_the_spreadsheet_is_named(world: World) -> None:
    book = workbook([good(world)])
    book.worksheets[0]["D2"] = "#REF!"
    assert told(checked(world, saved(book))) == {2: [("quantity", "error_value")]}
