"""The field list: all that an officer's phone needs where there is no network.

It shows codes only as short salted hashes, but for those that are the officer's own to show and those of talks under
way; it holds nothing of residents (docs/decisions/0011-what-a-phone-may-hold.md).
"""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.field_words import vocabulary
from outreach.api.schema import MEMBER, call
from outreach.api.shapes.common import named_unit
from outreach.api.shapes.field import FieldListSerializer
from outreach.api.views.base import OfficerView
from outreach.campaigns.models import Campaign, PledgeText
from outreach.capture.field import (
    MOST_ORGANISATIONS,
    MOST_PLACES,
    FieldPlace,
    field_places,
    nearest_first,
    open_campaigns,
    organisations_at,
    texts_in_force,
)
from outreach.capture.models import Activity
from outreach.capture.selectors import talks_under_way
from outreach.codes.field import HASH_BYTES, code_hashes, in_base64, salt_of, symbol_of
from outreach.codes.models import Code
from outreach.codes.reserve import hold_codes, posts
from outreach.crypto.sealing import sealing_key
from outreach.errors import Refusal
from outreach.organisation.access import note_list_taken
from outreach.organisation.models import Officer, OrganisationUnit
from outreach.organisation.scope import Scope, memberships_of

# A session that nobody completed since yesterday morning is asked for in its officer's own record only.
UNDER_WAY: Final = timedelta(hours=36)
MOST_ACTIVITIES: Final = 500


class FieldList(OfficerView):
    """Asked again with If-None-Match, an unchanged list is not sent twice; its salt makes it new each local day."""

    cache_control = "private, no-cache"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.scope.writes:
            raise Refusal("permission_denied")

    @call(
        _("What a phone needs without a network"),
        ok={200: FieldListSerializer, 304: None},
        problems=MEMBER,
    )
    def get(self, request: Request) -> HttpResponseBase:
        now = timezone.now()
        if request.auth is None:
            note_list_taken(request._request.session.session_key or "", now=now)
        content = _content(self.officer, self.scope, now)
        digest = hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()
        # Weak: `as_of` differs from answer to answer, nothing else does.
        etag = f'W/"{digest[:32]}"'
        answer = Response({"as_of": now, **content}, headers={"ETag": etag})
        return get_conditional_response(request._request, etag=etag, response=answer) or answer


def _content(officer: Officer, scope: Scope, now: datetime) -> dict[str, Any]:
    today = timezone.localtime(now).date()
    salt = salt_of(officer.pk, today)
    own_posts = posts(memberships_of(officer.pk), today)
    lasting = Q(ends_on=None) | Q(ends_on__gte=today)
    begun = Q(begins_on=None) | Q(begins_on__lte=today)
    units = list(OrganisationUnit.objects.filter(lasting, begun, pk__in=scope.writes).order_by("path"))
    campaigns = open_campaigns([unit.path for unit in units], now)
    slugs = {campaign.pk: campaign.slug for campaign in campaigns}
    texts = texts_in_force(campaigns, now)
    # Before the hashes are read: what is made for the pool is a live code as well.
    pool = hold_codes(officer_id=officer.pk, posts=own_posts, campaigns=campaigns, now=now)
    places = field_places(salt, unit_ids=nearest_first(units, own_posts), campaign_ids=slugs, now=now)
    organisations = organisations_at([place.id for place in places])
    activities = talks_under_way(scope.writes, since=now - UNDER_WAY, most=MOST_ACTIVITIES)
    hashes = code_hashes(salt, unit_ids=scope.writes, campaign_ids=slugs, now=now)
    key = sealing_key()
    return {
        "officer": {"id": officer.pk, "username": officer.username, "name": officer.name},
        "site": {"scheme": settings.SITE_SCHEME, "public_host": settings.PUBLIC_HOST},
        "salt": in_base64(salt),
        "hash_bytes": HASH_BYTES,
        "seal_key": {"id": key.id, "public": in_base64(key.public)},
        "units": [named_unit(unit) for unit in units],
        "campaigns": [_campaign(campaign, texts[campaign.pk]) for campaign in campaigns],
        "places": [_place(place) for place in places],
        "organisations": [
            {"id": each.pk, "place": each.place_id, "name": each.name, "kind": each.kind} for each in organisations
        ],
        "activities": [_activity(activity, officer, now) for activity in activities],
        "pool": [drawn(code, slugs[code.campaign_id]) | {"unit": code.unit_id} for code in pool],
        "codes": {kind: in_base64(joined) for kind, joined in hashes.joined.items()},
        "truncated": hashes.is_cut
        or len(places) == MOST_PLACES
        or len(organisations) == MOST_ORGANISATIONS
        or len(activities) == MOST_ACTIVITIES,
        "vocabulary": vocabulary(),
    }


def drawn(code: Code | None, campaign: str) -> dict[str, Any]:
    """A code to be shown without a network; without one, the same members, empty."""
    if code is None:
        return {"campaign": campaign, "code": "", "number": "", "number_day": None, "size": 0, "modules": ""}
    symbol = symbol_of(code.text)
    return {
        "campaign": campaign,
        "code": code.text,
        "number": code.number,
        "number_day": code.number_day,
        "size": symbol.size,
        "modules": in_base64(symbol.bits),
    }


def under_way(activity: Activity, now: datetime) -> dict[str, Any]:
    """A session that waits for its completion, with its code for as long as that is good."""
    code = activity.code
    is_good = code is not None and code.revoked_at is None and now < code.ends_at
    return {
        **drawn(code if is_good else None, activity.act.campaign.slug),
        "talk": activity.act_id,
        "activity_kind": activity.activity_kind,
        "topic": activity.topic,
        "audiences": activity.audiences,
        "opened_at": activity.opened_at,
    }


def _activity(activity: Activity, officer: Officer, now: datetime) -> dict[str, Any]:
    author: Officer | None = activity.act.officer
    return {
        **under_way(activity, now),
        "place": activity.place_id,
        "mine": activity.act.officer_id == officer.pk,
        "officer_name": author.name if author else "",
    }


def _campaign(campaign: Campaign, texts: list[PledgeText]) -> dict[str, Any]:
    named = ("slug", "name", "name_en", "is_demonstration", "starts_on", "ends_on")
    policies = ("mark", "phone_policy", "minimum_age", "late_limit_days")
    told = ("kind", "language", "version", "title", "body", "is_sample")
    return {
        **{name: getattr(campaign, name) for name in (*named, *policies)},
        "texts": [{name: getattr(text, name) for name in told} for text in texts],
    }


def _place(place: FieldPlace) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "name_en": place.name_en,
        "kind": place.kind,
        "unit": place.unit_id,
        "hashes": [in_base64(each) for each in place.hashes],
        "campaigns": place.campaigns,
        "last": place.last and asdict(place.last),
    }
