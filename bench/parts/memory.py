"""The most memory that web and worker took while both had work to do. Printed, not judged."""

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from bench.acts import OFFICERS_ACTS, residents_install, residents_pledge
from bench.client import connect, get, post, send_all
from bench.ground import Ground
from bench.scene import Scene, set_scene
from bench.site import Site
from bench.table import Row
from outreach.campaigns.periods import PeriodKind
from outreach.codes.models import BatchState, CodeKind
from outreach.codes.services import Terms, make_batch
from outreach.reporting.models import ReportState
from outreach.reporting.services import request_report
from outreach.reporting.spans import chosen

LIMITS: Final = {"act": (1_000_000.0, 10_000.0), "officer": (1_000_000.0, 10_000.0)}
_CONNECTIONS: Final = 8
_BATCH: Final = 200
_PATIENCE_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Size:
    residents: int
    batches: int
    reports: int
    codes: int


SIZES: Final = {
    "full": Size(residents=600, batches=40, reports=6, codes=1000),
    "quick": Size(residents=200, batches=8, reports=2, codes=200),
    "tiny": Size(residents=5, batches=1, reports=1, codes=10),
}


def run(ground: Ground, size: Size) -> list[Row]:
    """Give web pages, acts, batches and totals to answer, and the worker folds, reports and a sheet of codes."""
    database = ground.new_database("memory")
    with database.in_use():
        scene = set_scene(stations=8)
        with Site(ground, database, limits=LIMITS, workers=True) as site:
            asyncio.run(_keep_web_busy(site, scene, size))
            _keep_worker_busy(scene, size)
            return [_row(site, label) for label in ("web", "worker", "beat")]


async def _keep_web_busy(site: Site, scene: Scene, size: Size) -> None:
    signed_in = {"Authorization": f"Bearer {scene.token}"}
    names = list(OFFICERS_ACTS)
    requests = []
    for _number in range(size.residents):
        requests.append(get(site.host, f"/Q/{scene.code.text}"))
        requests.append(post(site.host, "/api/v1/pledges/", residents_pledge(scene)))
        requests.append(post(site.host, "/api/v1/installs/", residents_install(scene)))
    for _number in range(size.batches):
        acts = [{"kind": name, **OFFICERS_ACTS[name](scene)} for name in names * (_BATCH // len(names))]
        requests.append(post(site.host, "/api/v1/sync/", {"operations": acts}, **signed_in))
        requests.append(get(site.host, f"/api/v1/totals/?campaign={scene.campaign.slug}&by=unit,day", **signed_in))
    connections = [await connect(site.host) for _number in range(_CONNECTIONS)]
    answered = await send_all(connections, requests)
    if not answered.statuses() <= {200, 201}:
        raise RuntimeError(f"some requests were answered {answered.statuses()}")


def _keep_worker_busy(scene: Scene, size: Size) -> None:
    """Ask for reports and a sheet of codes, and wait until a worker has made them."""
    now = timezone.now()
    period = chosen(scene.campaign, kind=PeriodKind.CAMPAIGN, now=now)
    terms = Terms(kind=CodeKind.LEAFLET, campaign=scene.campaign, unit=scene.stations[0])
    reports = [
        request_report(campaign=scene.campaign, unit=station, period=period, officer=scene.chief, now=now)
        for station in scene.stations[: size.reports]
    ]
    batch = make_batch(terms, by=None, size=size.codes)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while batch.state != BatchState.READY or any(report.state != ReportState.DRAFT for report in reports):
        if time.monotonic() > deadline:
            states = [batch.state, *(report.state for report in reports)]
            raise RuntimeError(f"the worker is not done after {_PATIENCE_SECONDS} s: {states}")
        time.sleep(0.2)
        for made in (batch, *reports):
            made.refresh_from_db()


def _row(site: Site, label: str) -> Row:
    peaks = site.peaks_of(label)
    each = ", ".join(f"{peak:.0f}" for peak in peaks)
    told = f"{sum(peaks):.0f} MB in {len(peaks)} processes ({each}); what they share counts in each"
    return Row(part="memory", figure=f"peak of {label}", note=told if peaks else "not told by this system")
