"""POST submissions/{id}/void/: a record taken back, with a reason."""

import uuid
from typing import Any

from outreach.audit.models import AuditEvent
from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


def void(**changes: Any) -> dict[str, Any]:
    return {"submission_id": str(uuid.uuid4()), "reason": "误录"} | changes


def logged(world: World, caller: Caller) -> str:
    sent = acts.install(world, basis="helped_now")
    caller.post("installs/", sent)
    return str(sent["submission_id"])


def test_the_author_takes_a_record_back(world: World, officer: Caller) -> None:
    response = officer.post(f"submissions/{logged(world, officer)}/void/", void())
    assert (response.status_code, response.json()["indicators"]) == (201, {"app_installs": -1})
    assert AuditEvent.objects.filter(action="void").exists()


def test_a_colleague_does_not(world: World, officer: Caller, as_officer: AsOfficer) -> None:
    act = logged(world, officer)
    problem(as_officer("colleague").post(f"submissions/{act}/void/", void()), 403, "out_of_scope")


def test_the_chief_does(world: World, officer: Caller, as_officer: AsOfficer) -> None:
    act = logged(world, officer)
    assert as_officer("chief").post(f"submissions/{act}/void/", void()).status_code == 201


def test_another_units_chief_does_not(world: World, officer: Caller, as_officer: AsOfficer) -> None:
    act = logged(world, officer)
    problem(as_officer("chief_b").post(f"submissions/{act}/void/", void()), 403, "out_of_scope")


def test_a_reason_is_needed(world: World, officer: Caller) -> None:
    act = logged(world, officer)
    found = problem(officer.post(f"submissions/{act}/void/", void(reason=" ")), 400, "malformed")
    assert set(found["errors"]) == {"reason"}


def test_a_record_is_voided_once(world: World, officer: Caller) -> None:
    act = logged(world, officer)
    officer.post(f"submissions/{act}/void/", void())
    problem(officer.post(f"submissions/{act}/void/", void()), 409, "act_voided")


def test_a_void_is_not_voided(world: World, officer: Caller) -> None:
    sent = void()
    officer.post(f"submissions/{logged(world, officer)}/void/", sent)
    problem(officer.post(f"submissions/{sent['submission_id']}/void/", void()), 422, "cannot_void")


def test_a_void_may_come_before_its_record(world: World, officer: Caller) -> None:
    act = acts.install(world, basis="helped_now")
    sent = void()
    problem(officer.post(f"submissions/{act['submission_id']}/void/", sent), 422, "target_unknown")
    officer.post("installs/", act)
    assert officer.post(f"submissions/{act['submission_id']}/void/", sent).status_code == 201
