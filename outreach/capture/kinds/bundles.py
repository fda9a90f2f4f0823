"""Bundles of leaflets handed out at a talk: pupils take them home, and what their families do counts for the talk's
place (design.md section 3, "leaflet").
"""

from outreach.capture.admission import may_write_for
from outreach.capture.case import Case
from outreach.capture.facts import CodeFacts
from outreach.capture.models import ClaimKind
from outreach.capture.operations import Talk
from outreach.capture.state import Facts
from outreach.codes.alphabet import normalise
from outreach.codes.models import CodeKind
from outreach.codes.talks import bundle_key


def claim_bundles(case: Case, facts: Facts, operation: Talk) -> None:
    """Claim the bundles that these leaflets belong to; one that cannot be had is no reason to lose the talk.

    The claim is all that binds them: their codes are read with it (`codes.talks`).
    """
    for text in operation.bundles:
        leaflet = facts.codes.get(normalise(text))
        key = _bundle(case, facts, leaflet) if leaflet is not None else None
        if leaflet is None or key is None:
            case.flags.add("bundle_not_bound")
        elif leaflet.activity_id is None and key not in case.bundles:
            case.bundles.add(key)
            case.claim(ClaimKind.BUNDLE, key)
        elif leaflet.activity_id not in (None, case.act_id):
            case.lost_to.add(leaflet.activity_id)
            case.flags.add("bundle_not_bound")


def _bundle(case: Case, facts: Facts, leaflet: CodeFacts) -> str | None:
    """The bundle of a leaflet that this talk may hand out."""
    is_of_campaign = case.campaign is not None and leaflet.campaign.id == case.campaign.id
    if leaflet.kind != CodeKind.LEAFLET or leaflet.batch_id is None or leaflet.bundle is None or not is_of_campaign:
        return None
    return bundle_key(leaflet.batch_id, leaflet.bundle) if may_write_for(case, facts, leaflet.own.unit) else None
