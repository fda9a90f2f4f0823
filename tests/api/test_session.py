"""GET session/: who am I."""

from datetime import datetime

from outreach.organisation.models import Membership, Role
from tests.api.conftest import AsOfficer, Caller
from tests.world import World


def test_nobody_is_told_so_and_given_a_csrf_token(resident: Caller) -> None:
    response = resident.get("session/")
    body = response.json()
    assert (body["authenticated"], body["officer"], body["role"], body["units"]) == (False, None, None, [])
    assert len(body["csrf"]) > 30
    assert "csrftoken" in response.cookies


def test_an_officer_is_told_name_role_and_units(world: World, officer: Caller) -> None:
    body = officer.get("session/").json()
    assert body["officer"]["username"] == world.officers["officer"].username
    station = world.units["station_a"]
    assert body["role"] == "officer"
    assert body["units"] == [{"id": station.pk, "name": station.name, "name_en": station.name_en, "role": "officer"}]


def test_the_strongest_role_is_told_and_every_unit(world: World, as_officer: AsOfficer) -> None:
    Membership.objects.create(
        officer=world.officers["officer"], unit=world.units["station_b"], role=Role.CHIEF, starts_on=world.today
    )
    body = as_officer("officer").get("session/").json()
    assert body["role"] == "chief"
    assert {unit["id"] for unit in body["units"]} == {world.units["station_a"].pk, world.units["station_b"].pk}


def test_a_membership_that_is_over_gives_no_unit(as_officer: AsOfficer) -> None:
    body = as_officer("former").get("session/").json()
    assert (body["authenticated"], body["role"], body["units"]) == (True, None, [])


def test_the_servers_time_has_an_offset(resident: Caller) -> None:
    told = resident.get("session/").json()["server_time"]
    assert datetime.fromisoformat(told).tzinfo is not None


def test_it_is_kept_by_no_cache(resident: Caller) -> None:
    assert resident.get("session/").headers["Cache-Control"] == "no-store"
