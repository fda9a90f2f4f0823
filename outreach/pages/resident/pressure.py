"""有人强迫我？ For everyone who holds a code, a refuser too and after it has expired: told without a name.

Nothing of the phone goes into what is kept: its mark only keeps one phone from telling it many times a month.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from outreach.codes.talks import recall_talk
from outreach.limits.policy import network_of
from outreach.organisation.selectors import unit_above
from outreach.pages.resident.pages import kept_page, show
from outreach.pages.resident.visit import Visit
from outreach.pages.words import name_of
from outreach.privacy.services import tell_pressure


@require_http_methods(["GET", "HEAD", "POST"])
@kept_page
def pressure(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Whom to turn to, and one button that tells the unit above (domain.md section 4, Pressure)."""
    if request.method == "POST":
        # Of a leaflet that was taken home, the unit that held the talk is meant, not the one that printed it.
        recall_talk(visit.code)
        tell_pressure(
            campaign=visit.code.campaign,
            about=visit.unit,
            teller=visit.device.mark,
            network=network_of(request),
        )
        return redirect(visit.url("pressure-done"))
    return _page(request, visit, "pressure")


@require_safe
@kept_page
def told(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What becomes of it; the same page for everyone, whether or not this phone has told anything."""
    return _page(request, visit, "pressure_done")


def _page(request: HttpRequest, visit: Visit, template: str) -> HttpResponse:
    above = unit_above(visit.unit)
    return show(
        request,
        visit,
        template,
        above=above,
        above_name=name_of(above),
        is_above=above != visit.unit,
        welcome_url=visit.url(),
    )
