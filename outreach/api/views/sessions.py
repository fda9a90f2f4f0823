"""Signing in and out, and what an officer is signed in on."""

from typing import Any, Final

from django.http import Http404
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.authentication import OfficerAuthentication, require_csrf
from outreach.api.operations import fields
from outreach.api.schema import OFFICER, call
from outreach.api.shapes.common import Shape
from outreach.api.shapes.sessions import DevicesSerializer, SessionSerializer, TokenSerializer
from outreach.api.views.base import ApiView, OfficerView
from outreach.edge.phones import end_phone
from outreach.edge.sites import serves_residents_only
from outreach.organisation import access, login
from outreach.organisation.models import AccessToken, Device, Officer, OrganisationUnit
from outreach.organisation.scope import Scope, memberships_of, scope_of

_LOGIN_PROBLEMS: Final = ("permission_denied", "too_many_requests")
_PASSWORD_LENGTH: Final = 200


class CredentialsSerializer(Shape):
    """Badge or staff number, and password."""

    username = fields.Text(max_length=40)
    password = serializers.CharField(max_length=_PASSWORD_LENGTH, trim_whitespace=False)


_CREDENTIALS: Final = CredentialsSerializer()


class StaffSite(ApiView):
    """A call of the officers' site that somebody not signed in makes too."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if serves_residents_only(request._request):
            raise Http404
        super().initial(request, *args, **kwargs)


class Session(StaffSite):
    """Who calls, and what a page needs to know before anything else."""

    authentication_classes = (OfficerAuthentication,)

    @call(_("Who am I"), ok={200: SessionSerializer}, problems=("not_authenticated",))
    def get(self, request: Request) -> Response:
        officer = request.user if isinstance(request.user, Officer) else None
        if officer and request.auth is None:
            access.touch_device(request._request.session.session_key or "")
        return Response(_session(request, officer))


class Login(StaffSite):
    @call(
        _("Sign in on this browser"),
        takes=CredentialsSerializer,
        ok={200: SessionSerializer},
        problems=("csrf_failed", *_LOGIN_PROBLEMS),
    )
    def post(self, request: Request) -> Response:
        # Nobody may sign another person's browser in.
        require_csrf(request._request)
        given = _CREDENTIALS.run_validation(request.data)
        officer = login.log_in(request._request, given["username"], given["password"])
        return Response(_session(request, officer))


class Logout(OfficerView):
    @call(_("Sign out, and give back the token this was called with"), ok={204: None}, problems=OFFICER)
    def post(self, request: Request) -> Response:
        if isinstance(request.auth, AccessToken):
            access.revoke_token(officer=self.officer, token_id=request.auth.pk)
        else:
            login.log_out(request._request)
        return Response(status=204)


class Tokens(StaffSite):
    @call(
        _("A token for a program"),
        takes=CredentialsSerializer,
        ok={201: TokenSerializer},
        problems=_LOGIN_PROBLEMS,
    )
    def post(self, request: Request) -> Response:
        given = _CREDENTIALS.run_validation(request.data)
        officer = login.check_password(request._request, given["username"], given["password"])
        text, token = access.issue_token(officer)
        return Response({"token": text, "expires_at": token.expires_at}, status=201)


class OneToken(OfficerView):
    @call(_("Take a token back"), ok={204: None}, problems=OFFICER)
    def delete(self, request: Request, number: int) -> Response:
        access.revoke_token(officer=self.officer, token_id=number)
        return Response(status=204)


class Devices(OfficerView):
    @call(_("What I am signed in on"), ok={200: DevicesSerializer}, problems=("not_authenticated",))
    def get(self, request: Request) -> Response:
        here = None
        if request.auth is None:
            here = access.device_of_session(request._request.session.session_key or "")
        found = [_browser(device, here) for device in access.devices_of(self.officer)]
        found += [_program(token, request.auth) for token in access.tokens_of(self.officer)]
        return Response({"next": None, "previous": None, "results": found})


class OneDevice(OfficerView):
    """One of the officer's own, or of an officer whose unit the caller manages."""

    @call(_("Sign a browser out"), ok={204: None}, problems=OFFICER)
    def delete(self, request: Request, number: int) -> Response:
        end_phone(scope=self.scope, device_id=number)
        return Response(status=204)


def _session(request: Request, officer: Officer | None) -> dict[str, Any]:
    scope: Scope | None = scope_of(officer) if officer else None
    return {
        "authenticated": officer is not None,
        "csrf": get_token(request._request),
        "server_time": timezone.now(),
        "officer": officer and {"id": officer.pk, "username": officer.username, "name": officer.name},
        "role": scope and scope.role,
        "units": _posts(officer) if officer else [],
    }


def _posts(officer: Officer) -> list[dict[str, Any]]:
    """The units the officer works for today, and as what."""
    today = timezone.localdate()
    spans = [span for span in memberships_of(officer.pk) if span.holds_on(today)]
    units = OrganisationUnit.objects.in_bulk({span.unit_id for span in spans})
    return [
        {"id": unit.pk, "name": unit.name, "name_en": unit.name_en, "role": span.role}
        for span in spans
        for unit in (units[span.unit_id],)
    ]


def _browser(device: Device, here: Device | None) -> dict[str, Any]:
    return {
        "kind": "browser",
        "id": device.pk,
        "label": device.label,
        "created_at": device.created_at,
        "last_seen_at": device.last_seen_at,
        "expires_at": None,
        "current": here is not None and device.pk == here.pk,
    }


def _program(token: AccessToken, here: Any) -> dict[str, Any]:
    return {
        "kind": "token",
        "id": token.pk,
        "label": "",
        "created_at": token.created_at,
        "last_seen_at": None,
        "expires_at": token.expires_at,
        "current": isinstance(here, AccessToken) and token.pk == here.pk,
    }
