"""A receipt: what is held under it, and taking that back (PIPL articles 15, 45 and 47).

The code in the address is all the authority there is: no cookie and no login is asked for, so there is nothing that
another site could borrow, and the pages do without a CSRF token. They could not have one: told to send no referrer, a
browser sends no origin either. The one use of the device's cookie is that a report of pressure is heard once.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial, wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from outreach.capture.signatures import Proof, as_svg
from outreach.codes.alphabet import in_groups, normalise
from outreach.edge.admission import admit_receipt, meter_unknown_code
from outreach.edge.devices import device_of
from outreach.errors import Refusal
from outreach.limits.policy import network_of
from outreach.organisation.selectors import unit_above
from outreach.pages.refusals import refusal_page
from outreach.pages.resident.keepsake import Keepsake, draw_keepsake
from outreach.pages.words import event_name, name_of
from outreach.privacy import services
from outreach.privacy.retention import kept_until
from outreach.privacy.selectors import Found, HeldAct, PaperAmongOthers, form_of_stub, found_under

_KINDS: Final = {"pledge": _("Pledge signed"), "install": _("App confirmed")}
_HELD: Final = {
    "name": _("your typed name, encrypted"),
    "post": _("your post, encrypted"),
    "signature": _("your signature, encrypted"),
    "unreadable": _("an encrypted record that cannot be opened; please tell the unit"),
    "sealed_copy": _("a scan of the sealed letter, encrypted"),
    "phone": _("an irreversible mark of your phone number, until you withdraw, so that nobody is counted twice"),
}
_PROOFS: Final = {
    Proof.MATCHES: _("The signature matches the text it was put under."),
    Proof.UNDRAWN: _("The text is as it was when it was signed."),
    Proof.ERASED: _("The signature was deleted. The text is as it was when it was signed."),
    Proof.DIFFERS: _("The signature does not match the text it was put under. Please tell the unit."),
    Proof.TEXT_DIFFERS: _("The text is not as it was when it was signed. Please tell the unit."),
}
_BROKEN: Final = frozenset({Proof.DIFFERS, Proof.TEXT_DIFFERS})
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
    device = device_of(request)
    teller = "" if device.is_new else device.mark
    report = partial(services.report_pressure, network=network_of(request), device=teller)
    return _confirmed(request, receipt, "pressure", report)


@require_safe
@receipt_page
def picture(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt as a picture to be saved: what was done, never by whom."""
    admit_receipt(receipt)
    found = found_under(receipt, with_texts=False)
    return HttpResponse(draw_keepsake(_keepsake(receipt, found)), content_type="image/png")


def _confirmed(request: HttpRequest, receipt: str, act: str, service: Callable[..., Any]) -> HttpResponse:
    if request.method != "POST":
        return _page(request, act, receipt)
    admit_receipt(receipt)
    service(receipt=receipt)
    return redirect("receipt-done", text=receipt, act=act)


@require_safe
def done(request: HttpRequest, text: str, act: str) -> HttpResponse:
    """What has come of it, to be loaded again as often as one likes; it is read from what is held, never claimed."""
    return receipt_page(lambda inner, receipt: _done_page(inner, receipt, act))(request, text)


def _done_page(request: HttpRequest, receipt: str, act: str) -> HttpResponse:
    found = found_under(receipt)
    holds = any(each.is_erasable for each in found.acts)
    counts = found.paper is not None or not all(each.withdrawn for each in found.acts)
    if (act in _OF_ACTS and holds) or (act == "withdraw" and counts):
        return redirect("receipt", text=receipt)
    return _shown(request, "done", receipt, found, act=act)


def _page(request: HttpRequest, template: str, receipt: str) -> HttpResponse:
    return _shown(request, template, receipt, found_under(receipt))


def _shown(request: HttpRequest, template: str, receipt: str, found: Found, **context: Any) -> HttpResponse:
    withdrawn = all(act.withdrawn for act in found.acts)
    if found.paper is not None and withdrawn and template in _OF_ACTS:
        raise Refusal("not_found")
    leading = found.leading
    shown = {
        "receipt": receipt,
        "receipt_in_groups": in_groups(receipt),
        "acts": [_described(act) for act in found.acts],
        "is_erasable": any(act.is_erasable for act in found.acts),
        "keeps_phone": any("phone" in act.held for act in found.acts),
        "withdrawn": withdrawn,
        "on_paper": any(act.on_paper for act in found.acts),
        "paper": found.paper and _described_paper(found.paper),
        "unit": leading.unit,
        "unit_name": name_of(leading.unit),
        "campaign": leading.campaign,
    }
    if "pressure" in (template, context.get("act")):
        above = unit_above(leading.unit)
        shown |= {"above": above, "above_name": name_of(above), "is_above": above != leading.unit}
    return render(request, f"resident/receipt/{template}.html", {**shown, **context})


def _described_paper(paper: PaperAmongOthers) -> dict[str, Any]:
    # As it is printed on the form.
    return {"serial": f"{paper.serial:05}", "day": _day(paper), "event": name_of(paper.campaign)}


def _described(act: HeldAct) -> dict[str, Any]:
    signature = act.signed.signature
    return {
        "kind": _KINDS[act.kind],
        "at": act.at,
        "unit": name_of(act.unit),
        "event": event_name(act.activity, act.campaign),
        "campaign": name_of(act.campaign),
        "withdrawn": act.withdrawn,
        "witnessed": act.witnessed,
        "on_paper": act.on_paper,
        "held": [_HELD[kind] for kind in act.held],
        "scan_until": _scan_until(act),
        "without_person": [words for words in (act.age_band, act.basis) if words],
        "text": act.text,
        "proof": act.proof and _PROOFS[act.proof],
        "is_proved": act.proof not in _BROKEN,
        "name": " ".join(filter(None, (act.signed.post, act.signed.name))),
        "signature": signature and _as_picture(as_svg(signature)),
    }


def _scan_until(act: HeldAct) -> date | None:
    """The last day of a scan of this act, while there may be one."""
    until = kept_until(act.campaign, signed_on=_day(act)) if act.takes_scan else None
    return until if until and until >= timezone.localdate(timezone=act.campaign.zone) else None


def _as_picture(svg: str) -> str:
    """Within the page itself, so that nothing of it has an address of its own."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _keepsake(receipt: str, found: Found) -> Keepsake:
    leading = found.leading
    activity = leading.activity if isinstance(leading, HeldAct) else None
    acts: Sequence[HeldAct | PaperAmongOthers] = [*found.acts, *([found.paper] if found.paper else [])]
    return Keepsake(
        receipt=receipt,
        unit=name_of(leading.unit),
        landline=leading.unit.landline,
        event=event_name(activity, leading.campaign),
        done=[f"{date_format(_day(act), 'DATE_FORMAT')} {_done(act)}" for act in acts],
        is_demonstration=leading.campaign.is_demonstration,
    )


def _done(act: HeldAct | PaperAmongOthers) -> str:
    if isinstance(act, PaperAmongOthers):
        return gettext("Signed on paper")
    kind = str(_KINDS[act.kind])
    return f"{kind} ({gettext('withdrawn')})" if act.withdrawn else kind


def _day(act: HeldAct | PaperAmongOthers) -> date:
    return act.at.astimezone(act.campaign.zone).date()
