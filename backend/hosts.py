"""Two sites from one program: residents at ``PUBLIC_HOST``, officers at ``STAFF_HOST``."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

STAFF_PATHS = ("/admin/", "/officer/", "/sw.js", "/dashboard/", "/api/v1/auth/")
RESIDENT_PATHS = ("/q/", "/r/", "/w/")
OPERATOR_PATHS = ("/healthz", "/readyz", "/metrics")


class SeparateSites:
    """Keep officers' pages off the residents' site, and send a resident who comes to the officers' site home.

    An officer's session thus never exists on the host residents use (design, section 5). By any other name,
    such as the machine's own address, there is only what operators ask. Does nothing where one host serves
    both, as in the demonstration.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.PUBLIC_HOST == settings.STAFF_HOST:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().lower()
        path = request.path.lower()
        if path in OPERATOR_PATHS:
            return self.get_response(request)
        if host == settings.STAFF_HOST.lower():
            if path.startswith(RESIDENT_PATHS):
                home = f"{settings.SITE_SCHEME}://{settings.PUBLIC_HOST}"
                return HttpResponseRedirect(home + request.get_full_path())
            return self.get_response(request)
        if host == settings.PUBLIC_HOST.lower() and not path.startswith(STAFF_PATHS):
            return self.get_response(request)
        raise Http404
