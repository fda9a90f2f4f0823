"""Whatever else is asked for below the dashboard's address: nothing, as its visitor is told within the dashboard."""

from typing import NoReturn

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import resolve

from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.staff import staff_page


def unknown(request: HttpRequest) -> HttpResponseBase:
    """Lead to the page whose address lacks only its slash; say of any other that nothing is there.

    Django leads there only from an address that no route takes, as this one takes all. What it answered to an address
    without a page was a way to the same with a slash, which browsers remember for good.
    """
    if not request.path_info.endswith("/") and resolve(f"{request.path_info}/").func is not unknown:
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return _nothing(request)


@staff_page
def _nothing(_request: HttpRequest, _scope: Scope) -> NoReturn:
    raise Refusal("not_found")
