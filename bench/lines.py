"""Ledgers of any size: lines of a year spread over the whole key, folded by the fold itself and proved by a recount.

Lines are written straight into their table, with its triggers at work, because five million of them through `record`
would take an hour; what is measured on them begins at the queue.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from tqdm import tqdm

from bench.ground import Database, Ground
from bench.scene import Scene, set_scene
from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.ledger.checks import CHECKS
from outreach.ledger.folding import fold_all
from outreach.ledger.models import Source

FIRST: Final = date(2023, 1, 1)
LAST: Final = date(2023, 12, 31)
_DAYS: Final = (LAST - FIRST).days + 1
_STATIONS: Final = 60
_BATCH: Final = 100_000

# So few lines have what no other has, and are the first of the year: whoever lists them by one of these from the end
# of the year must not walk past all others.
RARE_EVIDENCE: Final = Evidence.IMPORTED
RARE_AUDIENCE: Final = Audience.LEGAL_REPRESENTATIVES
RARE_SOURCE: Final = Source.IMPORT
_RARE: Final = 40

# Which unit, indicator, evidence and audience a line has is drawn from its number: the same ledger every time, and in
# no order that a sum could profit from. Ids of submissions count up, which an index likes, but no measurement uses it.
_INSERT: Final = """
INSERT INTO outreach_ledgerentry (submission_id, act_id, campaign_id, unit_id, indicator, evidence, audience, day,
    quantity, occurred_at, received_at, source)
SELECT id, id, %(campaign)s, unit, indicator, CASE WHEN is_rare THEN %(rare_evidence)s ELSE evidence END,
    CASE WHEN is_rare THEN %(rare_audience)s ELSE audience END, day, quantity, day, day,
    CASE WHEN is_rare THEN %(rare_source)s ELSE source END
FROM (
    SELECT lpad(to_hex(number), 32, '0')::uuid AS id,
        (%(units)s::bigint[])[1 + draw %% %(unit_count)s] AS unit,
        (%(indicators)s::text[])[1 + (draw >> 8) %% %(indicator_count)s] AS indicator,
        (%(evidence)s::text[])[1 + (draw >> 16) %% %(evidence_count)s] AS evidence,
        (%(audiences)s::text[])[1 + (draw >> 24) %% %(audience_count)s] AS audience,
        (%(sources)s::text[])[1 + (draw >> 46) %% %(source_count)s] AS source,
        {day} AS day,
        1 + (draw >> 32) %% 3 AS quantity,
        number <= %(rare_count)s AS is_rare
    FROM (
        SELECT number, hashint8extended(number, 0) & x'7fffffffffff'::bigint AS draw
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS number
    ) AS drawn
) AS line
"""
# A year as it went by: the first line falls on its first day, the last one on its last.
_AS_IT_WENT: Final = "%(from)s::date + ((number - 1) * %(days)s / %(size)s)::int"
# What comes in today is of the last three days; one line in ten was on a phone for up to a month.
_AS_IT_COMES: Final = """%(to)s::date - (CASE WHEN (draw >> 36) %% 10 = 0 THEN (draw >> 40) %% 30
    ELSE (draw >> 40) %% 3 END)::int"""

_TALLY_CHECKS: Final = [check for check in CHECKS if check.name in ("day_tally", "month_tally", "queue")]


@dataclass
class Ledger:
    """A database whose one campaign has `size` folded lines, and more as they are added."""

    database: Database
    scene: Scene
    size: int

    def add(self, count: int) -> None:
        """Add lines as they come in on the year's last day; they wait for the fold."""
        self._insert(_AS_IT_COMES, self.size + 1, self.size + count)
        self.size += count

    def require_proof(self) -> None:
        """Recount the tallies. Raises RuntimeError when they differ from the lines."""
        with connection.cursor() as cursor:
            for check in _TALLY_CHECKS:
                cursor.execute(check.sql, {"campaign": None})
                difference = cursor.fetchone()
                if difference is not None:
                    raise RuntimeError(f"{check.compares} differ: {difference}")

    def grow_through_the_year(self) -> None:
        """Write all lines in the order of their days, and fold them as they come."""
        with tqdm(total=self.size, desc="lines", unit="", leave=False, disable=None) as progress:
            for first in range(1, self.size + 1, _BATCH):
                last = min(first + _BATCH - 1, self.size)
                self._insert(_AS_IT_WENT, first, last)
                fold_all()
                progress.update(last - first + 1)

    def _insert(self, day: str, first: int, last: int) -> None:
        stations = [station.pk for station in self.scene.stations]
        parameters: dict[str, Any] = {
            "campaign": self.scene.campaign.pk,
            "units": stations,
            "unit_count": len(stations),
            "indicators": [str(key) for key in IndicatorKey],
            "indicator_count": len(IndicatorKey),
            "evidence": (evidence := [str(level) for level in Evidence if level != RARE_EVIDENCE]),
            "evidence_count": len(evidence),
            "audiences": (audiences := [str(each) for each in Audience if each != RARE_AUDIENCE]),
            "audience_count": len(audiences),
            "sources": (sources := [str(source) for source in Source if source != RARE_SOURCE]),
            "source_count": len(sources),
            "rare_evidence": RARE_EVIDENCE,
            "rare_audience": RARE_AUDIENCE,
            "rare_source": RARE_SOURCE,
            "rare_count": _RARE,
            "from": FIRST,
            "to": LAST,
            "days": _DAYS,
            "size": self.size,
            "first": first,
            "last": last,
        }
        with connection.cursor() as cursor:
            cursor.execute(_INSERT.format(day=day), parameters)


_ledgers: dict[int, Ledger] = {}


def ledger_of(ground: Ground, size: int) -> Ledger:
    """The ledger that began with `size` lines; parts of one run share it."""
    if size not in _ledgers:
        database = ground.new_database(f"lines_{size}")
        with database.in_use():
            ledger = Ledger(database, set_scene(stations=_STATIONS, starts_on=FIRST), size)
            ledger.grow_through_the_year()
            ledger.require_proof()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")
        ground.settle()
        _ledgers[size] = ledger
    return _ledgers[size]
