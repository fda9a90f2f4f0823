"""The last screen: the private receipt, and apart from it what an officer may scan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from outreach.codes.drawing import qr_svg
from outreach.pages.images import inline_svg
from outreach.pages.resident import forms
from outreach.pages.resident.kept import latest_of, record_of
from outreach.pages.resident.pages import kept_page, show
from outreach.pages.resident.visit import Visit
from outreach.pages.teaching import tip_of


@require_safe
@kept_page
def kept(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The receipt: a code to see, withdraw and delete by, and a picture of it to keep."""
    who, found = (visit, record_of(visit)) if "person" in request.GET else latest_of(visit)
    if not found.acts:
        return redirect(visit.url("card"))
    return show(
        request,
        who,
        "receipt",
        step="receipt",
        acts=found.acts,
        receipts=found.receipts,
        cannot=request.GET.get("app") == forms.CANNOT,
        show_url=who.url("show") if any(act.witness for act in found.acts) else "",
        tip=tip_of(visit.code),
    )


@require_safe
@kept_page
def show_officer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The codes by which an officer confirms what was done; the receipt is not on this screen."""
    who, found = (visit, record_of(visit)) if "person" in request.GET else latest_of(visit)
    if not found.acts:
        return redirect(visit.url("card"))
    waiting = [(act, inline_svg(qr_svg(act.witness, "W"))) for act in found.acts if act.witness]
    return show(request, who, "show", witnesses=waiting, receipt_url=who.url("kept"))
