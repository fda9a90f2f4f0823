"""Rows come out of the database as they were given, however many travel together."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, connection
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaigns.indicators import Audience
from outreach.ledger.models import Act, Submission
from outreach.ledger.rows import as_table

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
# What an array writes in a way of its own, or could take for a word of its own.
AWKWARD = [
    "",
    " ",
    "NULL",
    "null",
    "a,b",
    "{}",
    '"',
    "\\",
    '\\"',
    "\\\\x41",
    "t\ta\nb",
    "\u3000",
    "一",
    "😀",
    "%s",
    "'",
]
MARKS = [b"", b"\x00", b"\\", b'"{,}"', bytes(range(32)), None]


def act(**values: Any) -> dict[str, Any]:
    known = {"id": uuid4(), "kind": "talk", "campaign_id": 1, "unit_id": 2, "day": NOON.date(), "occurred_at": NOON}
    return {"audience": "residents", **known, **values}


def submission(**values: Any) -> dict[str, Any]:
    known = {"id": uuid4(), "kind": "talk", "outcome": "counted", "source": "officer", "principal": "officer:1"}
    return {**known, "occurred_at": NOON, "received_at": NOON, **values}


def read_back(model: type[Act] | type[Submission], rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """These columns of the rows, as the database has them, in their order."""
    table, parameters = as_table(model, rows)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {table}", parameters)
        return [tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in cursor]


@pytest.mark.parametrize("count", [1, 2, 3, 200])
def test_values_of_every_kind_come_back(count: int) -> None:
    rows = [
        act(
            officer_id=None if number % 3 else -number,
            day=date(2026, 1, 1) + timedelta(days=number),
            occurred_at=datetime(2026, 1, 1, number % 24, 5, tzinfo=timezone(timedelta(hours=number % 9))),
            receipt_mark=MARKS[number % len(MARKS)],
            is_batch=bool(number % 2),
            voided_by=None if number % 2 else UUID(int=number),
        )
        for number in range(count)
    ]
    names = ("id", "officer_id", "day", "occurred_at", "receipt_mark", "is_batch", "voided_by")
    assert read_back(Act, rows, *names) == [tuple(row[name] for name in names) for row in rows]


def test_texts_come_back_whatever_stands_in_them() -> None:
    names = ("reason", "flags", "indicators::text")
    rows = [submission(reason=text, flags=[text, *AWKWARD], indicators={text: AWKWARD}) for text in AWKWARD]
    told = [(reason, flags, json.loads(said)) for reason, flags, said in read_back(Submission, rows, *names)]
    assert told == [(row["reason"], row["flags"], row["indicators"]) for row in rows]


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20), min_size=3))
def test_any_texts_come_back(texts: list[str]) -> None:
    rows = [submission(principal=text) for text in texts]
    assert read_back(Submission, rows, "principal") == [(text,) for text in texts]


def test_what_all_rows_have_in_common_comes_back_with_each() -> None:
    audience = Audience.RESIDENTS
    rows = [act(audience=audience, occurred_at=NOON, receipt_mark=b"\\x") for _number in range(5)]
    assert read_back(Act, rows, "audience", "occurred_at", "receipt_mark", "witness_mark") == [
        ("residents", NOON.astimezone(UTC), b"\\x", None)
    ] * len(rows)


@pytest.mark.parametrize("count", [1, 3])
def test_what_no_text_of_the_database_can_hold_is_refused(count: int) -> None:
    with pytest.raises(DataError):
        read_back(Submission, [submission(reason="a\0b") for _number in range(count)], "reason")
