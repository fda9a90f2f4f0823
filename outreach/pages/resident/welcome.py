"""The first screen, who asks and why, and the way of those who say no: as short as the other."""

import uuid
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from outreach.capture.operations import Refusal as SayNo
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import CodeKind
from outreach.edge.admission import admit
from outreach.limits.policy import limit
from outreach.pages.resident import forms
from outreach.pages.resident.kept import Family, family_of
from outreach.pages.resident.pages import kept_page, resident_page, show
from outreach.pages.resident.visit import Visit
from outreach.pages.teaching import tip_of
from outreach.privacy.retention import kept_until


@require_safe
@resident_page
def welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who asks, why, and that saying no is as good an answer; whoever was here before goes on from there."""
    family = family_of(visit)
    if "another" in request.GET:
        return _for_the_next(request, family, withdrawn=False)
    who = visit if "person" in request.GET else family.latest
    found = family.record_of(who.person)
    if found.has("install"):
        return _already(request, who, family, unsigned=not found.has("pledge"))
    if found.has("pledge"):
        return redirect(who.url("app"))
    if getattr(visit.code, "is_signed", False):
        return show(request, who, "used", is_form=visit.code.kind == CodeKind.FORM, tip=tip_of(visit.code))
    return _for_the_next(request, family, withdrawn=True) if found.withdrawn else _first(request, who)


def _for_the_next(request: HttpRequest, family: Family, *, withdrawn: bool) -> HttpResponse:
    if family.next is None:
        return _already(request, family.latest, family)
    return _first(request, family.next, withdrawn=withdrawn)


def _already(request: HttpRequest, visit: Visit, family: Family, *, unsigned: bool = False) -> HttpResponse:
    return show(
        request,
        visit,
        "already",
        step="receipt",
        receipt_url=visit.url("kept"),
        pledge_url=visit.url("pledge") if unsigned else "",
        family=[(each.person, each.url("kept")) for each in family.live] if len(family.live) > 1 else [],
    )


def _first(request: HttpRequest, visit: Visit, *, withdrawn: bool = False) -> HttpResponse:
    return show(
        request,
        visit,
        "welcome",
        step="welcome",
        withdrawn=withdrawn,
        refusal_id=uuid.uuid4(),
        next_url=visit.url("pledge"),
        refuse_url=visit.url("refuse"),
        kept_until=kept_until(visit.code.campaign, signed_on=visit.today),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def refuse(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A no is kept with the code alone: nothing in the database leads to a device or to another no.

    Who only opens the address, as a change of language does after a no that was not taken, is asked again.
    """
    if request.method != "POST":
        return redirect(visit.url())
    form = forms.RefusalForm(request.POST)
    if form.is_valid():
        admit(request, code=visit.code.text, challenge=request.POST.get("challenge", ""))
        _say_no_once(visit, form.cleaned_data["submission_id"])
    return redirect(visit.url("refused"))


def _say_no_once(visit: Visit, submission_id: UUID) -> None:
    """The page loaded again has another number for a no, and nothing that is kept tells who said it.

    So a bucket of the limits, under a keyed hash that is gone after a day, hears each person of a phone once.
    """
    once, whom = limit("refusal"), (visit.code.text, visit.device.mark, str(visit.person))
    if not once.take(*whom).allowed:
        return
    try:
        record([SayNo(submission_id=submission_id, code=visit.code.text)], principal=Principal.resident())
    except Exception:
        # It was not kept: sent again, it must be heard.
        once.give_back(*whom)
        raise


@require_safe
@kept_page
def refused(request: HttpRequest, visit: Visit) -> HttpResponse:
    return show(request, visit, "refused", welcome_url=visit.url(), tip=tip_of(visit.code))


@require_safe
@kept_page
def card(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The card 已阅读, the same for everyone: whoever is asked for proof shows it (domain.md section 4, Pressure)."""
    cannot = request.GET.get("app") == forms.CANNOT
    return show(request, visit, "card", today=visit.today, cannot=cannot, tip=tip_of(visit.code), back_url=visit.url())
