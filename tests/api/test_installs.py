"""POST installs/: the answers to a write, by residents and officers."""

import uuid

import pytest

from outreach.ledger.models import Act, LedgerEntry, Submission
from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


def test_a_resident_is_answered_with_receipt_and_witness_code(world: World, resident: Caller) -> None:
    sent = acts.install(world, alerts_enabled="yes")
    response = resident.post("installs/", sent)
    assert response.status_code == 201
    body = response.json()
    assert (body["submission_id"], body["outcome"]) == (sent["submission_id"], "counted")
    assert body["indicators"] == {"app_confirmations": 1, "alerts_enabled": 1}
    assert len(body["receipt"]) == len(body["witness"]) == 16
    assert "Idempotent-Replay" not in response.headers


def test_the_same_again_is_answered_the_same_and_counts_once(world: World, resident: Caller) -> None:
    sent = acts.install(world)
    first, again = (resident.post("installs/", sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotent-Replay"] == "true"
    assert again.json() == first.json()
    assert Act.objects.count() == 1


def test_the_clocks_offset_may_differ_the_second_time(world: World, officer: Caller) -> None:
    sent = acts.install(world)
    officer.post("installs/", sent)
    assert officer.post("installs/", sent | {"clock_offset_ms": 12}).status_code == 200


def test_the_same_id_with_other_content_is_refused(world: World, resident: Caller) -> None:
    sent = acts.install(world)
    resident.post("installs/", sent)
    body = problem(resident.post("installs/", sent | {"platform": "ios"}), 422, "submission_mismatch")
    assert body["submission_id"] == sent["submission_id"]
    assert "receipt" not in body


def test_the_same_id_from_another_device_is_refused_and_tells_nothing(world: World, resident: Caller) -> None:
    sent = acts.install(world)
    resident.get(f"codes/{sent['code']}/")
    resident.post("installs/", sent)
    body = problem(Caller().post("installs/", sent), 422, "submission_mismatch")
    assert {"receipt", "witness", "indicators"}.isdisjoint(body)


def test_a_phone_without_a_cookie_that_lost_the_answer_finds_it_again(world: World) -> None:
    sent = acts.install(world)
    first, again = (Caller().post("installs/", sent) for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_an_id_in_capitals_is_the_same_id(world: World, officer: Caller) -> None:
    sent = acts.install(world)
    officer.post("installs/", sent)
    assert officer.post("installs/", sent | {"submission_id": sent["submission_id"].upper()}).status_code == 200


def test_a_leaflet_counts_once(world: World) -> None:
    leaflet = world.leaflets[0].text
    assert Caller().post("installs/", acts.install(world, code=leaflet)).status_code == 201
    body = problem(Caller().post("installs/", acts.install(world, code=leaflet)), 409, "already_counted")
    assert body["outcome"] == "duplicate"


@pytest.mark.parametrize(
    ("code", "status", "reason"),
    [
        ("expired", 410, "code_expired"),
        ("scheduled", 410, "code_expired"),
        ("revoked", 410, "code_revoked"),
        ("used_up", 410, "code_used_up"),
        ("place", 422, "wrong_code_kind"),
    ],
)
def test_a_code_that_is_not_good_says_why(world: World, resident: Caller, code: str, status: int, reason: str) -> None:
    body = problem(resident.post("installs/", acts.install(world, code=world.codes[code].text)), status, reason)
    assert body["outcome"] == "rejected"


def test_an_unknown_code_is_only_metered(world: World, resident: Caller) -> None:
    problem(resident.post("installs/", acts.install(world, code="ABCDEFGHJKMNPQRS")), 404, "code_unknown")
    assert not Submission.objects.exists()


def test_a_resident_needs_a_code(world: World, resident: Caller) -> None:
    body = problem(resident.post("installs/", acts.install(world, code=...)), 400, "malformed")
    assert set(body["errors"]) == {"code"}


def test_a_malformed_post_of_a_resident_leaves_the_id_free(world: World, resident: Caller) -> None:
    sent = acts.install(world)
    problem(resident.post("installs/", sent | {"basis": "magic"}), 400, "malformed")
    assert resident.post("installs/", sent).status_code == 201


def test_a_malformed_post_of_an_officer_spends_the_id(world: World, officer: Caller) -> None:
    sent = acts.install(world)
    body = problem(officer.post("installs/", sent | {"basis": "magic"}), 400, "malformed")
    assert (body["outcome"], set(body["errors"])) == ("malformed", {"basis"})
    again = officer.post("installs/", sent | {"basis": "magic"})
    problem(again, 400, "malformed")
    assert again.headers["Idempotent-Replay"] == "true"
    problem(officer.post("installs/", sent), 422, "submission_mismatch")
    corrected = acts.install(world, corrects=sent["submission_id"])
    assert officer.post("installs/", corrected).status_code == 201


def test_an_officer_gets_no_receipt(world: World, officer: Caller) -> None:
    body = officer.post("installs/", acts.install(world, basis="helped_now")).json()
    assert set(body) == {"submission_id", "outcome", "indicators", "flags"}


def test_help_needs_no_code(world: World, officer: Caller) -> None:
    assert officer.post("installs/", acts.install(world, basis="helped_now", code=...)).status_code == 201
    assert LedgerEntry.objects.get().evidence == "witnessed"


def test_an_officer_of_another_unit_is_refused(world: World, as_officer: AsOfficer) -> None:
    problem(as_officer("outsider").post("installs/", acts.install(world)), 403, "out_of_scope")


def test_a_rejected_post_is_judged_again_when_sent_again(world: World, officer: Caller) -> None:
    sent = acts.install(world, code="ABCDEFGHJKMNPQRS")
    problem(officer.post("installs/", sent), 404, "code_unknown")
    world.code("activity", text="ABCDEFGHJKMNPQRS")
    assert officer.post("installs/", sent).status_code == 201


def test_a_session_without_its_header_is_a_resident(world: World, resident: Caller) -> None:
    resident.client.force_login(world.officers["officer"], backend="django.contrib.auth.backends.ModelBackend")
    resident.post("installs/", acts.install(world))
    assert Submission.objects.get().source == "resident"


def test_who_claims_to_be_an_officer_is_never_counted_as_a_resident(world: World, resident: Caller) -> None:
    response = resident.post("installs/", acts.install(world), **{"X-CSRFToken": "of a session that ran out"})
    problem(response, 401, "not_authenticated")
    assert not Submission.objects.exists()


def test_a_resident_without_the_cookie_is_given_one(world: World, resident: Caller) -> None:
    response = resident.post("installs/", acts.install(world))
    assert response.cookies["device"]["httponly"] is True
    assert response.headers["Cache-Control"] == "no-store"


def test_the_cookie_itself_is_nowhere_in_the_database(world: World, resident: Caller) -> None:
    resident.post("installs/", acts.install(world))
    raw = resident.client.cookies["device"].value
    assert raw not in Submission.objects.get().principal


def test_the_id_the_server_gave_finds_the_same_receipt(world: World, resident: Caller) -> None:
    told = resident.get(f"codes/{world.codes['activity'].text}/").json()["acts"]
    given = next(act["submission_id"] for act in told if act["act"] == "install")
    first, again = (resident.post("installs/", acts.install(world, submission_id=given)) for _ in range(2))
    assert again.json()["receipt"] == first.json()["receipt"]


def test_any_uuid_is_accepted(world: World, resident: Caller) -> None:
    sent = acts.install(world, submission_id=str(uuid.uuid1()))
    assert resident.post("installs/", sent).status_code == 201
