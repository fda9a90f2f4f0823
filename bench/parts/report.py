"""The monthly report of a city: its figures alone, and with every document of it, as a worker builds them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone

from bench.ground import Ground
from bench.lines import FIRST, LAST, Ledger, ledger_of
from bench.table import Row, Target, at_most
from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.aims.models import Target as Aim
from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.periods import Period, PeriodKind
from outreach.capture.imports.models import ImportKind, PaperImport, PriorYear
from outreach.reporting.documents.building import build_files
from outreach.reporting.figures import figures_of
from outreach.reporting.models import ReportFile
from outreach.reporting.services import build_report, request_report

_MONTH: Final = Period(PeriodKind.MONTH, date(2023, 11, 1), date(2023, 11, 30))
_YEAR: Final = Period(PeriodKind.CAMPAIGN, FIRST, LAST)


@dataclass(frozen=True, slots=True)
class Size:
    lines: int
    rounds: int


# The promise is about this many lines; with fewer it is printed, not judged.
_PROMISED: Final = 5_000_000

SIZES: Final = {
    "full": Size(lines=_PROMISED, rounds=5),
    "quick": Size(lines=300_000, rounds=3),
    "tiny": Size(lines=2_000, rounds=1),
}


def run(ground: Ground, size: Size) -> list[Row]:
    """Every unit has a base, a target and figures of the year before, so that nothing is left out of the report."""
    ledger = ledger_of(ground, size.lines)
    is_promised = size.lines == _PROMISED
    with ledger.database.in_use():
        _set_aims(ledger)
        units = len(ledger.scene.stations)
        figures = [_spent(lambda: _figures(ledger, _MONTH)) for _round in range(size.rounds)]
        year = [_spent(lambda: _figures(ledger, _YEAR)) for _round in range(size.rounds)]
        documents = [_spent(lambda: _documents(ledger)) for _round in range(size.rounds)]
        files = ReportFile.objects.filter(content__isnull=False).count()
    return [
        _row(f"seconds: figures of a month, {units} units, {size.lines} lines", figures, at_most(0.5), is_promised),
        _row(f"seconds: the same with all {files} documents", documents, at_most(10), is_promised),
        _row("seconds: figures of the whole year by month", year, None, is_promised),
    ]


def _figures(ledger: Ledger, period: Period) -> None:
    campaign = ledger.scene.campaign
    figures_of(campaign=campaign, unit=campaign.unit, period=period, as_of=timezone.now())


def _documents(ledger: Ledger) -> None:
    campaign = ledger.scene.campaign
    report = request_report(campaign=campaign, unit=campaign.unit, period=_MONTH, officer=ledger.scene.chief)
    build_report(report.pk)
    build_files(report.pk)


def _set_aims(ledger: Ledger) -> None:
    scene, now = ledger.scene, timezone.now()
    common: dict[str, Any] = {"campaign": scene.campaign}
    units = [scene.campaign.unit, *scene.stations]
    by = {"entered_by": scene.chief, "entered_at": now}
    PopulationBase.objects.bulk_create(
        PopulationBase(**common, **by, unit=unit, count=20_000, source="测速", as_of=FIRST) for unit in units
    )
    Aim.objects.bulk_create(
        Aim(
            **common,
            unit=unit,
            indicator=IndicatorKey.RESIDENT_PLEDGES,
            first=_MONTH.first,
            last=_MONTH.last,
            quantity=900,
            set_by=scene.chief,
            set_at=now,
        )
        for unit in units
    )
    paper = PaperImport.objects.create(
        **common,
        id=uuid4(),
        kind=ImportKind.PRIOR_YEAR,
        indicator=IndicatorKey.RESIDENT_PLEDGES,
        unit=scene.campaign.unit,
        made_by=scene.chief,
        made_at=now,
        file_name="2022.xlsx",
        sha256="0" * 64,
        size=1,
        progress_at=now,
    )
    PriorYear.objects.bulk_create(
        PriorYear(**common, unit=unit, indicator=key, month=date(2022, month, 1), quantity=800, source=paper)
        for unit in scene.stations
        for key in IndicatorKey
        for month in range(1, 13)
    )


def _spent(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock, and seconds of processor that this process took."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - worked


def _row(figure: str, spent: list[tuple[float, float]], target: Target | None, is_promised: bool) -> Row:
    clock, processor = zip(*spent, strict=True)
    note = f"of it {median(processor):.2f} s of processor"
    return Row(part="report", figure=figure, values=clock, target=target if is_promised else None, note=note)
