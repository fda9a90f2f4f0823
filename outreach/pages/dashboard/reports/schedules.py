"""Which units have their months and weeks drafted as soon as these are over: a box each, all kept at once."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import BELOW_A_STATION
from outreach.pages.dashboard.manage.common import around, units_of
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.dashboard.reports.common import campaign_asked, show
from outreach.pages.words import name_of
from outreach.reporting.schedule import KINDS, schedules_on, set_schedule


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def schedules(request: HttpRequest, scope: Scope) -> HttpResponse:
    campaigns, campaign = campaign_asked(request, scope, timezone.now())
    units = [unit for unit in units_of(campaign, scope.oversees) if unit.kind not in BELOW_A_STATION]
    if request.method == "POST":
        if campaign is None or not any(unit.pk in scope.manages for unit in units):
            raise Refusal("permission_denied")
        changed = _keep(request, scope, campaign, units)
        messages.success(request, _("Kept.") if changed else _("Nothing was changed."))
        return redirect(f"{request.path}?campaign={campaign.slug}")
    on = schedules_on(campaign, units) if campaign else set()
    top = min((unit.depth for unit in units), default=1)
    rows = [
        {
            "name": name_of(unit),
            "depth": unit.depth - top,
            "may": unit.pk in scope.manages,
            "boxes": [_box(unit, kind, (unit.pk, kind.value) in on) for kind in KINDS],
        }
        for unit in units
    ]
    context: dict[str, Any] = {**around(campaigns, campaign), "rows": rows, "may_set": any(row["may"] for row in rows)}
    return show(request, scope, "schedules.html", context)


def _box(unit: OrganisationUnit, kind: PeriodKind, is_on: bool) -> dict[str, Any]:
    name = _("monthly draft") if kind is PeriodKind.MONTH else _("weekly draft")
    return {"value": f"{kind}-{unit.pk}", "name": name, "is_on": is_on}


def _keep(request: HttpRequest, scope: Scope, campaign: Campaign, units: list[OrganisationUnit]) -> int:
    """Switch what was changed on the page, which names the boxes it showed as on; how many there were.

    What another set meanwhile stays: only a box that this visitor touched is written.
    """
    was, now = set(request.POST.getlist("was")), set(request.POST.getlist("on"))
    touched = [(unit, kind) for unit in units for kind in KINDS if f"{kind}-{unit.pk}" in was ^ now]
    with transaction.atomic():
        for unit, kind in touched:
            set_schedule(by=scope, campaign=campaign, unit=unit, kind=kind, is_on=f"{kind}-{unit.pk}" in now)
    return len(touched)
