"""The dashboard: home beside a view that does nothing, and pages of lines in a long table beside a short one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from backend.embedded.ports import LOOPBACK
from bench.client import Connection, connect, get
from bench.ground import Ground
from bench.lines import LAST, RARE_AUDIENCE, RARE_EVIDENCE, RARE_SOURCE, Ledger, ledger_of
from bench.site import Site
from bench.statements import noted
from bench.table import Row, at_most
from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.ledger.filters import LineFilter
from outreach.ledger.lines import lines_page

_EMPTY: Final = "/bench/page/"
_FRAME: Final = "/bench/frame/"
_HOME: Final = "/dashboard/"
_FEWER: Final = 10


@dataclass(frozen=True, slots=True)
class Size:
    lines: int
    rounds: int


# The promise is about this many lines.
_PROMISED: Final = 5_000_000

SIZES: Final = {
    "full": Size(lines=_PROMISED, rounds=40),
    "quick": Size(lines=300_000, rounds=20),
    "tiny": Size(lines=2_000, rounds=2),
}


def run(ground: Ground, size: Size) -> list[Row]:
    """Open home and the lines by turns with an empty page, on a year of lines and on a tenth of it."""
    few, many = ledger_of(ground, size.lines // _FEWER), ledger_of(ground, size.lines)
    lines_of_few = _waits(ground, few, _addresses_of_lines(few), size.rounds)
    paths = [_EMPTY, _FRAME, _HOME, *_addresses_of_lines(many)]
    empty, framed, home, *lines_of_many = _waits(ground, many, paths, size.rounds)
    return [
        _statements(many),
        Row(
            part="dashboard",
            figure="seconds of home / a view that does nothing",
            values=[home / empty],
            target=at_most(10),
            note=f"{home * 1000:.1f} / {empty * 1000:.1f} ms, median of {size.rounds}; {size.lines} lines, 60 units",
        ),
        Row(
            part="dashboard",
            figure="seconds of home / an empty page of the dashboard, logged in",
            values=[home / framed],
            note=f"{framed * 1000:.1f} ms: session, officer, what may be read, and the frame",
        ),
        *(
            Row(
                part="dashboard",
                figure=f"{name}: {many.size} lines / {few.size} lines",
                values=[of_many / of_few],
                target=at_most(1.5) if size.lines == _PROMISED else None,
                note=f"{of_many * 1000:.1f} / {of_few * 1000:.1f} ms",
            )
            for name, of_many, of_few in zip(_PAGES_OF_LINES, lines_of_many, lines_of_few, strict=True)
        ),
    ]


_PAGES_OF_LINES: Final = (
    "the first page of all lines",
    "the first of one figure and unit",
    "one in the year's middle",
    "the only one of a rare evidence",
    "the only one of a rare audience",
    "the only one of a rare source",
    "the first of a common evidence",
)


def _addresses_of_lines(ledger: Ledger) -> list[str]:
    """Addresses of the pages that ``_PAGES_OF_LINES`` names."""
    campaign, station = ledger.scene.campaign, ledger.scene.stations[0]
    rare = [{"evidence": RARE_EVIDENCE.value}, {"audience": RARE_AUDIENCE.value}, {"source": RARE_SOURCE.value}]
    one = {"unit": station.pk, "indicator": IndicatorKey.RESIDENT_PLEDGES.value}
    units = frozenset(unit.pk for unit in ledger.scene.stations)
    middle = LineFilter(campaign_id=campaign.pk, unit_ids=units, last=LAST - timedelta(days=180))
    with ledger.database.in_use():
        campaign.ends_on = LAST
        campaign.save()
        cursor = lines_page(middle).next
    return [
        f"/dashboard/entries/?{urlencode({'campaign': campaign.slug, **asked})}"
        for asked in ({}, one, {"cursor": cursor}, *rare, {"evidence": Evidence.WITNESSED.value})
    ]


def _waits(ground: Ground, ledger: Ledger, paths: Sequence[str], rounds: int) -> list[float]:
    """The median wait for each page of a chief who is logged in, in seconds; the pages take turns."""
    with ledger.database.in_use():
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in _chief(ledger).cookies.items())
        with Site(ground, ledger.database) as site:
            turns = asyncio.run(_turns(site, [get(site.host, path, Cookie=cookies) for path in paths], rounds + 1))
    # The first turn finds every process with nothing loaded yet.
    return [median(of_page) for of_page in zip(*turns[1:], strict=True)]


async def _turns(site: Site, requests: Sequence[bytes], turns: int) -> list[list[float]]:
    connection = await connect(site.host)
    waits = [[await _wait(connection, request) for request in requests] for _turn in range(turns)]
    connection.close()
    return waits


async def _wait(connection: Connection, request: bytes) -> float:
    answer = await connection.ask(request)
    if answer.status != 200:
        raise RuntimeError(f"{request[:200]!r} was answered {answer.status}: {answer.body[:500]!r}")
    return answer.seconds


def _statements(ledger: Ledger) -> Row:
    """What home asks of the database once the answer of the tally is kept, as it is but after a fold."""
    with ledger.database.in_use():
        client = _chief(ledger)
        client.get(_HOME)
        with noted() as statements:
            client.get(_HOME)
    return Row(part="dashboard", figure="statements of home", values=[len(statements)], target=at_most(15))


def _chief(ledger: Ledger) -> Client:
    client = Client(headers={"host": LOOPBACK})
    client.force_login(ledger.scene.chief, settings.AUTHENTICATION_BACKENDS[-1])
    return client
