import ipaddress

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import RequestFactory

from backend.proxies import TrustedProxies


@pytest.fixture
def seen(settings):
    """The address and scheme that views see, for a request from `peer` with forwarded headers."""
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("10.0.0.0/8")]

    def ask(peer, forwarded=None, proto=None):
        headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": proto}
        request = RequestFactory().get(
            "/", headers={name: value for name, value in headers.items() if value}, REMOTE_ADDR=peer
        )
        TrustedProxies(lambda _: HttpResponse())(request)
        return request.META["REMOTE_ADDR"], request.scheme

    return ask


def test_a_trusted_proxys_client_is_believed(seen):
    assert seen("127.0.0.1", "203.0.113.9", "https") == ("203.0.113.9", "https")


def test_a_strangers_headers_are_ignored(seen):
    assert seen("198.51.100.1", "203.0.113.9", "https") == ("198.51.100.1", "http")


def test_what_the_client_wrote_before_the_first_trusted_proxy_is_ignored(seen):
    assert seen("127.0.0.1", "127.0.0.1, 1.2.3.4, 203.0.113.9, 10.1.2.3")[0] == "203.0.113.9"


def test_an_address_that_is_none_ends_the_search(seen):
    assert seen("127.0.0.1", "1.2.3.4, unknown, 10.1.2.3")[0] == "10.1.2.3"
    assert seen("127.0.0.1", "nonsense")[0] == "127.0.0.1"


def test_a_proxy_that_forwards_nothing_is_its_own_client(seen):
    assert seen("127.0.0.1") == ("127.0.0.1", "http")


def test_an_ipv6_client_is_believed(seen):
    assert seen("10.0.0.2", "2001:db8::7")[0] == "2001:db8::7"


def test_without_trusted_proxies_it_takes_no_part(settings):
    settings.TRUSTED_PROXIES = []
    with pytest.raises(MiddlewareNotUsed):
        TrustedProxies(lambda _: HttpResponse())
