"""POST talks/ and talks/{submission_id}/complete/."""

from uuid import uuid4

from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


def test_a_whole_talk_counts_with_attendance_and_materials(world: World, officer: Caller) -> None:
    body = officer.post("talks/", acts.talk(world)).json()
    assert body["indicators"] == {"school_talks": 1, "attendance": 120, "materials": 100}


def test_a_talk_is_opened_then_completed(world: World, officer: Caller) -> None:
    opened = acts.talk(world, attendance=..., attendance_method=..., materials=...)
    response = officer.post("talks/", opened)
    assert (response.status_code, response.json()["outcome"]) == (201, "accepted")
    done = officer.post(f"talks/{opened['submission_id']}/complete/", acts.talk(world))
    assert done.json()["indicators"]["school_talks"] == 1


def test_a_completion_may_come_first(world: World, officer: Caller) -> None:
    opened = acts.talk(world, attendance=..., attendance_method=..., materials=...)
    done = officer.post(f"talks/{opened['submission_id']}/complete/", acts.talk(world))
    assert done.status_code == 201
    assert officer.post("talks/", opened).json()["outcome"] == "accepted"


def test_the_address_says_which_talk_is_completed(world: World, officer: Caller) -> None:
    opened = acts.talk(world, attendance=..., attendance_method=..., materials=...)
    officer.post("talks/", opened)
    sent = acts.talk(world) | {"talk": "00000000-0000-0000-0000-000000000000"}
    officer.post(f"talks/{opened['submission_id']}/complete/", sent)
    assert officer.get(f"submissions/{sent['submission_id']}/").json()["act"] == opened["submission_id"]


def test_a_talk_takes_an_activity_code_of_the_pool(world: World, officer: Caller, resident: Caller) -> None:
    pool = world.pool[0].text
    assert officer.post("talks/", acts.talk(world, activity_code=pool)).status_code == 201
    assert resident.get(f"codes/{pool}/").json()["title"] == "冒充客服"


def test_a_talk_needs_the_code_of_its_place(world: World, officer: Caller) -> None:
    problem(officer.post("talks/", acts.talk(world, code=world.codes["activity"].text)), 422, "wrong_code_kind")
    problem(officer.post("talks/", acts.talk(world, code=...)), 404, "code_unknown")


def test_a_time_without_offset_is_refused(world: World, officer: Caller) -> None:
    found = problem(officer.post("talks/", acts.talk(world, occurred_at="2026-11-23T10:00:00")), 400, "malformed")
    assert set(found["errors"]) == {"occurred_at"}


def test_absurd_numbers_are_refused(world: World, officer: Caller) -> None:
    sent = acts.talk(world, attendance=10**9, materials=[{"material_kind": "leaflet", "copies": -5}])
    found = problem(officer.post("talks/", sent), 400, "malformed")
    assert set(found["errors"]) == {"attendance", "materials.0.copies"}


def test_a_talk_that_ended_before_it_began_is_taken_for_a_wrong_clock(world: World, officer: Caller) -> None:
    sent = acts.talk(world, ended_at="1999-01-01T00:00:00Z", attendance=..., attendance_method=...)
    assert officer.post("talks/", sent).status_code == 201


def test_a_talk_at_a_named_place_needs_no_code(world: World, officer: Caller) -> None:
    sent = acts.talk(world, code=..., place=world.places["school"].pk)
    assert officer.post("talks/", sent).json()["indicators"]["school_talks"] == 1


def test_a_place_that_is_not_known_or_not_that_of_the_code_is_named(world: World, officer: Caller) -> None:
    for sent in (acts.talk(world, code=..., place=10**9), acts.talk(world, place=world.places["community"].pk)):
        assert set(problem(officer.post("talks/", sent), 400, "malformed")["errors"]) == {"place"}


def test_a_place_of_another_unit_is_out_of_scope(world: World, as_officer: AsOfficer) -> None:
    place = world.places["school"].pk
    for name in ("outsider", "other_administrator", "auditor", "former"):
        problem(as_officer(name).post("talks/", acts.talk(world, code=..., place=place)), 403, "out_of_scope")
    for name in ("colleague", "chief", "administrator"):
        sent = acts.talk(world, code=..., place=place, activity_kind="online_session")
        assert as_officer(name).post("talks/", sent).status_code == 201


def test_a_partners_record_waits_until_it_is_called_separate(world: World, as_officer: AsOfficer) -> None:
    officer, colleague = as_officer("officer"), as_officer("colleague")
    assert officer.post("talks/", acts.talk(world)).json()["flags"] == []
    second = acts.talk(world)
    told = colleague.post("talks/", second)
    assert (told.status_code, told.json()["outcome"], told.json()["flags"]) == (201, "accepted", ["same_session"])
    again = colleague.post("talks/", second)
    assert (again.status_code, again.json()["flags"]) == (200, ["same_session"])
    done = colleague.post(f"talks/{second['submission_id']}/complete/", acts.talk(world, separate=True))
    assert (done.json()["outcome"], done.json()["indicators"]["school_talks"]) == ("counted", 1)


def test_a_bundle_counts_for_the_talk_it_was_handed_out_at(world: World, officer: Caller, resident: Caller) -> None:
    sent = acts.talk(world, bundles=[world.leaflets[0].text])
    assert officer.post("talks/", sent).json()["flags"] == []
    assert resident.get(f"codes/{world.leaflets[1].text}/").json()["title"] == sent["topic"]
    assert officer.post("talks/", acts.talk(world, bundles=["ZZZZ"])).json()["flags"] == [
        "bundle_not_bound",
        "same_session",
    ]


def test_a_void_of_the_talk_lets_its_leaflets_go(world: World, officer: Caller, resident: Caller) -> None:
    sent = acts.talk(world, bundles=[world.leaflets[0].text])
    officer.post("talks/", sent)
    void = {"submission_id": str(uuid4()), "reason": "误录"}
    assert officer.post(f"submissions/{sent['submission_id']}/void/", void).status_code == 201
    found = resident.get(f"codes/{world.leaflets[1].text}/").json()
    assert (found["title"], found["state"]) == (world.campaign.name, "active")
    assert officer.post("talks/", acts.talk(world, bundles=[world.leaflets[0].text])).json()["flags"] == []
