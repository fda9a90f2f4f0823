"""GET totals/: exact at every instant, within the caller's scope."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from outreach.capture.operations import Install
from outreach.capture.record import record
from outreach.ledger.folding import fold
from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


@pytest.fixture(autouse=True)
def counted(world: World, as_officer: AsOfficer) -> None:
    """Two installs at station A, one at its post, three at station B."""
    as_officer("officer").post("installs/", acts.install(world, basis="helped_now"))
    as_officer("officer").post("installs/", acts.install(world, basis="helped_now", code=...))
    as_officer("poster").post("installs/", acts.install(world, basis="helped_now", code=...))
    for _ in range(3):
        as_officer("outsider").post("installs/", acts.install(world, basis="helped_now", code=...))


def rows(caller: Caller, **query: str | int) -> list[dict[str, Any]]:
    response = caller.get("totals/", campaign="trial", **query)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["rows"]
    return found


def quantity(caller: Caller, **query: str | int) -> int:
    return sum(row["quantity"] for row in rows(caller, **query))


def test_an_officer_sees_the_own_unit_and_below(officer: Caller) -> None:
    assert rows(officer) == [{"indicator": "app_installs", "quantity": 3}]


def test_a_chief_sees_the_subtree(as_officer: AsOfficer) -> None:
    assert quantity(as_officer("sub_chief")) == 6


def test_an_auditor_sees_all(as_officer: AsOfficer) -> None:
    assert quantity(as_officer("auditor")) == 6


def test_a_chief_elsewhere_sees_nothing_of_it(as_officer: AsOfficer) -> None:
    assert quantity(as_officer("other_administrator")) == 0


def test_a_unit_is_asked_with_all_below_it(world: World, as_officer: AsOfficer) -> None:
    chief = as_officer("sub_chief")
    assert quantity(chief, unit=world.units["station_a"].pk) == 3
    assert quantity(chief, unit=world.units["post_a"].pk) == 1


def test_rows_by_unit_are_as_booked_and_named(world: World, as_officer: AsOfficer) -> None:
    found = rows(as_officer("chief"), by="unit")
    assert [(row["unit_name"], row["unit_name_en"], row["quantity"]) for row in found] == [
        ("甲派出所", "Station A", 2),
        ("甲一警务站", "Post A1", 1),
    ]


def test_what_waits_for_its_fold_is_counted_all_the_same(as_officer: AsOfficer) -> None:
    chief = as_officer("sub_chief")
    before = chief.get("totals/", campaign="trial").json()
    fold()
    after = chief.get("totals/", campaign="trial").json()
    assert (before["pending"], after["pending"]) == (6, 0)
    assert before["rows"] == after["rows"]


def test_days_bound_the_question(world: World, as_officer: AsOfficer) -> None:
    chief = as_officer("sub_chief")
    today, yesterday = world.today.isoformat(), (world.today - timedelta(days=1)).isoformat()
    assert quantity(chief, **{"from": today, "to": today}) == 6
    assert quantity(chief, to=yesterday) == 0


def test_rows_are_told_apart_as_asked(world: World, as_officer: AsOfficer) -> None:
    (row,) = rows(as_officer("sub_chief"), by="indicator,day,evidence,audience")
    assert row == {
        "indicator": "app_installs",
        "day": world.today.isoformat(),
        "evidence": "witnessed",
        "audience": "unspecified",
        "quantity": 6,
    }


def test_only_the_named_indicators_are_told(as_officer: AsOfficer) -> None:
    chief = as_officer("sub_chief")
    assert quantity(chief, indicator="app_installs,materials") == 6
    assert quantity(chief, indicator="materials") == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("campaign", "no-such"),
        ("campaign", "x" * 500),
        ("unit", "999999999"),
        ("unit", "station_a"),
        ("unit", "-1"),
        ("indicator", "installs"),
        ("evidence", "rumour"),
        ("audience", "dragons"),
        ("by", "officer"),
        ("by", "day,week"),
        ("from", "yesterday"),
        ("from", "0001-01-01"),
        ("to", "2026-02-30"),
        ("to", "2026-11-23T00:00:00Z"),
    ],
)
def test_what_does_not_exist_is_named(officer: Caller, name: str, value: str) -> None:
    found = problem(officer.get("totals/", **{"campaign": "trial", name: value}), 400, "malformed")
    assert set(found["errors"]) == {name}


def test_days_in_the_wrong_order_are_refused(officer: Caller) -> None:
    query = {"campaign": "trial", "from": "2026-02-02", "to": "2026-02-01"}
    assert set(problem(officer.get("totals/", **query), 400, "malformed")["errors"]) == {"to"}


def test_the_campaign_must_be_named(officer: Caller) -> None:
    assert set(problem(officer.get("totals/"), 400, "malformed")["errors"]) == {"campaign"}


def test_another_unit_is_out_of_scope(world: World, officer: Caller) -> None:
    response = officer.get("totals/", campaign="trial", unit=world.units["station_b"].pk)
    problem(response, 403, "out_of_scope")


def test_who_has_no_unit_sees_no_figures(as_officer: AsOfficer) -> None:
    problem(as_officer("former").get("totals/", campaign="trial"), 403, "permission_denied")


def test_unchanged_rows_are_not_sent_twice(world: World, officer: Caller) -> None:
    first = officer.get("totals/", campaign="trial")
    assert first.headers["Cache-Control"] == "private, no-cache"
    asked_again = {"If-None-Match": first.headers["ETag"]}
    fold()
    response = officer.client.get("/api/v1/totals/?campaign=trial", headers=asked_again)
    assert (response.status_code, response.content) == (304, b"")
    install = Install(submission_id=uuid4(), basis="helped_now")
    record([install], principal=world.principal("officer"))
    assert officer.client.get("/api/v1/totals/?campaign=trial", headers=asked_again).status_code == 200
