"""A receipt: what is held under it, and taking that back (PIPL articles 15, 45 and 47).

The code in the address is all the authority there is: no cookie and no login is asked or used, so there is nothing that
another site could borrow, and the pages do without a CSRF token. They could not have one: told to send no referrer, a
browser sends no origin either.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from outreach.codes.alphabet import in_groups, normalise
from outreach.edge.admission import meter_unknown_code
from outreach.errors import Refusal
from outreach.pages.refusals import refusal_page
from outreach.pages.words import name_of
from outreach.privacy import services
from outreach.privacy.selectors import HeldAct, PaperAmongOthers, form_of_stub, held_under, paper_among_others

_KINDS: Final = {"pledge": _("Pledge signed"), "install": _("App confirmed")}
_HELD: Final = {
    "name": _("your typed name, encrypted"),
    "signature": _("your signature, encrypted"),
    "phone": _("an irreversible mark of your phone number"),
}
# Steps that a paper entered with others does not have: nothing of its signer is there to be taken back.
_OF_ACTS: Final = frozenset({"withdraw", "erase"})


def receipt_page(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that nobody else is to see: not kept, and its address not told to where a link leads."""

    @csrf_exempt
    @wraps(view)
    def page(request: HttpRequest, text: str) -> HttpResponse:
        try:
            response = view(request, normalise(text))
        except Refusal as refusal:
            response = _not_entered(request, refusal, normalise(text)) or _refused(request, refusal)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return page


def _not_entered(request: HttpRequest, refusal: Refusal, receipt: str) -> HttpResponse | None:
    """To whoever scans a stub before an officer has entered its paper: nothing is wrong, it is only early."""
    form = form_of_stub(receipt) if refusal.problem.code == "not_found" else None
    if form is None or request.method == "POST":
        return None
    told = {
        "receipt_in_groups": in_groups(receipt),
        "serial": f"{form.serial:05}",
        "unit": form.unit,
        "unit_name": name_of(form.unit),
        "campaign": form.campaign,
    }
    return render(request, "resident/receipt/waiting.html", told, status=404)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    try:
        if refusal.problem.code == "not_found":
            meter_unknown_code(request)
    except Refusal as too_many:
        refusal = too_many
    return refusal_page(request, refusal.problem, retry_after=refusal.retry_after)


@require_safe
@receipt_page
def show(request: HttpRequest, receipt: str) -> HttpResponse:
    return _page(request, "held", receipt)


@require_http_methods(["GET", "HEAD", "POST"])
@receipt_page
def withdraw(request: HttpRequest, receipt: str) -> HttpResponse:
    """Take everything back: it no longer counts, and nothing of the person is kept."""
    return _confirmed(request, receipt, "withdraw", services.withdraw)


@require_http_methods(["GET", "HEAD", "POST"])
@receipt_page
def erase(request: HttpRequest, receipt: str) -> HttpResponse:
    """Erase the person; what was done still counts, as a number."""
    return _confirmed(request, receipt, "erase", services.erase)


@require_http_methods(["GET", "HEAD", "POST"])
@receipt_page
def pressure(request: HttpRequest, receipt: str) -> HttpResponse:
    """Say that it was not voluntary; the unit above learns of it without a name (domain.md section 4)."""
    return _confirmed(request, receipt, "pressure", services.report_pressure)


def _confirmed(request: HttpRequest, receipt: str, act: str, service: Callable[..., Any]) -> HttpResponse:
    if request.method != "POST":
        return _page(request, act, receipt)
    service(receipt=receipt)
    return redirect("receipt-done", text=receipt, act=act)


@require_safe
def done(request: HttpRequest, text: str, act: str) -> HttpResponse:
    """What has come of it, to be loaded again as often as one likes."""
    return receipt_page(lambda inner, receipt: _page(inner, "done", receipt, act=act))(request, text)


def _page(request: HttpRequest, template: str, receipt: str, **context: Any) -> HttpResponse:
    acts = held_under(receipt)
    paper = paper_among_others(receipt)
    withdrawn = all(act.withdrawn for act in acts)
    if paper is not None and withdrawn and template in _OF_ACTS:
        raise Refusal("not_found")
    latest = paper or acts[0]
    shown = {
        "receipt": receipt,
        "receipt_in_groups": in_groups(receipt),
        "acts": [_described(act) for act in acts],
        "holds_person": any(act.held for act in acts),
        "withdrawn": withdrawn,
        "paper": paper and _described_paper(paper),
        "unit": latest.unit,
        "unit_name": name_of(latest.unit),
        "campaign": latest.campaign,
    }
    return render(request, f"resident/receipt/{template}.html", {**shown, **context})


def _described_paper(paper: PaperAmongOthers) -> dict[str, Any]:
    day = paper.at.astimezone(paper.campaign.zone).date()
    # As it is printed on the form.
    return {"serial": f"{paper.serial:05}", "day": day, "event": name_of(paper.campaign)}


def _described(act: HeldAct) -> dict[str, Any]:
    return {
        "kind": _KINDS[act.kind],
        "at": act.at,
        "unit": name_of(act.unit),
        "event": name_of(act.campaign),
        "withdrawn": act.withdrawn,
        "witnessed": act.witnessed,
        "held": [_HELD[kind] for kind in act.held],
    }
