"""GET docs/: the OpenAPI document on a page, under the strict content security policy."""

from tests.api.conftest import ROOT, Caller, problem


def test_the_page_loads_everything_from_here(resident: Caller) -> None:
    page = resident.client.get(ROOT + "docs/").content.decode()
    assert "://" not in page
    assert "<style" not in page
    assert "<script>" not in page


def test_its_policy_is_as_strict_as_anywhere(resident: Caller) -> None:
    policy = resident.client.get(ROOT + "docs/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy


def test_a_document_refuses_in_json_too(resident: Caller) -> None:
    problem(resident.post("schema/"), 405, "method_not_allowed")
    problem(resident.post("docs/"), 405, "method_not_allowed")
    problem(resident.client.get(ROOT + "docs/", headers={"Accept": "application/json"}), 406, "not_acceptable")
