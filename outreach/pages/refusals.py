"""How a refusal of the rules is shown to people: one plain page, with the status that programs get too."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from outreach.errors import PROBLEMS, Problem, Refusal


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
    context = {
        "problem": problem,
        "title": heading_of(problem),
        "detail": detail,
        "of_dashboard": request.path.startswith("/dashboard/"),
    }
    response = render(request, "errors/problem.html", context, status=problem.status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an exception: 503 where the database is away for a moment and sending again will do, else 500."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return refusal_page(request, PROBLEMS["unavailable"], retry_after=5)
    return render(request, "500.html", status=500)
