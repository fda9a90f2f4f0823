"""Files as people send them, and the way of an import in the tests."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

from outreach.campaigns.indicators import IndicatorKey
from outreach.capture.imports.checking import check
from outreach.capture.imports.models import ImportKind, ImportRow, PaperImport
from outreach.capture.imports.running import run
from outreach.capture.imports.services import order_import, take_file
from outreach.organisation.scope import scope_of
from tests.world import World

HEADINGS = ("日期", "单位", "地点", "数量", "对象", "备注", "编号")


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(rows: Iterable[Sequence[Any]], headings: Sequence[Any] = HEADINGS) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    return book


def xlsx(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS) -> bytes:
    return saved(workbook(rows, headings))


def text(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([headings, *rows])
    return out.getvalue()


def take(
    world: World,
    content: bytes,
    *,
    by: str = "chief",
    indicator: IndicatorKey = IndicatorKey.RESIDENT_PLEDGES,
    kind: ImportKind = ImportKind.RECORDS,
    file_name: str = "纸质责任书.xlsx",
) -> PaperImport:
    """A file taken in and not yet checked."""
    return take_file(
        campaign=world.campaign,
        indicator=indicator,
        file_name=file_name,
        content=content,
        by=scope_of(world.officers[by]),
        kind=kind,
        now=world.now,
    )


def checked(world: World, content: bytes, **options: Any) -> PaperImport:
    paper = take(world, content, **options)
    check(paper.pk, now=world.now)
    paper.refresh_from_db()
    return paper


def imported(world: World, content: bytes, *, takes_doubtful: bool = False, **options: Any) -> PaperImport:
    paper = checked(world, content, **options)
    order_import(paper, by=scope_of(world.officers[options.get("by", "chief")]), takes_doubtful=takes_doubtful)
    run(paper.pk, now=world.now)
    paper.refresh_from_db()
    return paper


def told(paper: PaperImport) -> dict[int, list[tuple[str, str]]]:
    """By row, each column with the code of what is wrong there."""
    rows = ImportRow.objects.filter(paper_import=paper).exclude(problems=[]).order_by("row")
    return {row.row: [(problem["column"], problem["code"]) for problem in row.problems] for row in rows}


def states(paper: PaperImport) -> list[str]:
    return list(ImportRow.objects.filter(paper_import=paper).order_by("row").values_list("state", flat=True))
