"""What an officer's phone needs to know without a network: open campaigns and their texts, places, what is under way.

Names of things, never of residents. Each read is one statement, whatever the number of rows.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection

from outreach.campaigns.models import Campaign, Language, PledgeText, TextKind
from outreach.capture.models import MaterialKind
from outreach.codes.field import HASH
from outreach.organisation.models import OrganisationUnit, SignatoryOrganisation
from outreach.organisation.scope import MembershipSpan

MOST_PLACES: Final = 2_000
MOST_ORGANISATIONS: Final = 5_000

# The last session that was held, so that the next one's numbers can be expected; else one that is under way.
_PLACES: Final = f"""
SELECT place.id, place.name, place.name_en, place.kind, place.unit_id,
    codes.hashes, codes.campaigns,
    held.activity_kind, held.topic, held.audiences, held.attendance, held.materials
FROM unnest(%s::bigint[]) WITH ORDINALITY AS near (unit_id, rank)
JOIN outreach_place AS place ON place.unit_id = near.unit_id AND place.retired_at IS NULL
CROSS JOIN LATERAL (
    SELECT COALESCE(array_agg(known.hash ORDER BY known.hash, known.slug), '{{}}') AS hashes,
        COALESCE(array_agg(known.slug ORDER BY known.hash, known.slug), '{{}}') AS campaigns
    FROM (
        SELECT {HASH.format(code="code")} AS hash, campaign.slug
        FROM outreach_code AS code JOIN outreach_campaign AS campaign ON campaign.id = code.campaign_id
        WHERE code.place_id = place.id AND code.kind = 'place' AND code.campaign_id = ANY(%s)
            AND code.revoked_at IS NULL AND code.ends_at > %s
    ) AS known
) AS codes
LEFT JOIN LATERAL (
    SELECT session.* FROM outreach_activity AS session JOIN outreach_act AS act ON act.id = session.act_id
    WHERE session.place_id = place.id AND act.voided_by IS NULL
    ORDER BY session.attendance IS NULL, session.opened_at DESC LIMIT 1
) AS held ON true
ORDER BY near.rank, place.name, place.id
LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class LastTalk:
    """What was held at a place the last time, by whomever: the next one is likely the same."""

    activity_kind: str
    topic: str
    audiences: tuple[str, ...]
    attendance: int | None
    leaflets: int


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A place with the hashes of its codes, and beside each the campaign (its slug) that the code is of."""

    id: int
    name: str
    name_en: str
    kind: str
    unit_id: int
    hashes: tuple[bytes, ...]
    campaigns: tuple[str, ...]
    last: LastTalk | None


def open_campaigns(paths: Collection[str], now: datetime) -> list[Campaign]:
    """The campaigns open at the aware moment `now`, in their own zones, that cover a unit at one of `paths`."""
    # A day to either side holds every zone's today; they are few.
    near = Campaign.objects.select_related("unit").filter(starts_on__lte=now.date() + timedelta(days=1))
    return [
        campaign
        for campaign in near.order_by("-starts_on", "-pk")
        if _is_open(campaign, now) and any(path.startswith(campaign.unit.path) for path in paths)
    ]


def texts_in_force(campaigns: Collection[Campaign], now: datetime) -> dict[int, list[PledgeText]]:
    """By campaign, the newest text of each kind and language in force on its local day."""
    days = {campaign.pk: now.astimezone(campaign.zone).date() for campaign in campaigns}
    newest: dict[tuple[int, TextKind, Language], PledgeText] = {}
    found = PledgeText.objects.filter(campaign__in=days).order_by("-effective_from", "-pk")
    for text in found:
        if text.effective_from <= days[text.campaign_id]:
            newest.setdefault((text.campaign_id, TextKind(text.kind), Language(text.language)), text)
    by_campaign: dict[int, list[PledgeText]] = {number: [] for number in days}
    for (number, _kind, _language), text in sorted(newest.items()):
        by_campaign[number].append(text)
    return by_campaign


def nearest_first(units: Iterable[OrganisationUnit], posts: Sequence[MembershipSpan]) -> list[int]:
    """The units' numbers, those where the officer works first, then by their depth below."""

    def distance(unit: OrganisationUnit) -> tuple[int, str]:
        steps = [len(unit.path) - len(post.path) for post in posts if post.covers(unit.path)]
        return min(steps, default=len(unit.path)), unit.path

    return [unit.pk for unit in sorted(units, key=distance)]


def field_places(
    salt: bytes, *, unit_ids: Sequence[int], campaign_ids: Collection[int], now: datetime, most: int = MOST_PLACES
) -> list[FieldPlace]:
    """Up to `most` places of these units, in the units' order, with what is known of their codes and last session.

    Those that are retired are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [list(unit_ids), salt, list(campaign_ids), now, most])
        return [_place(*row) for row in cursor.fetchall()]


def organisations_at(place_ids: Collection[int], *, most: int = MOST_ORGANISATIONS) -> list[SignatoryOrganisation]:
    """Up to `most` organisations at these places that sign letters, by name."""
    used = SignatoryOrganisation.objects.filter(place__in=place_ids, retired_at=None)
    return list(used.order_by("name", "pk")[:most])


def _is_open(campaign: Campaign, now: datetime) -> bool:
    day: date = now.astimezone(campaign.zone).date()
    return campaign.starts_on <= day and (campaign.ends_on is None or day <= campaign.ends_on)


def _place(
    number: int,
    name: str,
    name_en: str,
    kind: str,
    unit_id: int,
    hashes: Sequence[bytes],
    campaigns: Sequence[str],
    *last: Any,
) -> FieldPlace:
    held = _last(*last) if last[0] is not None else None
    return FieldPlace(number, name, name_en, kind, unit_id, tuple(map(bytes, hashes)), tuple(campaigns), held)


def _last(activity_kind: str, topic: str, audiences: list[str], attendance: int | None, materials: Any) -> LastTalk:
    # A raw cursor hands JSON out as text (Django registers no loader for it).
    handed = json.loads(materials) if isinstance(materials, str) else materials
    leaflets = sum(copies for kind, copies, *_method in handed if kind == MaterialKind.LEAFLET)
    return LastTalk(activity_kind, topic, tuple(audiences), attendance, leaflets)
