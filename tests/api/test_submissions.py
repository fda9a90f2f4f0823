"""GET submissions/{id}/: what became of a submission."""

import uuid

from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


def test_the_author_sees_the_outcome(world: World, officer: Caller) -> None:
    sent = acts.install(world, basis="helped_now")
    officer.post("installs/", sent)
    body = officer.get(f"submissions/{sent['submission_id']}/").json()
    assert (body["kind"], body["outcome"], body["code"]) == ("install", "counted", "")
    assert (body["indicators"], body["unit"]) == ({"app_installs": 1}, world.units["station_a"].pk)


def test_the_author_sees_a_refusal_and_its_reason(world: World, officer: Caller) -> None:
    sent = acts.install(world, code=world.codes["expired"].text)
    officer.post("installs/", sent)
    body = officer.get(f"submissions/{sent['submission_id']}/").json()
    assert (body["outcome"], body["code"]) == ("rejected", "code_expired")


def test_a_residents_is_seen_in_scope_without_the_resident(
    world: World, resident: Caller, as_officer: AsOfficer
) -> None:
    sent = acts.pledge(world, signature=..., name="王示例")
    told = resident.post("pledges/", sent).json()
    response = as_officer("chief").get(f"submissions/{sent['submission_id']}/")
    assert response.json()["source"] == "resident"
    for personal in ("王示例", told["receipt"], told["witness"], resident.client.cookies["device"].value):
        assert personal not in response.content.decode()
    problem(as_officer("outsider").get(f"submissions/{sent['submission_id']}/"), 404, "not_found")


def test_an_unknown_one_is_not_found(officer: Caller) -> None:
    problem(officer.get(f"submissions/{uuid.uuid4()}/"), 404, "not_found")
