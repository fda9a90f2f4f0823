"""In a large table the search reads what was received lately, not all of it."""

import json
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.reporting.doubts import services
from outreach.reporting.doubts.kinds import STATEMENTS
from outreach.reporting.models import DoubtKind
from tests.world import World

# Found in what stands, not in what was received.
STANDING = {DoubtKind.AWAITS_SEAL, DoubtKind.ABOVE_PEERS}

# Ninety days of it, one every minute: the last two days are a fortieth.
_MANY = """
INSERT INTO outreach_submission (id, kind, outcome, reason, source, principal, campaign_id, unit_id, code_id,
    occurred_at, received_at, clock_offset_ms, flags, indicators)
SELECT gen_random_uuid(), 'refusal', 'accepted', '', 'resident', 'anonymous', %(campaign)s, %(unit)s, %(code)s,
    moment, moment, 0, '{}', '{}'
FROM generate_series(%(now)s::timestamptz - interval '90 days', %(now)s::timestamptz, interval '1 minute') AS moment
"""


def scans_of(plan: dict[str, Any]) -> list[tuple[str, str]]:
    """(relation or index, way it is read) of every node of a plan."""
    here = [(plan.get("Index Name") or plan.get("Relation Name") or "", plan["Node Type"])]
    return here + [scan for inner in plan.get("Plans", ()) for scan in scans_of(inner)]


def test_submissions_are_found_by_the_time_they_were_received(world: World) -> None:
    code = world.codes["activity"]
    told = {"campaign": world.campaign.pk, "unit": code.unit_id, "code": code.pk, "now": world.now}
    asked = services.parameters(world.now - timedelta(days=2), world.now)
    with connection.cursor() as cursor:
        cursor.execute(_MANY, told)
        cursor.execute("ANALYZE outreach_submission")
        for kind, statement in STATEMENTS.items():
            if kind in STANDING:
                continue
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", asked)
            (plan,) = cursor.fetchone()
            scans = scans_of((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
            assert ("submission_by_time", "Bitmap Index Scan") in scans
            assert ("outreach_submission", "Seq Scan") not in scans


def test_letters_that_wait_are_found_by_an_index_of_their_own(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) {STATEMENTS[DoubtKind.AWAITS_SEAL]}", services.parameters(world.now, world.now)
        )
        (plan,) = cursor.fetchone()
    scans = scans_of((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    assert "pledge_awaits_seal" in [name for name, _way in scans]


def test_the_search_of_an_empty_day_is_one_statement_a_kind_and_one_for_the_campaigns(world: World) -> None:
    with CaptureQueriesContext(connection) as statements:
        services.find_doubts(now=world.now)
    assert len(statements) == len(STATEMENTS) + 1
