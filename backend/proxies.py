"""Whose forwarded address counts: only that of a proxy listed in ``TRUSTED_PROXIES``."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse


class TrustedProxies:
    """Put the client's own address and scheme where the rest of the site looks for them.

    Behind a trusted proxy ``REMOTE_ADDR`` becomes the last address of ``X-Forwarded-For`` that no trusted
    proxy added, and the scheme that of ``X-Forwarded-Proto``. From anyone else both headers are ignored, so
    nobody chooses the address that limits and the audit log see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.TRUSTED_PROXIES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_trusted(request.META["REMOTE_ADDR"]):
            request.META["REMOTE_ADDR"] = _client_address(request)
            if request.headers.get("X-Forwarded-Proto", "").strip().lower() == "https":
                request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)


def _client_address(request: HttpRequest) -> str:
    address: str = request.META["REMOTE_ADDR"]
    for forwarded in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if not _is_address(forwarded.strip()):
            break
        address = forwarded.strip()
        if not _is_trusted(address):
            break
    return address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(address: str) -> bool:
    return _is_address(address) and any(
        ipaddress.ip_address(address) in network for network in settings.TRUSTED_PROXIES
    )
