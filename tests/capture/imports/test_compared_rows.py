"""What is read to compare rows with what was imported before: what says the same, and not whatever was counted."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from outreach.capture.imports.comparing import SAID_BEFORE
from outreach.capture.imports.models import PaperImport, RowState
from outreach.ledger.models import Act
from tests.capture.imports.sheets import checked, imported, text
from tests.world import World


def sheet(world: World, rows: int, *, quantity: int = 0) -> bytes:
    """Rows that each say something of their own; two sheets of one `quantity` say the same."""
    said = [(world.campaign.starts_on, "甲派出所", "", 1 + quantity, "", "", f"{number:04}") for number in range(rows)]
    return text(*said).encode()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def acts_read(paper: PaperImport) -> int:
    """How many acts the comparison of all of its rows looked at, whether it wanted them or not."""
    asked = {"paper": paper.pk, "first": 0, "last": 10_000, "states": [RowState.READY.value]}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {SAID_BEFORE}", asked)
        (told,) = cursor.fetchone()
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes(plan)
        if node.get("Relation Name") == "outreach_act" or node.get("Index Name") == "outreach_act_pkey"
    )


@pytest.mark.parametrize(
    "statistics", ["", "ANALYZE outreach_act, outreach_importrow"], ids=["none_yet", "of_this_minute"]
)
def test_rows_that_nobody_told_before_are_compared_without_reading_the_acts_there_are(
    world: World, statistics: str
) -> None:
    imported(world, sheet(world, 300))
    fresh = checked(world, sheet(world, 300, quantity=1), file_name="B.csv")
    if statistics:
        with connection.cursor() as cursor:
            cursor.execute(statistics)
    assert Act.objects.count() == 300
    assert acts_read(fresh) == 0


def test_of_a_row_that_was_told_before_its_own_act_is_read(world: World) -> None:
    fresh = checked(world, sheet(world, 2), file_name="B.csv")
    imported(world, sheet(world, 2) + sheet(world, 50, quantity=1).split(b"\r\n", 1)[1], file_name="A.csv")
    # Of a table of one page all is read for each row.
    assert 0 < acts_read(fresh) <= 2 * Act.objects.count()
