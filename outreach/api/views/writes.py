"""Calls that record one operation."""

from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.authentication import VisitorAuthentication
from outreach.api.bodies import object_of
from outreach.api.operations import SERIALIZERS
from outreach.api.operations.moves import VoidBodySerializer
from outreach.api.schema import write
from outreach.api.single import submit_as_officer, submit_as_resident
from outreach.api.views.base import ApiView, OfficerView
from outreach.ledger.models import Kind
from outreach.organisation.models import Officer


class OfficerWrite(OfficerView):
    """A write that only officers make."""

    kind: ClassVar[Kind]

    def submit(self, request: Request, **told: str) -> Response:
        """Record the body, with what the address tells added to it."""
        return submit_as_officer(self.kind, {**object_of(request.data), **told}, self.officer)


class VisitorWrite(ApiView):
    """A write of residents with a code, and of officers for them."""

    authentication_classes = (VisitorAuthentication,)
    kind: ClassVar[Kind]

    def submit(self, request: Request) -> Response:
        raw = object_of(request.data)
        if isinstance(request.user, Officer):
            return submit_as_officer(self.kind, raw, request.user)
        return submit_as_resident(self.kind, raw, request._request)


class Pledges(VisitorWrite):
    kind = Kind.PLEDGE

    @write(_("Sign a pledge, or enter signed papers"), SERIALIZERS[Kind.PLEDGE], residents=True)
    def post(self, request: Request) -> Response:
        return self.submit(request)


class Installs(VisitorWrite):
    kind = Kind.INSTALL

    @write(_("Confirm the app, or log help given with it"), SERIALIZERS[Kind.INSTALL], residents=True)
    def post(self, request: Request) -> Response:
        return self.submit(request)


class Refusals(ApiView):
    """Nobody is asked who said no."""

    @write(_("Say no, without a trace"), SERIALIZERS[Kind.REFUSAL], residents=True)
    def post(self, request: Request) -> Response:
        return submit_as_resident(Kind.REFUSAL, object_of(request.data), request._request)


class Talks(OfficerWrite):
    kind = Kind.TALK

    @write(_("Log a talk, whole or opened"), SERIALIZERS[Kind.TALK])
    def post(self, request: Request) -> Response:
        return self.submit(request)


class TalkCompletion(OfficerWrite):
    kind = Kind.COMPLETE

    @write(_("Complete a talk"), SERIALIZERS[Kind.TALK])
    def post(self, request: Request, submission_id: UUID) -> Response:
        return self.submit(request, talk=str(submission_id))


class Witnesses(OfficerWrite):
    kind = Kind.WITNESS

    @write(_("Witness what a resident reported"), SERIALIZERS[Kind.WITNESS])
    def post(self, request: Request) -> Response:
        return self.submit(request)


class Materials(OfficerWrite):
    kind = Kind.MATERIAL

    @write(_("Log materials handed out or posted"), SERIALIZERS[Kind.MATERIAL])
    def post(self, request: Request) -> Response:
        return self.submit(request)


class Publications(OfficerWrite):
    kind = Kind.PUBLICATION

    @write(_("Log an item pushed on an account"), SERIALIZERS[Kind.PUBLICATION])
    def post(self, request: Request) -> Response:
        return self.submit(request)


class Voiding(OfficerWrite):
    kind = Kind.VOID

    @write(_("Void an act or a witness"), VoidBodySerializer)
    def post(self, request: Request, submission_id: UUID) -> Response:
        return self.submit(request, target=str(submission_id))
