"""What every resident's page has in common: its visit, its plain refusals, and that no cache keeps it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from outreach.capture.kinds.pledges import RESIDENT_KINDS
from outreach.codes.models import Code, CodeKind
from outreach.codes.selectors import unit_of
from outreach.codes.talks import recall_talk
from outreach.errors import Refusal
from outreach.pages.refusals import heading_of
from outreach.pages.resident.kept import latest_of
from outreach.pages.resident.visit import Visit, open_visit, require_open
from outreach.pages.teaching import FRAUDS
from outreach.pages.words import event_name, name_of

_NEXT_STEPS: Final[dict[str, Promise]] = {
    "code_unknown": _("Compare it with the print. If it is the same, the print may be forged: call 96110."),
    "code_expired": _("Codes count during an event only. Ask the officer for the code of today."),
    "code_revoked": _("Ask the officer for a new code."),
    "code_used_up": _("It was made for one use. Ask the officer for another."),
    "already_counted": _("It is for one person. You have signed nothing, and nothing about you was recorded."),
    "too_many_requests": _("Many people are here at once. Wait a moment and load the page again; nothing is lost."),
}
# By this header a script asks for the address of the next page, and is told it.
_NEXT: Final = "X-Next-Page"
_OTHERWISE: Final = _("Ask the officer beside you, or the unit's landline.")
_PLACE: Final = _("This code marks a place where officers teach. Outside an event it counts nothing.")


def resident_page(view: Callable[[HttpRequest, Visit], HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn a view of a visit into one of a code's text; why a code is not good is said in a plain page.

    Once the code is no longer good, whoever used it in time is led to the receipt: a lost answer, or a page closed too
    soon, finds it again (design.md section 5).
    """

    @kept_page
    @wraps(view)
    def page(request: HttpRequest, visit: Visit) -> HttpResponse:
        try:
            require_open(visit)
        except Refusal:
            latest, record = latest_of(visit)
            if record.acts:
                return redirect(latest.url("kept"))
            raise
        return view(request, visit)

    return page


def kept_page(view: Callable[[HttpRequest, Visit], HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for what may be seen whether or not the code is still good."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, text: str) -> HttpResponse:
        try:
            visit = open_visit(request, text)
            response = view(request, visit)
            visit.device.remember_on(response, request)
            if isinstance(response, HttpResponseRedirect) and _NEXT in request.headers:
                response = _told(response)
        except Refusal as refusal:
            if refusal.problem.code == "challenge_required":
                response = _crowded(request, refusal)
            else:
                response = closed(request, refusal)
        return response

    return page


def _told(redirect: HttpResponseRedirect) -> HttpResponse:
    """The same answer to the page's script, which would otherwise load the next page only to open it again."""
    response = HttpResponse(status=204, headers={_NEXT: redirect.url})
    response.cookies = redirect.cookies
    return response


def _crowded(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The same form once more, with a challenge that the browser answers by itself."""
    said = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "challenge")]
    context = {"said": said, "challenge": refusal.extra["challenge"]}
    return render(request, "resident/crowded.html", context, status=refusal.problem.status)


def closed(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Nothing to take part in: what is the matter, what to do next, and what everyone should know of fraud."""
    code = refusal.extra.get("code_found")
    status = refusal.problem.status
    next_step = _NEXT_STEPS.get(refusal.problem.code, _OTHERWISE)
    context: dict[str, Any] = {"title": heading_of(refusal.problem), "next_step": next_step}
    if isinstance(code, Code):
        recall_talk(code)
        unit = unit_of(code)
        context |= {"unit": unit, "unit_name": name_of(unit), "campaign": code.campaign}
        if code.kind in RESIDENT_KINDS:
            context |= {f"{step}_url": reverse(step, kwargs={"text": code.text}) for step in ("card", "pressure")}
        if code.kind == CodeKind.PLACE:
            status = 200
            context |= {"title": _("Telecom fraud: what to know"), "next_step": _PLACE}
    response = render(request, "resident/closed.html", {**context, "frauds": FRAUDS}, status=status)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def show(request: HttpRequest, visit: Visit, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the visit, with what all of them name: the unit, the campaign and the event."""
    if request.method == "POST":
        # A form that comes back is a page after all.
        recall_talk(visit.code)
    shared = {
        "visit": visit,
        "campaign": visit.code.campaign,
        "unit": visit.unit,
        "unit_name": name_of(visit.unit),
        "event_name": event_name(visit.activity, visit.code.campaign, visit.place),
        "person": visit.person,
        "site_address": f"{settings.SITE_SCHEME}://{settings.PUBLIC_HOST}/Q/",
        "frauds": FRAUDS,
        "minimum_age": visit.code.campaign.minimum_age,
        "another_url": visit.another_url,
        "card_url": visit.url("card"),
        "pressure_url": visit.url("pressure"),
    }
    return render(request, f"resident/{template}.html", {**shared, **context}, status=status)
