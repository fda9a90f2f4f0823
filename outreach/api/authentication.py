"""Who calls: an officer by bearer token, or by session together with its CSRF header; or nobody in particular.

A session alone is never enough to write, and calls that residents make too ignore it altogether: a resident on an
officer's phone stays a resident (design.md section 5).
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from outreach.edge.sites import serves_residents_only
from outreach.errors import Refusal
from outreach.organisation.access import officer_of_token
from outreach.organisation.models import AccessToken, Officer

CSRF_HEADER: Final = "X-CSRFToken"
_SCHEME: Final = "bearer"


class OfficerAuthentication(BaseAuthentication):
    """Tells the officer, and the token where the call came with one."""

    def authenticate(self, request: Request) -> tuple[Officer, AccessToken | None] | None:
        if serves_residents_only(request._request):
            return None
        credentials = request.headers.get("Authorization")
        if credentials is not None:
            return _by_token(credentials)
        officer = request._request.user
        if not isinstance(officer, Officer) or not officer.is_active:
            return None
        require_csrf(request._request)
        return officer, None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="outreach-ledger"'


class VisitorAuthentication(OfficerAuthentication):
    """For calls that residents make too: only who claims to be an officer is looked at as one, and then must be.

    An officer whose session ran out must not be counted as a resident.
    """

    def authenticate(self, request: Request) -> tuple[Officer, AccessToken | None] | None:
        if "Authorization" not in request.headers and CSRF_HEADER not in request.headers:
            return None
        found = super().authenticate(request)
        if found is None:
            raise Refusal("not_authenticated")
        return found


def require_csrf(request: HttpRequest) -> None:
    """Raises Refusal `csrf_failed` unless an unsafe call carries the token of its own page."""
    check = CSRFCheck(_any_view)
    check.process_request(request)
    if check.process_view(request, _any_view, (), {}) is not None:
        raise Refusal("csrf_failed")


def _by_token(credentials: str) -> tuple[Officer, AccessToken]:
    scheme, _space, text = credentials.partition(" ")
    found = officer_of_token(text.strip(), timezone.now()) if scheme.lower() == _SCHEME else None
    if found is None:
        raise Refusal("not_authenticated")
    return found


def _any_view(_request: HttpRequest) -> HttpResponse:
    """Stands where the check wants a view; it is never called."""
    return HttpResponse()
