"""Every answer that is not a success, as application/problem+json (RFC 9457).

One table of refusals (`outreach.errors`), one renderer: views, parsers and permissions raise, nothing here decides.
"""

import sys
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from outreach.errors import FieldErrors, Refusal

CONTENT_TYPE: Final = "application/problem+json"
API_ROOT: Final = "/api/"
# A name, not an address: nothing has to be fetched to understand an answer.
_TYPE: Final = "urn:outreach-ledger:problem:"
_CHALLENGE: Final = 'Bearer realm="outreach-ledger"'
# How long a restarting database takes.
_OUTAGE_SECONDS: Final = 5
# The key of complaints about a body as a whole.
WHOLE: Final = "body"

_DRF_CODES: Final[Mapping[type[exceptions.APIException], str]] = {
    exceptions.ParseError: "malformed",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "not_authenticated",
    exceptions.PermissionDenied: "permission_denied",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "too_many_requests",
}
_DJANGO_CODES: Final[Mapping[type[Exception], str]] = {
    Http404: "not_found",
    PermissionDenied: "permission_denied",
    RequestDataTooBig: "too_large",
    SuspiciousOperation: "malformed",
    BadRequest: "malformed",
    UnreadablePostError: "malformed",
}


def handle_exception(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to what a view raised; none to a programming error, which goes on to be logged."""
    refusal = refusal_of(exc)
    if refusal is None:
        return None
    return Response(
        body_of(refusal), status=refusal.problem.status, headers=headers_of(refusal), content_type=CONTENT_TYPE
    )


def refusal_of(exc: Exception) -> Refusal | None:
    """The refusal that an exception of ours, of the framework's or of the database's amounts to."""
    if isinstance(exc, Refusal):
        return exc
    if isinstance(exc, exceptions.ValidationError):
        return Refusal("malformed", errors=flat_errors(exc.detail))
    if isinstance(exc, exceptions.Throttled):
        return Refusal("too_many_requests", retry_after=int(getattr(exc, "wait", None) or 1))
    if isinstance(exc, exceptions.APIException):
        code = _DRF_CODES.get(type(exc))
        return Refusal(code) if code else None
    if isinstance(exc, OperationalError | InterfaceError):
        return Refusal("unavailable", retry_after=_OUTAGE_SECONDS)
    for kind, code in _DJANGO_CODES.items():
        if isinstance(exc, kind):
            return Refusal(code)
    return None


def body_of(refusal: Refusal) -> dict[str, Any]:
    """The members of the problem document."""
    problem = refusal.problem
    return {
        "type": _TYPE + problem.code,
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(refusal.detail),
        "code": problem.code,
        "errors": {name: [str(text) for text in texts] for name, texts in refusal.errors.items()},
        **refusal.extra,
    }


def headers_of(refusal: Refusal) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    if refusal.problem.status == 401:
        headers["WWW-Authenticate"] = _CHALLENGE
    return headers


def flat_errors(detail: Any, name: str = "") -> FieldErrors:
    """Complaints by field, nested ones under dotted names: `materials.0.copies`."""
    if isinstance(detail, Mapping):
        parts = ((str(key), value) for key, value in detail.items())
    elif isinstance(detail, list | tuple) and any(isinstance(each, Mapping | list) for each in detail):
        parts = ((str(place), value) for place, value in enumerate(detail))
    else:
        texts = detail if isinstance(detail, list | tuple) else [detail]
        return {name or WHOLE: [str(text) for text in texts]}
    errors: dict[str, Any] = {}
    for key, value in parts:
        if value:
            inner = WHOLE if key == "non_field_errors" else key
            errors |= flat_errors(value, f"{name}.{inner}" if name else inner)
    return errors


def server_error() -> HttpResponse:
    """The answer below /api/ to an exception that nobody expected, also one from before or behind a view."""
    error = sys.exc_info()[1]
    known = refusal_of(error) if isinstance(error, Exception) else None
    return _document(known or Refusal("internal_error"))


def not_found() -> HttpResponse:
    """The answer below /api/ to an address at which nothing is."""
    return _document(Refusal("not_found"))


def bad_request(exception: Exception) -> HttpResponse:
    """The answer below /api/ to a request that was turned away before its call."""
    return _document(refusal_of(exception) or Refusal("malformed"))


def _document(refusal: Refusal) -> HttpResponse:
    return JsonResponse(
        body_of(refusal), status=refusal.problem.status, headers=headers_of(refusal), content_type=CONTENT_TYPE
    )
