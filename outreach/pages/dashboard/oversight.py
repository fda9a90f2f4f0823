"""What the pages of doubts and of voices share: they are for those who read their units' reports."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.staff import staff_page


def overseers_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn `view(request, scope, ...)` into a page for chiefs, administrators and auditors of today."""

    @wraps(view)
    def page(request: HttpRequest, scope: Scope, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not scope.oversees:
            raise Refusal("permission_denied")
        return view(request, scope, *args, **kwargs)

    return staff_page(page)


def show(request: HttpRequest, scope: Scope, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page under the dashboard's heading, with what its visitor finds there."""
    return render(request, template, {**context, "manages": bool(scope.manages), "oversees": True})
