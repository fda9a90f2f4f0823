"""The way in to management: one line for each matter, and what it is for."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from outreach.organisation.scope import Scope
from outreach.pages.dashboard.manage.common import show
from outreach.pages.dashboard.oversight import overseers_page


@require_safe
@overseers_page
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    return show(request, scope, "index.html", {})
