"""Callers of the API: officers with a token, residents with a cookie jar, nobody in particular."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from outreach.organisation.access import issue_token
from tests.world import World

ROOT = "/api/v1/"


class Caller:
    """Sends JSON below /api/v1/ and keeps the cookies it is given."""

    def __init__(self, **headers: str) -> None:
        self.client = Client(headers=headers)

    def get(self, path: str, **query: str | int) -> Any:
        return self.client.get(ROOT + path, query)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.post_raw(path, json.dumps({} if body is None else body), **headers)

    def post_raw(self, path: str, body: bytes | str, *, content_type: str = "application/json", **headers: str) -> Any:
        return self.client.post(ROOT + path, body, content_type=content_type, headers=headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.client.delete(ROOT + path, headers=headers)


AsOfficer = Callable[[str], Caller]


@pytest.fixture
def as_officer(world: World) -> AsOfficer:
    """`as_officer("chief")` calls with that officer's token."""

    def caller(name: str) -> Caller:
        text, _token = issue_token(world.officers[name])
        return Caller(Authorization=f"Bearer {text}")

    return caller


@pytest.fixture
def officer(as_officer: AsOfficer) -> Caller:
    return as_officer("officer")


@pytest.fixture
def resident() -> Caller:
    return Caller()


def problem(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The problem document of `response`, which must be one, with this status and code."""
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    body: dict[str, Any] = json.loads(response.content)
    assert {"type", "title", "status", "detail", "code", "errors"} <= set(body)
    assert (body["status"], body["code"]) == (status, code)
    return body
