"""How a refusal of the rules is shown to people: one plain page, with the status that programs get too.

Who works at the dashboard finds it within the dashboard. What is known of them then is what the page that failed had
asked already: nothing here asks the database, which may be what is away. Only of a request that was turned away before
it came to a page it is asked here who sent it, and where that cannot be told the plain page is shown.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import csrf, defaults

from outreach.errors import PROBLEMS, Problem, Refusal
from outreach.organisation.models import Officer
from outreach.organisation.scope import Scope, scope_of

_DASHBOARD: Final = "/dashboard/"
_SCOPE: Final = "outreach_scope"

_log = structlog.get_logger(__name__)


def remember(request: HttpRequest, scope: Scope) -> None:
    """Keep with the request what its visitor, who is logged in, may do: a page of something wrong then knows it."""
    setattr(request, _SCOPE, scope)


def answers_refusals(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Show a `Refusal` that `view` raises as a page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            detail = "" if refusal.detail == refusal.problem.title else str(refusal.detail)
            return refusal_page(request, refusal.problem, detail=detail, retry_after=refusal.retry_after)

    return answer


def heading_of(problem: Problem) -> str:
    """The problem's sentence as a heading, which bears no full stop."""
    return str(problem.title).rstrip(".。")


def refusal_page(
    request: HttpRequest, problem: Problem, *, detail: str = "", retry_after: int | None = None
) -> HttpResponse:
    """The page of a problem; `detail` says more than its title, of this one case."""
    context = {"problem": problem, "title": heading_of(problem), "detail": detail}
    scope = _visitor_of_dashboard(request)
    if scope is not None:
        response = render(request, "dashboard/problem.html", context | _frame(request, scope), status=problem.status)
        # The frame names its visitor. What answers for no page at all has passed through no `never_cache`.
        add_never_cache_headers(response)
    else:
        context["of_dashboard"] = request.path.startswith(_DASHBOARD)
        response = render(request, "errors/problem.html", context, status=problem.status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The answer to an address at which nothing is."""
    if _visitor_of_dashboard(request) is not None:
        return refusal_page(request, PROBLEMS["not_found"])
    return defaults.page_not_found(request, exception or Http404())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to a request that cannot be read, as one of too many fields."""
    code = "too_large" if isinstance(exception, RequestDataTooBig) else "malformed"
    return _within_dashboard(request, code) or defaults.bad_request(request, exception)


def old_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without the token that is good now: there was a login since its page was opened.

    `reason` is for the log and told to nobody.
    """
    return _within_dashboard(request, "csrf_failed") or csrf.csrf_failure(request, reason)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an exception: 503 where the database is away for a moment and sending again will do, else 500."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if is_away or _visitor_of_dashboard(request) is not None:
        try:
            return refusal_page(
                request, PROBLEMS["unavailable" if is_away else "internal_error"], retry_after=5 if is_away else None
            )
        # What broke the page may break the frame around this one too.
        except Exception:
            _log.exception("a page of something wrong could not be drawn")
    return render(request, "500.html", status=500)


def _within_dashboard(request: HttpRequest, code: str) -> HttpResponse | None:
    """The page of a problem that arose before any page of the dashboard; None where no visitor of it is known."""
    try:
        officer = getattr(request, "user", None)
        if request.path.startswith(_DASHBOARD) and isinstance(officer, Officer):
            remember(request, scope_of(officer))
            return refusal_page(request, PROBLEMS[code])
    # Whoever asks may be what broke the request, and the database may be away.
    except Exception:
        _log.exception("a page of something wrong could not be drawn")
    return None


def _visitor_of_dashboard(request: HttpRequest) -> Scope | None:
    """What the visitor of the dashboard may do; None elsewhere, and where the request broke before that was known."""
    scope: Scope | None = getattr(request, _SCOPE, None)
    return scope if request.path.startswith(_DASHBOARD) else None


def _frame(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """What the dashboard's frame asks, and where the visitor may go from here."""
    is_read = request.method in ("GET", "HEAD")
    return {
        "works_here": scope.role is not None,
        "manages": bool(scope.manages),
        "oversees": bool(scope.oversees),
        "reads_only": not scope.writes,
        # Changing the language asks for the address again, as a page: what was sent is not sent twice.
        "shown_once": not is_read,
        "again": request.get_full_path() if is_read else _came_from(request),
    }


def _came_from(request: HttpRequest) -> str:
    """The page of the dashboard with the form that was sent, to be looked at again; nothing where that is not told."""
    told = request.headers.get("Referer", "")
    parts = urlsplit(told)
    is_ours = url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure())
    if not (is_ours and parts.path.startswith(_DASHBOARD)):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
