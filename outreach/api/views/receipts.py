"""What a resident may do with the receipt: see what is held, withdraw, erase, and say that it was not voluntary.

Whoever holds the receipt is its resident; officers have no part in it, so nobody is asked who calls.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.schema import call
from outreach.api.shapes.common import named_campaign, named_unit
from outreach.api.shapes.receipts import ReceiptSerializer
from outreach.api.views.base import ApiView
from outreach.edge.admission import admit_receipt, meter_unknown_code
from outreach.edge.devices import device_of
from outreach.errors import Refusal
from outreach.limits.policy import network_of
from outreach.privacy import services
from outreach.privacy.selectors import Found, HeldAct, PaperAmongOthers, found_under

_PROBLEMS = ("too_many_requests",)


class ReceiptView(ApiView):
    """A call whose address must not travel on: the receipt stands in it."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def metered(self, request: Request, work: Callable[[], Any]) -> Any:
        """The outcome of `work`; tries at receipts that do not exist are counted like those at codes.

        What changes something is limited by receipt besides.
        """
        try:
            if request.method == "POST":
                admit_receipt(self.kwargs["code"])
            return work()
        except Refusal as refusal:
            if refusal.problem.code == "not_found":
                meter_unknown_code(request._request)
            raise


def _told(found: Found) -> dict[str, Any]:
    return {"acts": [_act(act) for act in found.acts], "paper": found.paper and _paper(found.paper)}


def _act(act: HeldAct) -> dict[str, Any]:
    told = ("version", "language", "title", "body", "is_sample")
    return {
        "act": act.kind,
        "submission_id": act.act_id,
        "at": act.at,
        "campaign": named_campaign(act.campaign),
        "unit": named_unit(act.unit),
        "withdrawn": act.withdrawn,
        "witnessed": act.witnessed,
        "held": act.held,
        "text": act.text and {name: getattr(act.text, name) for name in told},
        "proof": act.proof,
    }


def _paper(paper: PaperAmongOthers) -> dict[str, Any]:
    """A form whose stub this is, entered among others: nothing can be done about it alone."""
    return {
        "serial": paper.serial,
        "at": paper.at,
        "campaign": named_campaign(paper.campaign),
        "unit": named_unit(paper.unit),
    }


class Receipt(ReceiptView):
    @call(_("What is held under a receipt"), ok={200: ReceiptSerializer}, problems=_PROBLEMS)
    def get(self, request: Request, code: str) -> Response:
        return Response(_told(self.metered(request, lambda: found_under(code))))


class Withdrawal(ReceiptView):
    @call(_("Withdraw: nothing counts any more, nothing is held"), ok={200: ReceiptSerializer}, problems=_PROBLEMS)
    def post(self, request: Request, code: str) -> Response:
        self.metered(request, lambda: services.withdraw(receipt=code))
        return Response(_told(found_under(code)))


class Erasure(ReceiptView):
    @call(_("Erase what is held; the count stays"), ok={200: ReceiptSerializer}, problems=_PROBLEMS)
    def post(self, request: Request, code: str) -> Response:
        self.metered(request, lambda: services.erase(receipt=code))
        return Response(_told(found_under(code)))


class Pressure(ReceiptView):
    @call(_("Say that taking part was not voluntary"), ok={204: None}, problems=_PROBLEMS)
    def post(self, request: Request, code: str) -> Response:
        device = device_of(request._request)
        teller = "" if device.is_new else device.mark
        network = network_of(request._request)
        self.metered(request, lambda: services.report_pressure(receipt=code, network=network, device=teller))
        return Response(status=204)
