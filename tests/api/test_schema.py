"""The OpenAPI document: valid, whole, and true to the table of refusals."""

import json
from typing import Any

import pytest
from django.core.management import call_command

from outreach.errors import PROBLEMS
from tests.api.conftest import ROOT, Caller


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return _read(Caller())


def _read(caller: Caller) -> dict[str, Any]:
    response = caller.client.get(ROOT + "schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    found: dict[str, Any] = json.loads(response.content)
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_is_made_without_a_warning(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_it_is_of_version_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")


def test_every_call_has_a_summary_and_a_name_of_its_own(document: dict[str, Any]) -> None:
    named = [operation["operationId"] for _call, operation in operations(document)]
    assert len(named) == len(set(named))
    assert all(operation["summary"] for _call, operation in operations(document))


def test_every_refusal_is_the_one_problem_document(document: dict[str, Any]) -> None:
    for call, operation in operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                (content,) = response["content"].items()
                assert content == (
                    "application/problem+json",
                    {"schema": {"$ref": "#/components/schemas/Problem"}},
                ), call


def test_every_refusal_of_the_table_stands_somewhere(document: dict[str, Any]) -> None:
    told = json.dumps(document["paths"])
    # No call can be sent by a method it does not have, and none promises to break; doubts are reviewed, lists drawn and
    # scans sent in on pages alone.
    untold = {code for code in PROBLEMS if f"`{code}`" not in told}
    assert untold == {"method_not_allowed", "internal_error", "review_moved_on", "check_under_way", "erased_by_signer"}


@pytest.mark.parametrize("path", ["pledges/", "installs/", "refusals/", "sync/", "submissions/{submission_id}/void/"])
def test_a_write_says_what_it_takes(document: dict[str, Any], path: str) -> None:
    assert "$ref" in document["paths"][ROOT + path]["post"]["requestBody"]["content"]["application/json"]["schema"]


@pytest.mark.parametrize("path", ["pledges/", "installs/", "codes/{code}/"])
def test_residents_calls_need_no_login(document: dict[str, Any], path: str) -> None:
    (operation,) = (document["paths"][ROOT + path][method] for method in document["paths"][ROOT + path])
    assert {} in operation["security"]


def test_officers_calls_need_one(document: dict[str, Any]) -> None:
    assert document["paths"][ROOT + "sync/"]["post"]["security"] == [{"token": []}, {"session": []}]


def test_bounds_are_told(document: dict[str, Any]) -> None:
    talk = document["components"]["schemas"]["TalkRequest"]["properties"]
    assert talk["attendance"]["maximum"] == 100_000
    assert talk["topic"]["maxLength"] == 200
