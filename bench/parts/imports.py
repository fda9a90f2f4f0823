"""Paper records: a file of a hundred thousand rows, checked and then counted, as a worker does it."""

import io
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone
from openpyxl import Workbook

from bench.ground import Ground
from bench.scene import Scene, set_scene
from bench.table import Row, at_most
from outreach.campaigns.indicators import IndicatorKey
from outreach.capture.imports.checking import check
from outreach.capture.imports.columns import Column
from outreach.capture.imports.models import ImportState
from outreach.capture.imports.running import run as run_import
from outreach.capture.imports.services import order_import, take_file
from outreach.organisation.scope import scope_of

_COLUMNS: Final = (Column.DATE, Column.UNIT, Column.QUANTITY, Column.NOTE)
_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Size:
    rows: int


# The promise is about this many.
_PROMISED: Final = 100_000
_SECONDS: Final = 60

SIZES: Final = {"full": Size(rows=_PROMISED), "quick": Size(rows=10_000), "tiny": Size(rows=20)}


def run(ground: Ground, size: Size) -> list[Row]:
    """Check a workbook and import it, in this process."""
    database = ground.new_database("imports")
    with database.in_use():
        scene = set_scene(stations=8)
        scope = scope_of(scene.chief)
        paper = take_file(
            campaign=scene.campaign,
            indicator=IndicatorKey.MATERIALS,
            file_name="rows.xlsx",
            content=_workbook(scene, size.rows),
            by=scope,
        )
        began = time.monotonic()
        check(paper.pk)
        checked = time.monotonic()
        paper.refresh_from_db()
        order_import(paper, by=scope)
        ordered = time.monotonic()
        run_import(paper.pk)
        done = time.monotonic()
        paper.refresh_from_db()
        if paper.state != ImportState.DONE:
            raise RuntimeError(f"the import is {paper.state}: {paper.problem}")
    checking, running = checked - began, done - ordered
    return [
        Row(
            part="imports",
            figure=f"seconds for {size.rows} rows of a workbook",
            values=[checking + running],
            target=at_most(_SECONDS) if size.rows == _PROMISED else None,
            note=f"on this machine; {checking:.0f} s to check, {running:.0f} s to count",
        )
    ]


def _workbook(scene: Scene, rows: int) -> bytes:
    """Rows of the last month, no two alike."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([column.zh for column in _COLUMNS])
    today = timezone.localdate()
    for number in range(rows):
        day = today - timedelta(days=1 + number % (_DAYS - 2))
        station = scene.stations[number % len(scene.stations)]
        sheet.append([day, station.name, 1 + number % 300, f"第{number}箱"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
