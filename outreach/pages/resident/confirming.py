"""The third screen: whether the national app is on the phone, and then whether its warnings are on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from outreach.capture.models import Basis
from outreach.capture.operations import Install
from outreach.capture.receipts import receipt_text
from outreach.pages.resident import forms
from outreach.pages.resident.kept import record_of
from outreach.pages.resident.pages import resident_page, show
from outreach.pages.resident.sending import answer, send
from outreach.pages.resident.stores import store_of
from outreach.pages.resident.visit import Visit


@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def app(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The app, then its warnings; who cannot or will not install it is asked no more."""
    form_url = visit.url("app")
    confirmed = forms.InstallForm(request.POST or None)
    if confirmed.is_valid():
        return _confirmed(request, visit, confirmed)
    kept = record_of(visit)
    if kept.has("install"):
        return redirect(visit.url("kept"))
    chosen = forms.BasisForm(request.POST or request.GET)
    if not chosen.is_valid():
        return show(
            request,
            visit,
            "app",
            step="app",
            bases=forms.BASES,
            form_url=form_url,
            store=store_of(request.headers.get("User-Agent", "")),
            receipt_url=visit.url("kept") if kept.acts else "",
            # Before this one did anything there is no other.
            another_url=visit.another_url if kept.acts else "",
        )
    basis = chosen.cleaned_data["basis"]
    if basis in (forms.CANNOT, forms.NOT_NOW):
        return redirect(visit.url("kept", app=basis) if kept.acts else visit.url("card", app=basis))
    return show(
        request, visit, "alerts", step="app", basis=basis, alerts=forms.ALERTS, form_url=form_url,
        signed=bool(kept.receipt_of("pledge")),
    )  # fmt: skip


def _confirmed(request: HttpRequest, visit: Visit, form: forms.InstallForm) -> HttpResponse:
    basis = form.cleaned_data["basis"]
    pledged = receipt_text(visit.code.campaign.key, visit.submission_id("pledge"))
    operation = Install(
        submission_id=visit.submission_id("install"),
        code=visit.code.text,
        basis=basis,
        alerts_enabled=form.cleaned_data["alerts_enabled"],
        receipt=pledged if form.cleaned_data["signed"] else "",
    )
    result = send(request, visit, operation)
    # The officer who helped is still there: the help is seen once, in place of being counted from both sides.
    return answer(visit, result, next_step="show" if basis == Basis.HELPED_NOW else "kept")
