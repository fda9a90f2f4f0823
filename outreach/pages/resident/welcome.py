"""The first screen, who asks and why, and the way of those who say no: as short as the other."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from outreach.capture.operations import Refusal as SayNo
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.edge.admission import admit
from outreach.pages.resident import forms
from outreach.pages.resident.kept import Record, latest_of, record_of
from outreach.pages.resident.pages import kept_page, resident_page, show
from outreach.pages.resident.visit import Visit
from outreach.pages.teaching import tip_of


@require_safe
@resident_page
def welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who asks, why, and that saying no is as good an answer; whoever was here before goes on from there."""
    who, record_ = (visit, record_of(visit)) if "person" in request.GET else latest_of(visit)
    if record_.has("install"):
        return show(request, who, "already", step="receipt", receipt_url=who.url("kept"))
    if record_.has("pledge"):
        return redirect(who.url("app"))
    onward = who.for_another() if record_.withdrawn else who
    return _first(request, onward, record_)


def _first(request: HttpRequest, visit: Visit, before: Record) -> HttpResponse:
    return show(
        request,
        visit,
        "welcome",
        step="welcome",
        withdrawn=before.withdrawn,
        refusal_id=uuid.uuid4(),
        next_url=visit.url("pledge"),
        refuse_url=visit.url("refuse"),
        # Nobody has taken part yet: there is no other.
        another_url="",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def refuse(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A no is kept with the code alone: not even with the mark of the device.

    Who only opens the address, as a change of language does after a no that was not taken, is asked again.
    """
    if request.method != "POST":
        return redirect(visit.url())
    form = forms.RefusalForm(request.POST)
    if form.is_valid():
        admit(request, code=visit.code.text, challenge=request.POST.get("challenge", ""))
        record(
            [SayNo(submission_id=form.cleaned_data["submission_id"], code=visit.code.text)],
            principal=Principal.resident(),
        )
    return redirect(visit.url("refused"))


@require_safe
@kept_page
def refused(request: HttpRequest, visit: Visit) -> HttpResponse:
    return show(request, visit, "refused", welcome_url=visit.url(), tip=tip_of(visit.code))


@require_safe
@kept_page
def card(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The card 已阅读, the same for everyone: whoever is asked for proof shows it (domain.md section 4, Pressure)."""
    cannot = request.GET.get("app") == forms.CANNOT
    return show(request, visit, "card", today=visit.today, cannot=cannot, tip=tip_of(visit.code))
