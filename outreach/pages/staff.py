"""What the officers' and the dashboard's pages have in common: who is logged in, and where their work is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from outreach.errors import Refusal
from outreach.organisation.access import touch_device
from outreach.organisation.models import Officer, Role
from outreach.organisation.scope import scope_of
from outreach.pages.refusals import answers_refusals, remember


def home_of(officer: Officer) -> str:
    """Where this officer's work is: the phone pages, or the dashboard for who leads or audits."""
    role = scope_of(officer).role
    return reverse("officer" if role in (None, Role.OFFICER) else "dashboard")


def staff_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn `view(request, scope, ...)` into a page for who is logged in and a member of some unit today."""

    @never_cache
    @wraps(view)
    @answers_refusals
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, Officer):
            return redirect_to_login(request.get_full_path())
        touch_device(request.session.session_key or "")
        scope = scope_of(request.user)
        remember(request, scope)
        if scope.role is None:
            raise Refusal("permission_denied")
        return view(request, scope, *args, **kwargs)

    return page
