"""Making and revoking codes, and drawing the card of one: chiefs and administrators, for their units."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.bodies import AnyAnswers
from outreach.api.code_answers import known_code, managed_code, title_of
from outreach.api.operations import fields
from outreach.api.orders import CODE_ORDER, CodeOrderSerializer, terms_of
from outreach.api.schema import MANAGER, call
from outreach.api.shapes.codes import MadeCodeSerializer
from outreach.api.views.base import ManagingView
from outreach.codes import services
from outreach.codes.models import Code, CodeKind
from outreach.codes.selectors import CodeState, state_of, unit_of
from outreach.codes.sheets.cards import PaperSize, Told, draw_card
from outreach.errors import Refusal


class CardParameters(serializers.Serializer[Any]):
    """What to print on."""

    size = fields.Choice(choices=[(size.value, size.value) for size in PaperSize], default=PaperSize.A4.value)


_CARD: Final = CardParameters()
# A card that is good later may be printed now; one that is good no more only misleads.
_NOT_PRINTED: Final = {CodeState.REVOKED: "code_revoked", CodeState.EXPIRED: "code_expired"}


class Codes(ManagingView):
    @call(
        _("Make a code"),
        takes=CodeOrderSerializer,
        ok={201: MadeCodeSerializer},
        problems=(*MANAGER, "campaign_unknown"),
    )
    def post(self, request: Request) -> Response:
        order = CODE_ORDER.run_validation(request.data)
        code = services.make_code(terms_of(order), by=self.scope, use_limit=order.get("use_limit"))
        return Response(managed_code(code), status=201)


class CodeRevocation(ManagingView):
    @call(
        _("Revoke a code, from now on and for good"),
        ok={200: MadeCodeSerializer},
        problems=(*MANAGER, "code_unknown"),
    )
    def post(self, request: Request, code: str) -> Response:
        return Response(managed_code(services.revoke_code(known_code(code), by=self.scope)))


class CodeCard(ManagingView):
    """Drawn on the spot: the card of a place, for officers, or the poster of an activity, for residents."""

    content_negotiation_class = AnyAnswers

    @call(
        _("A place's card or an activity's poster, to print"),
        query=CardParameters,
        ok={200: OpenApiTypes.BINARY},
        media_type="application/pdf",
        problems=(*MANAGER, "code_unknown", "wrong_code_kind", "code_expired", "code_revoked"),
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        size = PaperSize(_CARD.run_validation(request.query_params.dict())["size"])
        found = known_code(code)
        self.scope.require_managed(unit_of(found).pk)
        now = timezone.now()
        _require_printable(found, now)
        # What is printed is for residents, whichever language the chief reads.
        with override(settings.LANGUAGE_CODE):
            card = draw_card(found, _told(found, now), size=size)
        return HttpResponse(
            card,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="code-{found.pk}-{size}.pdf"'},
        )


def _require_printable(code: Code, now: datetime) -> None:
    if code.kind not in (CodeKind.PLACE, CodeKind.ACTIVITY):
        raise Refusal("wrong_code_kind")
    refused = _NOT_PRINTED.get(state_of(code, now))
    if refused:
        raise Refusal(refused)


def _told(code: Code, now: datetime) -> Told:
    is_todays = code.number_day == now.astimezone(code.campaign.zone).date()
    return Told(
        unit=unit_of(code),
        title=title_of(code),
        number=code.number if is_todays else "",
        number_day=code.number_day if is_todays else None,
    )
