"""What an exception becomes (RFC 9457)."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.test import RequestFactory
from rest_framework import exceptions

from backend.failures import bad_request, not_found
from outreach.api.problems import CONTENT_TYPE, flat_errors, handle_exception
from outreach.errors import PROBLEMS, Refusal


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_refusal_is_told_whole(code: str) -> None:
    response = handle_exception(Refusal(code, errors={"a": ["b"]}, retry_after=3, more=1), {})
    assert response is not None
    problem = PROBLEMS[code]
    assert response.data == {
        "type": f"urn:outreach-ledger:problem:{code}",
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(problem.title),
        "code": code,
        "errors": {"a": ["b"]},
        "more": 1,
    }
    assert (response.status_code, response.content_type) == (problem.status, CONTENT_TYPE)
    assert response.headers["Retry-After"] == "3"


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (exceptions.ParseError(), "malformed"),
        (exceptions.ValidationError({"a": ["b"]}), "malformed"),
        (exceptions.NotAuthenticated(), "not_authenticated"),
        (exceptions.AuthenticationFailed(), "not_authenticated"),
        (exceptions.PermissionDenied(), "permission_denied"),
        (exceptions.NotFound(), "not_found"),
        (exceptions.MethodNotAllowed("GET"), "method_not_allowed"),
        (exceptions.NotAcceptable(), "not_acceptable"),
        (exceptions.UnsupportedMediaType("x"), "unsupported_media_type"),
        (exceptions.Throttled(2), "too_many_requests"),
        (Http404(), "not_found"),
        (PermissionDenied(), "permission_denied"),
        (RequestDataTooBig(), "too_large"),
        (SuspiciousOperation(), "malformed"),
        (OperationalError("the connection is closed"), "unavailable"),
        (InterfaceError("the connection is closed"), "unavailable"),
    ],
)
def test_what_the_frameworks_raise_is_told_in_our_words(raised: Exception, code: str) -> None:
    response = handle_exception(raised, {})
    assert response is not None
    assert response.data["code"] == code


def test_an_outage_says_when_to_come_again() -> None:
    response = handle_exception(OperationalError(), {})
    assert response is not None
    assert (response.status_code, int(response.headers["Retry-After"])) == (503, 5)


def test_a_mistake_of_ours_is_not_hidden() -> None:
    assert handle_exception(KeyError("x"), {}) is None


@pytest.mark.parametrize(
    ("detail", "flat"),
    [
        ({"a": ["x", "y"]}, {"a": ["x", "y"]}),
        ({"a": {"b": ["x"]}}, {"a.b": ["x"]}),
        ({"a": [{}, {"b": ["x"]}]}, {"a.1.b": ["x"]}),
        ({"a": {0: ["x"]}}, {"a.0": ["x"]}),
        ({"non_field_errors": ["x"]}, {"body": ["x"]}),
        ({"a": {"non_field_errors": ["x"]}}, {"a.body": ["x"]}),
        (["x"], {"body": ["x"]}),
        ("x", {"body": ["x"]}),
    ],
)
def test_complaints_are_told_by_field(detail: object, flat: dict[str, list[str]]) -> None:
    assert flat_errors(detail) == flat


def test_an_address_that_is_none_is_told_in_json_below_the_api(rf: RequestFactory) -> None:
    assert not_found(rf.get("/api/v2/")).headers["Content-Type"] == CONTENT_TYPE


@pytest.mark.parametrize(
    ("raised", "status"), [(SuspiciousOperation(), 400), (RequestDataTooBig(), 413), (ValueError(), 400)]
)
def test_what_is_turned_away_before_its_call_is_told_in_json_below_the_api(
    rf: RequestFactory, raised: Exception, status: int
) -> None:
    answer = bad_request(rf.post("/api/v1/sync/"), raised)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, CONTENT_TYPE)
