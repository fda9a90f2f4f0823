"""Bundles of leaflets handed out at a talk: pupils take them home, and what their families do counts for the talk's
place (design.md section 3, "leaflet").
"""

from collections.abc import Sequence
from typing import Final

from django.db import connection

from outreach.capture.admission import may_write_for
from outreach.capture.case import Case, Facts
from outreach.capture.facts import CodeFacts
from outreach.capture.models import ClaimKind
from outreach.capture.operations import Talk
from outreach.codes.alphabet import normalise
from outreach.codes.models import CodeKind

_BIND: Final = """UPDATE outreach_code c SET place_id = n.place_id,
        audiences = CASE WHEN n.audiences = '{}' THEN c.audiences ELSE n.audiences::varchar[] END
    FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::text[]) AS n(batch_id, bundle, place_id, audiences)
    WHERE c.batch_id = n.batch_id AND c.bundle = n.bundle"""


def claim_bundles(case: Case, facts: Facts, operation: Talk) -> None:
    """Claim the bundles that these leaflets belong to; one that cannot be had is no reason to lose the talk."""
    for text in operation.bundles:
        leaflet = facts.codes.get(normalise(text))
        if leaflet is None or not _may_bind(case, facts, leaflet):
            case.flags.add("bundle_not_bound")
            continue
        key = f"{leaflet.batch_id}:{leaflet.bundle}"
        if key not in case.bundles:
            case.bundles[key] = leaflet
            case.claim(ClaimKind.BUNDLE, key)


def _may_bind(case: Case, facts: Facts, leaflet: CodeFacts) -> bool:
    is_bundled = leaflet.kind == CodeKind.LEAFLET and leaflet.batch_id is not None and leaflet.bundle is not None
    is_of_campaign = case.campaign is not None and leaflet.campaign.id == case.campaign.id
    return is_bundled and is_of_campaign and may_write_for(case, facts, leaflet.unit)


def bind_bundles(cases: Sequence[Case]) -> None:
    """Let all leaflets of the bundles that these talks have taken count for the talk's place and audiences."""
    rows = {}
    for case in cases:
        for leaflet in case.bundles.values():
            if isinstance(case.operation, Talk) and case.place is not None:
                audiences = "{" + ",".join(case.operation.audiences) + "}"
                rows[leaflet.batch_id, leaflet.bundle] = (case.place.id, audiences)
    if rows:
        bound = [(*key, *told) for key, told in sorted(rows.items())]
        with connection.cursor() as cursor:
            cursor.execute(_BIND, [list(column) for column in zip(*bound, strict=True)])
