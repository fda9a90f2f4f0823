"""GET docs/: the OpenAPI document on a page, under the strict content security policy."""

from tests.api.conftest import ROOT, Caller


def test_the_page_loads_everything_from_here(resident: Caller) -> None:
    page = resident.client.get(ROOT + "docs/").content.decode()
    assert "://" not in page
    assert "<style" not in page
    assert "<script>" not in page


def test_its_policy_is_as_strict_as_anywhere(resident: Caller) -> None:
    policy = resident.client.get(ROOT + "docs/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
