"""What the fields of an operation take, and what they turn away."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Model
from rest_framework.exceptions import ValidationError

from outreach.api.operations import bounds, checker, fields
from outreach.campaigns.models import Campaign
from outreach.capture.models import Activity, Publication, PublicationAccount, Void
from outreach.capture.models import Pledge as PledgeDetail
from outreach.capture.operations import Handed, Material, Pledge, Signature, Talk

ID = "0b6b0f3e-6c1e-4f2a-9a3e-0d2f5b1c7a11"
TEXT = fields.Text(max_length=20)
LINES = fields.Lines(max_length=20)
WHOLE = fields.Whole(min_value=0, max_value=9)
DEEP: list[Any] = [[[[[[]]]]]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (TEXT, 7),
        (TEXT, True),
        (TEXT, ["a"]),
        (TEXT, {"a": 1}),
        (TEXT, None),
        (TEXT, "a\x00b"),
        (TEXT, "a\x1bb"),
        (TEXT, "a\u202eb"),
        (TEXT, "a\u2067b"),
        (TEXT, "\u200fb"),
        (TEXT, "\ud800"),
        (TEXT, "two\nlines"),
        (TEXT, "x" * 21),
        (LINES, "a\x0bb"),
        (WHOLE, 3.0),
        (WHOLE, "3"),
        (WHOLE, True),
        (WHOLE, [3]),
        (WHOLE, -1),
        (WHOLE, 10),
        (WHOLE, 10**400),
        (fields.Flag(), 1),
        (fields.Flag(), "true"),
        (fields.Flag(), None),
        (fields.Choice(choices=["1", "2"]), 1),
        (fields.Choice(choices=["1", "2"]), ""),
        (fields.Choice(choices=["1", "2"]), DEEP),
        (fields.Id(), 7),
        (fields.Id(), "7"),
        (fields.Id(), {}),
        (fields.Moment(), "2026-11-23T10:00:00"),
        (fields.Moment(), "2026-11-23"),
        (fields.Moment(), "yesterday"),
        (fields.Moment(), 1700000000),
        (fields.Moment(), "1969-12-31T23:59:59Z"),
        (fields.Moment(), "2100-01-01T00:00:00Z"),
        (fields.Moment(), "0001-01-01T00:00:00+14:00"),
        (fields.Moment(), "2026-13-01T00:00:00Z"),
        (fields.Day(), "1999-12-31"),
        (fields.Day(), "2026-02-30"),
        (fields.Day(), 20260230),
        (fields.Address(), "javascript:alert(1)"),
        (fields.Address(), "https://"),
        (fields.Address(), "https://a b"),
        (fields.Many(child=fields.Whole()), "12"),
        (fields.Many(child=fields.Whole()), {"0": 1}),
        (fields.Many(child=fields.Whole()), [1, "2"]),
        (fields.Strokes(), []),
        (fields.Strokes(), [[1]]),
        (fields.Strokes(), [[1, 2, 3]]),
        (fields.Strokes(), [[1, 2.0]]),
        (fields.Strokes(), [[1, True]]),
        (fields.Strokes(), [[1, bounds.CANVAS + 1]]),
        (fields.Strokes(), [[1, 2]] * (bounds.STROKES + 1)),
        (fields.Strokes(), {"0": [1, 2]}),
    ],
)
def test_a_value_of_another_kind_or_out_of_bounds_is_turned_away(field: Any, value: Any) -> None:
    with pytest.raises(ValidationError):
        field.run_validation(value)


@pytest.mark.parametrize(
    ("field", "value", "taken"),
    [
        (TEXT, " 反诈 ", "反诈"),
        (TEXT, "བོད་ཡིག", "བོད་ཡིག"),
        (LINES, "two\nlines", "two\nlines"),
        (WHOLE, 0, 0),
        (fields.Choice(choices=["1"], allow_blank=True), "", ""),
        (
            fields.Moment(),
            "2026-11-23T18:00:00+08:00",
            datetime(2026, 11, 23, 10, tzinfo=UTC),
        ),
        (fields.Address(), "https://mp.example.org/s?a=1#b", "https://mp.example.org/s?a=1#b"),
        (fields.Many(child=fields.Whole()), [1, 2], (1, 2)),
        (fields.Strokes(), [[1, 2, -3, 4]], ((1, 2, -3, 4),)),
    ],
)
def test_a_good_value_is_taken(field: Any, value: Any, taken: Any) -> None:
    assert field.run_validation(value) == taken


def test_an_operation_is_made_with_its_parts() -> None:
    raw = {
        "submission_id": ID,
        "kind": "talk",
        "activity_kind": "school_talk",
        "audiences": ["pupils"],
        "materials": [{"material_kind": "leaflet", "copies": 5}],
    }
    operation = checker("talk").check(raw).operation
    assert isinstance(operation, Talk)
    assert operation.materials == (Handed("leaflet", 5),)
    assert operation.audiences == ("pupils",)


def test_a_signature_is_made_with_its_strokes() -> None:
    raw = {"submission_id": ID, "signature": {"w": 3, "h": 4, "strokes": [[1, 2]]}}
    operation = checker("pledge").check(raw).operation
    assert isinstance(operation, Pledge)
    assert operation.signature == Signature(3, 4, ((1, 2),))


def test_fields_that_are_not_known_are_ignored() -> None:
    raw = {"submission_id": ID, "material_kind": "poster", "copies": 1, "colour": "red"}
    assert isinstance(checker("material").check(raw).operation, Material)


def test_the_answer_to_a_challenge_is_told_apart_from_the_operation() -> None:
    checked = checker("refusal").check({"submission_id": ID, "challenge": "abc"})
    assert checked.challenge == "abc"


def test_a_scanned_address_becomes_its_code() -> None:
    raw = {"submission_id": ID, "code": "https://example.org/q/abcd-efgh-jkmn-pqrs?x=1"}
    assert checker("refusal").check(raw).operation.code == "ABCDEFGHJKMNPQRS"


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("talk", "attendance", 10**9),
        ("talk", "attendance", -1),
        ("talk", "audiences", ["dragons"]),
        ("talk", "materials", [{"material_kind": "leaflet", "copies": -5}]),
        ("material", "copies", -5),
        ("material", "copies", 10**9),
        ("pledge", "name", "名" * 10_000),
        ("pledge", "phone", "not a number"),
        ("pledge", "signature", {"w": 0, "h": 1, "strokes": [[1, 1]]}),
        ("publication", "published_on", "2026-11-23T00:00:00Z"),
        ("void", "reason", ""),
        ("install", "clock_offset_ms", 10**18),
        ("install", "unit", 2**63),
        ("install", "place", 0),
        ("install", "place", "1"),
        ("talk", "bundles", ["A" * 16] * (bounds.BUNDLES + 1)),
        ("talk", "bundles", "AAAA"),
        ("complete", "separate", "true"),
        ("pledge", "copy", "ABC"),
        ("pledge", "copy", "ABCDEFGHJ"),
        ("pledge", "copy", "AB0D"),
        ("pledge", "copy", "复印一二"),
    ],
)
def test_a_field_out_of_bounds_is_named(kind: str, field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as error:
        checker(kind).check({"submission_id": ID, field: value})
    assert isinstance(error.value.detail, dict)
    assert field in error.value.detail


@pytest.mark.parametrize("written", ["ABCD", "abcd", "ab-cd", "ＡＢＣＤ"])
def test_what_stands_on_a_photocopy_is_kept_in_one_form(written: str) -> None:
    operation = checker("pledge").check({"submission_id": ID, "copy": written}).operation
    assert isinstance(operation, Pledge)
    assert operation.copy == "ABCD"


@pytest.mark.parametrize("address", ["Q", "W", "r"])
def test_a_code_is_taken_out_of_each_of_our_addresses(address: str) -> None:
    raw = {"submission_id": ID, "code": f"https://example.org/{address}/ABCDEFGHJKMNPQRS"}
    assert checker("witness").check(raw).operation.code == "ABCDEFGHJKMNPQRS"


@pytest.mark.parametrize(
    ("bound", "model", "column"),
    [
        (bounds.TOPIC_LENGTH, Activity, "topic"),
        (bounds.NOTE_LENGTH, Activity, "note"),
        (bounds.REASON_LENGTH, Void, "reason"),
        (bounds.ARCHIVE_BOX_LENGTH, PledgeDetail, "archive_box"),
        (bounds.TEXT_VERSION_LENGTH, PledgeDetail, "text_version"),
        (bounds.ACCOUNT_LENGTH, PublicationAccount, "name"),
        (bounds.TITLE_LENGTH, Publication, "title"),
        (bounds.URL_LENGTH, Publication, "url"),
        (bounds.SLUG_LENGTH, Campaign, "slug"),
        (bounds.COPY_LETTERS[1], PledgeDetail, "copy_mark"),
    ],
)
def test_a_bound_is_that_of_its_column(bound: int, model: type[Model], column: str) -> None:
    assert model._meta.get_field(column).max_length == bound
