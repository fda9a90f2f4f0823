"""What is answered when a request breaks: programs are told in JSON, people on a page."""

from django.http import HttpRequest, HttpResponse

from outreach.api import problems
from outreach.pages import refusals


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500; both know when the database is away for a moment and sending again will do."""
    if request.path.startswith(problems.API_ROOT):
        return problems.server_error()
    return refusals.server_error(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404: a problem document below /api/, a page elsewhere."""
    if request.path.startswith(problems.API_ROOT):
        return problems.not_found()
    return refusals.not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400, to what no page and no call was asked about: a host we are not, more than can be read."""
    if request.path.startswith(problems.API_ROOT):
        return problems.bad_request(exception)
    return refusals.bad_request(request, exception)
