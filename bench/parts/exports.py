"""A million lines written to a file by a worker, whose memory holds a batch of them."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bench.ground import Ground
from bench.lines import FIRST, Ledger, ledger_of
from bench.site import Site
from bench.table import Row, at_most
from outreach.organisation.scope import scope_of
from outreach.reporting.exports.models import Export, ExportForm, ExportState
from outreach.reporting.exports.services import order_export

_PATIENCE_SECONDS: Final = 900


@dataclass(frozen=True, slots=True)
class Size:
    lines: int
    days: int


# The promise is about a fifth of a year of five million.
_PROMISED: Final = 1_000_000

SIZES: Final = {
    "full": Size(lines=5_000_000, days=73),
    "quick": Size(lines=300_000, days=121),
    "tiny": Size(lines=2_000, days=365),
}


def run(ground: Ground, size: Size) -> list[Row]:
    """Order a file of each form, one after the other, each of a worker that did nothing before."""
    ledger = ledger_of(ground, size.lines)
    with ledger.database.in_use():
        return [_row(ground, ledger, form, size.days) for form in ExportForm]


def _row(ground: Ground, ledger: Ledger, form: ExportForm, days: int) -> Row:
    with Site(ground, ledger.database, workers=True) as site:
        export, seconds = _written(ledger, form, days)
        peak = max(site.peaks_of("worker"), default=0)
    lines = export.lines or 0
    promised = lines >= _PROMISED * 0.99
    return Row(
        part="exports",
        figure=f"MB of the worker at its most, {lines} lines as {form}",
        values=[peak] if peak else [],
        target=at_most(400) if promised and peak else None,
        note=f"{seconds:.0f} s, a file of {(export.size or 0) / 1e6:.0f} MB; {export.written} rows written",
    )


def _written(ledger: Ledger, form: ExportForm, days: int) -> tuple[Export, float]:
    began = time.monotonic()
    export = order_export(
        scope=scope_of(ledger.scene.chief),
        campaign=ledger.scene.campaign,
        unit=ledger.scene.campaign.unit,
        first=FIRST,
        last=FIRST + timedelta(days=days - 1),
        indicator="",
        evidence="",
        audience="",
        source="",
        form=form,
        language="zh",
    )
    while export.state in (ExportState.QUEUED, ExportState.WRITING):
        if time.monotonic() - began > _PATIENCE_SECONDS:
            raise RuntimeError(f"the export is {export.state} after {_PATIENCE_SECONDS} s")
        time.sleep(0.2)
        export.refresh_from_db()
    if export.state != ExportState.READY:
        raise RuntimeError(f"the export is {export.state}")
    return export, time.monotonic() - began
