"""What the dashboard's pages have in common: what stands in the navigation, and how a moment is written."""

import hashlib
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from outreach.campaigns.models import Campaign
from outreach.organisation.scope import Scope


def frame(request: HttpRequest, scope: Scope, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with the navigation of `scope`: who oversees nothing finds no doubts and no reports
    there, who only reads nothing to enter."""
    rights = {"manages": bool(scope.manages), "oversees": bool(scope.oversees), "reads_only": not scope.writes}
    return render(request, template, {**rights, **context})


def tag_of(markup: str) -> str:
    """The entity tag by which the part of a page that is live is known."""
    return f'"{hashlib.sha256(markup.encode()).hexdigest()[:32]}"'


def live_part(request: HttpRequest, markup: str, etag: str) -> HttpResponse:
    """What is live of a page, alone, for the page's script: what it has already is not sent again (304)."""
    response = HttpResponse(markup, headers={"ETag": etag})
    answer = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(answer, HttpResponse)
    return answer


def said_at(moment: datetime, campaign: Campaign) -> str:
    """An aware moment on the campaign's clock, to the minute, with its zone."""
    local = timezone.localtime(moment, campaign.zone)
    told = {"time": date_format(local, "DATETIME_FORMAT"), "offset": local.isoformat()[-6:]}
    return _("%(time)s (UTC%(offset)s)") % told
