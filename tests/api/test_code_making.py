"""POST codes/ and codes/{code}/revoke/: chiefs make codes and take them back."""

from typing import Any

import pytest

from outreach.codes.models import Code
from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


@pytest.fixture
def chief(as_officer: AsOfficer) -> Caller:
    return as_officer("chief")


def order(world: World, **changes: Any) -> dict[str, Any]:
    return {"kind": "activity", "campaign": "trial", "unit": world.units["station_a"].pk} | changes


def test_a_chief_makes_a_code_that_works(world: World, chief: Caller, resident: Caller) -> None:
    response = chief.post("codes/", order(world, place=world.places["school"].pk, audiences=["pupils"]))
    assert response.status_code == 201
    body = response.json()
    assert body["url"].endswith(f"/Q/{body['code']}")
    assert resident.post("installs/", acts.install(world, code=body["code"])).status_code == 201


def test_it_is_made_for_the_units_below_too(world: World, chief: Caller) -> None:
    assert chief.post("codes/", order(world, unit=world.units["post_a"].pk)).status_code == 201


@pytest.mark.parametrize("unit", ["station_b", "sub_bureau", "bureau"])
def test_it_is_not_made_for_other_units(world: World, chief: Caller, unit: str) -> None:
    before = Code.objects.count()
    problem(chief.post("codes/", order(world, unit=world.units[unit].pk)), 403, "out_of_scope")
    assert Code.objects.count() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("campaign", "no-such"),
        ("unit", 10**9),
        ("unit", "4"),
        ("place", 10**9),
        ("kind", "receipt"),
        ("audiences", ["dragons"]),
        ("starts_at", "2026-01-01T00:00:00"),
        ("use_limit", 0),
    ],
)
def test_a_wrong_field_is_named(world: World, chief: Caller, field: str, value: Any) -> None:
    found = problem(chief.post("codes/", order(world, **{field: value})), 400, "malformed")["errors"]
    assert any(name.startswith(field) for name in found)


def test_a_body_that_is_no_object_is_refused(chief: Caller) -> None:
    problem(chief.post("codes/", [1]), 400, "malformed")


def test_a_revoked_code_counts_no_more(world: World, chief: Caller, resident: Caller) -> None:
    text = world.codes["activity"].text
    assert chief.post(f"codes/{text}/revoke/").json()["state"] == "revoked"
    problem(resident.post("installs/", acts.install(world)), 410, "code_revoked")


def test_another_units_code_is_not_revoked(world: World, chief: Caller) -> None:
    problem(chief.post(f"codes/{world.codes['activity_b'].text}/revoke/"), 403, "out_of_scope")
    world.codes["activity_b"].refresh_from_db()
    assert world.codes["activity_b"].revoked_at is None


def test_an_unknown_code_is_not_revoked(chief: Caller) -> None:
    problem(chief.post("codes/ABCDEFGHJKMNPQRS/revoke/"), 404, "code_unknown")
