"""GET devices/ and DELETE devices/{id}/: what I am signed in on."""

from tests.api.conftest import AsOfficer, Caller, problem
from tests.api.test_login import Browser
from tests.world import World


def test_browsers_and_tokens_are_listed(world: World, as_officer: AsOfficer) -> None:
    Browser().log_in(world)
    results = as_officer("officer").get("devices/").json()["results"]
    assert [(each["kind"], each["current"]) for each in results] == [("browser", False), ("token", True)]


def test_only_ones_own_are_listed(world: World, as_officer: AsOfficer) -> None:
    Browser().log_in(world, "colleague")
    results = as_officer("officer").get("devices/").json()["results"]
    assert [each["kind"] for each in results] == ["token"]


def test_a_browser_that_is_taken_off_is_signed_out(world: World, officer: Caller) -> None:
    browser = Browser()
    browser.log_in(world)
    (device,) = browser.get("devices/").json()["results"][:1]
    assert officer.delete(f"devices/{device['id']}/").status_code == 204
    assert browser.get("session/").json()["authenticated"] is False


def test_anothers_browser_is_not_there_to_take_off(world: World, as_officer: AsOfficer) -> None:
    browser = Browser()
    browser.log_in(world)
    (device,) = browser.get("devices/").json()["results"]
    problem(as_officer("colleague").delete(f"devices/{device['id']}/"), 404, "not_found")
    assert browser.get("session/").json()["authenticated"] is True
