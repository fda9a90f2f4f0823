"""Codes: what a scanned one is, and drawing it."""

from typing import ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api import code_answers
from outreach.api.authentication import VisitorAuthentication
from outreach.api.bodies import AnyAnswers
from outreach.api.schema import MEMBER, call
from outreach.api.shapes.codes import CodeSerializer
from outreach.api.views.base import ApiView, ReadingView
from outreach.codes.drawing import qr_png, qr_svg
from outreach.codes.selectors import unit_of
from outreach.edge.admission import meter_unknown_code
from outreach.edge.devices import device_of
from outreach.errors import Refusal
from outreach.organisation.models import Officer
from outreach.organisation.scope import scope_of


class OneCode(ApiView):
    """To residents each act comes with the id to send it under; to officers what they can do with it."""

    authentication_classes = (VisitorAuthentication,)

    @call(
        _("What a code is"),
        ok={200: CodeSerializer},
        problems=("code_unknown", "not_authenticated", "out_of_scope", "too_many_requests"),
    )
    def get(self, request: Request, code: str) -> Response:
        if isinstance(request.user, Officer):
            return Response(code_answers.for_officer(code, scope_of(request.user)))
        device = device_of(request._request)
        try:
            response = Response(code_answers.for_resident(code, device))
        except Refusal:
            meter_unknown_code(request._request)
            raise
        device.remember_on(response, request._request)
        return response


class CodeDrawing(ReadingView):
    """A code as a QR symbol, for whoever may read its unit's records."""

    content_negotiation_class = AnyAnswers
    media_type: ClassVar[str]

    def drawn(self, text: str) -> bytes | str:
        raise NotImplementedError

    def draw(self, text: str) -> HttpResponse:
        code = code_answers.known_code(text)
        if unit_of(code).pk not in self.scope.unit_ids:
            raise Refusal("out_of_scope")
        return HttpResponse(self.drawn(code.text), content_type=self.media_type)


class CodeSVG(CodeDrawing):
    media_type = "image/svg+xml"

    def drawn(self, text: str) -> str:
        return qr_svg(text)

    @call(
        _("A code drawn, to scale"),
        ok={200: OpenApiTypes.STR},
        media_type="image/svg+xml",
        problems=(*MEMBER, "code_unknown"),
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        return self.draw(code)


class CodePNG(CodeDrawing):
    media_type = "image/png"

    def drawn(self, text: str) -> bytes:
        return qr_png(text)

    @call(
        _("A code drawn, in pixels"),
        ok={200: OpenApiTypes.BINARY},
        media_type="image/png",
        problems=(*MEMBER, "code_unknown"),
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        return self.draw(code)
