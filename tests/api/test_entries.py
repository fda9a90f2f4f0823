"""GET entries/: the lines behind a figure."""

from typing import Any
from uuid import uuid4

import pytest

from outreach.capture.operations import Install, Operation
from outreach.capture.record import record
from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


def results(caller: Caller, **query: str | int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.get("entries/", campaign="trial", **query).json()["results"]
    return found


def test_a_line_tells_all_the_design_says(world: World, officer: Caller) -> None:
    sent = acts.install(world, basis="helped_now")
    officer.post("installs/", sent)
    (line,) = results(officer)
    assert {name: line[name] for name in ("submission", "campaign", "unit", "indicator", "evidence")} == {
        "submission": sent["submission_id"],
        "campaign": "trial",
        "unit": world.units["station_a"].pk,
        "indicator": "app_installs",
        "evidence": "witnessed",
    }
    assert (line["audience"], line["quantity"], line["source"]) == ("unspecified", 1, "officer")
    assert line["voided_by"] is None
    assert {"id", "occurred_at", "received_at"} <= set(line)


def test_a_voided_line_says_by_what(world: World, officer: Caller) -> None:
    sent = acts.install(world, basis="helped_now")
    officer.post("installs/", sent)
    void = {"submission_id": str(uuid4()), "reason": "误录"}
    officer.post(f"submissions/{sent['submission_id']}/void/", void)
    taken, given = results(officer)
    assert (given["voided_by"], given["quantity"]) == (void["submission_id"], 1)
    assert (taken["submission"], taken["quantity"]) == (void["submission_id"], -1)


def test_lines_are_filtered_like_totals(world: World, officer: Caller) -> None:
    officer.post("talks/", acts.talk(world))
    assert {line["indicator"] for line in results(officer)} == {"school_talks", "attendance", "materials"}
    assert [line["quantity"] for line in results(officer, indicator="attendance")] == [120]
    assert results(officer, evidence="documented") == []


def test_lines_of_other_units_are_not_seen(world: World, as_officer: AsOfficer) -> None:
    as_officer("outsider").post("installs/", acts.install(world, basis="helped_now", code=...))
    assert results(as_officer("officer")) == []
    assert len(results(as_officer("sub_chief"))) == 1
    response = as_officer("officer").get("entries/", campaign="trial", unit=world.units["station_b"].pk)
    problem(response, 403, "out_of_scope")


@pytest.fixture
def many(world: World) -> list[str]:
    """The ids of 150 installs, the latest first."""
    made: list[Operation] = [Install(submission_id=uuid4(), basis="helped_now") for _ in range(150)]
    for operation in made:
        record([operation], principal=world.principal("officer"))
    return [str(operation.submission_id) for operation in reversed(made)]


def test_pages_lead_to_all_lines_once_and_back(officer: Caller, many: list[str]) -> None:
    first = officer.get("entries/", campaign="trial").json()
    assert first["previous"] is None
    second = officer.client.get(first["next"]).json()
    seen = [line["submission"] for page in (first, second) for line in page["results"]]
    assert (seen, second["next"]) == (many, None)
    back = officer.client.get(second["previous"]).json()
    assert [line["submission"] for line in back["results"]] == many[:100]


def test_a_page_keeps_the_question(world: World, officer: Caller, many: list[str]) -> None:
    first = officer.get("entries/", campaign="trial", indicator="app_installs").json()
    assert "indicator=app_installs" in first["next"]


@pytest.mark.parametrize("cursor", ["x", "!!", "b" * 300, "bzA", "bzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"])
def test_a_cursor_that_was_never_given_is_refused(officer: Caller, cursor: str) -> None:
    found = problem(officer.get("entries/", campaign="trial", cursor=cursor), 400, "malformed")
    assert set(found["errors"]) == {"cursor"}
