"""Whatever is sent, the answer is clear, is a problem document, and is never a breakdown."""

import json
from typing import Any

import pytest

from outreach.api.operations import bounds
from tests.api import acts
from tests.api.conftest import ROOT, Caller, problem
from tests.world import World

DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"not json",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": ' + b"1" * 5000 + b"}",
        b"\xef\xbb\xbf{}",
        DEEP.encode()[: bounds.ITEM_BYTES],
        ('{"a":' * 40 + "1" + "}" * 40).encode(),
        b"",
        b"[]",
        b"[{}]",
        b"3",
        b"null",
        b'"text"',
    ],
)
@pytest.mark.parametrize("path", ["installs/", "refusals/"])
def test_a_body_that_is_no_object_of_json_is_malformed(world: World, resident: Caller, path: str, body: bytes) -> None:
    problem(resident.post_raw(path, body), 400, "malformed")


@pytest.mark.parametrize("body", [b"[1]", b"null", DEEP.encode(), b'{"operations": ' + DEEP.encode()])
def test_a_batch_that_is_no_object_of_json_is_malformed(officer: Caller, body: bytes) -> None:
    problem(officer.post_raw("sync/", body), 400, "malformed")


def test_a_body_above_the_limit_is_too_large(world: World, resident: Caller) -> None:
    body = json.dumps(acts.install(world, note="x" * bounds.ITEM_BYTES))
    problem(resident.post_raw("installs/", body), 413, "too_large")


def test_a_body_at_the_limit_is_read(world: World, resident: Caller) -> None:
    body = json.dumps(acts.install(world))
    assert resident.post_raw("installs/", body.ljust(bounds.ITEM_BYTES)).status_code == 201


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "image/png"]
)
def test_another_type_than_json_is_refused(world: World, resident: Caller, content_type: str) -> None:
    response = resident.post_raw("installs/", json.dumps(acts.install(world)), content_type=content_type)
    problem(response, 415, "unsupported_media_type")


def test_json_with_a_charset_is_json(world: World, resident: Caller) -> None:
    body = json.dumps(acts.install(world))
    assert resident.post_raw("installs/", body, content_type="application/json; charset=utf-8").status_code == 201


def test_who_takes_no_json_is_told_so(resident: Caller) -> None:
    problem(resident.client.get(ROOT + "session/", headers={"Accept": "text/html"}), 406, "not_acceptable")


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json", "application/problem+json"])
def test_who_takes_json_gets_it(resident: Caller, accept: str) -> None:
    assert resident.client.get(ROOT + "session/", headers={"Accept": accept}).status_code == 200


def test_the_query_does_not_change_the_format(resident: Caller) -> None:
    assert resident.get("session/", format="xml").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_another_method_is_told_which_are_taken(resident: Caller, method: str) -> None:
    response = getattr(resident.client, method)(ROOT + "refusals/")
    problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["", "nothing/", "session", "talks/not-a-uuid/complete/", "reports/7/", "codes"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_is_none_is_not_found_in_json(resident: Caller, path: str, method: str) -> None:
    problem(getattr(resident.client, method)(ROOT + path), 404, "not_found")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "\x00"),
        ("code", "x" * 10_000),
        ("code", 7),
        ("basis", "\u202ehelped_now"),
        ("platform", ["android"]),
        ("submission_id", "not a uuid"),
        ("submission_id", "\ud800"),
        ("basis", "\ud800"),
        ("occurred_at", "\ud800"),
        ("submission_id", None),
        ("clock_offset_ms", 1.5),
        ("clock_offset_ms", True),
        ("clock_offset_ms", 10**30),
        ("occurred_at", "2026-11-23T10:00:00"),
        ("occurred_at", "9999-12-31T23:59:59-23:59"),
        ("corrects", 1),
        ("unit", "1"),
        ("campaign", {"slug": "trial"}),
        ("challenge", "x" * 5000),
    ],
)
def test_a_field_of_another_kind_or_size_is_named(world: World, resident: Caller, field: str, value: Any) -> None:
    body = problem(resident.post("installs/", acts.install(world, **{field: value})), 400, "malformed")
    assert set(body["errors"]) == {field}


@pytest.mark.parametrize("name", ["名" * 10_000, "a\x00b", "\u202e示例", "\u2066示例", "two\nlines", "\ud800"])
def test_a_name_that_is_none_is_refused(world: World, resident: Caller, name: str) -> None:
    sent = acts.pledge(world, signature=..., name=name)
    assert set(problem(resident.post("pledges/", sent), *_expected(name))["errors"]) <= {"name"}


def _expected(name: str) -> tuple[int, str]:
    return (413, "too_large") if len(name) > 5000 else (400, "malformed")


def test_fields_that_are_not_known_are_ignored(world: World, resident: Caller) -> None:
    assert resident.post("installs/", acts.install(world, colour="red", __proto__={})).status_code == 201


def test_complaints_come_in_the_callers_language(world: World, resident: Caller) -> None:
    english = resident.post("installs/", {}, **{"Accept-Language": "en"})
    assert problem(english, 400, "malformed")["title"].startswith("Some fields")


@pytest.mark.parametrize("query", ["campaign=%00", "campaign=trial&cursor=%00", "campaign=trial&unit=%ff", "campaign="])
def test_a_query_may_hold_anything(world: World, officer: Caller, query: str) -> None:
    problem(officer.client.get(f"{ROOT}entries/?{query}"), 400, "malformed")
