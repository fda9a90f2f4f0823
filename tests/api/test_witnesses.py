"""POST witnesses/: an officer saw what a resident reported."""

from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


def test_a_witness_moves_the_act_and_counts_nothing_new(world: World, officer: Caller, resident: Caller) -> None:
    code = resident.post("installs/", acts.install(world)).json()["witness"]
    response = officer.post("witnesses/", acts.witness(world, code=code))
    assert (response.status_code, response.json()["indicators"]) == (201, {})
    rows = officer.get("totals/?campaign=trial&by=evidence").json()["rows"]
    assert rows == [{"indicator": "app_confirmations", "evidence": "witnessed", "quantity": 1}]


def test_an_act_is_witnessed_once(world: World, as_officer: AsOfficer, resident: Caller) -> None:
    code = resident.post("installs/", acts.install(world)).json()["witness"]
    as_officer("officer").post("witnesses/", acts.witness(world, code=code))
    problem(as_officer("colleague").post("witnesses/", acts.witness(world, code=code)), 409, "already_counted")


def test_what_is_no_witness_code_is_unknown(world: World, officer: Caller) -> None:
    problem(officer.post("witnesses/", acts.witness(world, code=world.codes["activity"].text)), 404, "code_unknown")
    problem(officer.post("witnesses/", acts.witness(world)), 404, "code_unknown")


def test_a_voided_act_is_not_witnessed(world: World, officer: Caller, resident: Caller) -> None:
    told = resident.post("installs/", acts.install(world)).json()
    resident.post(f"receipts/{told['receipt']}/withdraw/")
    problem(officer.post("witnesses/", acts.witness(world, code=told["witness"])), 409, "act_voided")
