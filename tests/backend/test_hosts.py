import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from backend.hosts import SeparateSites


@pytest.fixture
def visit(settings):
    """Asks for a path at one of three names of the machine."""
    settings.PUBLIC_HOST = "pledge.example.cn"
    settings.STAFF_HOST = "ledger.example.cn:8443"
    settings.SITE_SCHEME = "https"
    settings.ALLOWED_HOSTS = ["pledge.example.cn", "ledger.example.cn", "127.0.0.1"]
    middleware = SeparateSites(lambda _: HttpResponse("served"))
    return lambda host, path: middleware(RequestFactory().get(path, headers={"Host": host}))


@pytest.mark.parametrize(
    "path", ["/officer/", "/sw.js", "/dashboard/x", "/admin/", "/api/v1/auth/login/", "/ADMIN/", "/Officer/"]
)
def test_residents_site_has_no_officers_pages(visit, path):
    with pytest.raises(Http404):
        visit("pledge.example.cn", path)


@pytest.mark.parametrize("path", ["/", "/Q/ABCDEFGHJKLMNPQR", "/r/abc", "/api/v1/pledges/", "/static/a.css"])
def test_residents_site_serves_residents(visit, path):
    assert visit("Pledge.example.cn", path).content == b"served"


@pytest.mark.parametrize("path", ["/officer/", "/admin/", "/api/v1/sync/", "/"])
def test_officers_site_serves_officers(visit, path):
    assert visit("ledger.example.cn:8443", path).content == b"served"


def test_a_resident_at_the_officers_site_is_sent_home_with_the_code(visit):
    answer = visit("ledger.example.cn:8443", "/q/abcdefghjklmnpqr?lang=en")
    assert answer.status_code == 302
    assert answer["Location"] == "https://pledge.example.cn/q/abcdefghjklmnpqr?lang=en"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_operators_are_answered_by_any_name(visit, path):
    assert visit("127.0.0.1", path).content == b"served"


@pytest.mark.parametrize("path", ["/officer/", "/Q/ABCDEFGHJKLMNPQR", "/healthz/more"])
def test_by_any_other_name_there_is_nothing_else(visit, path):
    with pytest.raises(Http404):
        visit("127.0.0.1", path)


def test_where_one_host_serves_both_it_takes_no_part(settings):
    settings.PUBLIC_HOST = settings.STAFF_HOST = "127.0.0.1:8000"
    with pytest.raises(MiddlewareNotUsed):
        SeparateSites(lambda _: HttpResponse())
