"""GET codes/{code}/: what a scanned code is, and what can be done with it."""

import uuid
from collections.abc import Callable

import pytest

from outreach.capture.residents import resident_submission_id
from outreach.codes.selectors import find, place_of, unit_of
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import mark
from outreach.ledger.models import Act, Kind
from outreach.organisation.models import Place
from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


def test_a_resident_is_told_campaign_unit_and_acts(world: World, resident: Caller) -> None:
    body = resident.get(f"codes/{world.codes['activity'].text}/").json()
    assert (body["kind"], body["state"], body["title"]) == ("activity", "active", "示例小学")
    assert body["campaign"]["slug"] == "trial"
    assert body["unit"]["landline"] == world.units["station_a"].landline
    assert [act["act"] for act in body["acts"]] == ["pledge", "install", "refusal"]


def test_a_resident_gets_the_same_ids_again_on_the_same_device(world: World, resident: Caller) -> None:
    first, again = (resident.get(f"codes/{world.codes['activity'].text}/").json()["acts"] for _ in range(2))
    assert first[:2] == again[:2]
    raw = resident.client.cookies["device"].value
    expected = resident_submission_id(
        code_text=world.codes["activity"].text,
        act="pledge",
        device=mark(environment_key(), "device", raw).hex(),
    )
    assert first[0]["submission_id"] == str(expected)


def test_nothing_leads_from_one_refusal_to_another(world: World, resident: Caller) -> None:
    first, again = (resident.get(f"codes/{world.codes['activity'].text}/").json()["acts"] for _ in range(2))
    assert first[2] != again[2]
    assert uuid.UUID(first[2]["submission_id"]).version == 4


def test_another_device_gets_other_ids(world: World) -> None:
    one, other = (Caller().get(f"codes/{world.codes['activity'].text}/").json()["acts"] for _ in range(2))
    assert one[0] != other[0]


def test_the_device_cookie_is_the_browsers_own_affair(world: World, resident: Caller) -> None:
    cookie = resident.get(f"codes/{world.codes['activity'].text}/").cookies["device"]
    assert len(cookie.value) == 32
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert "device" not in resident.get(f"codes/{world.codes['activity'].text}/").cookies


def test_over_https_the_device_cookie_stays_there(world: World, resident: Caller) -> None:
    response = resident.client.get(f"/api/v1/codes/{world.codes['activity'].text}/", secure=True)
    assert response.cookies["device"]["secure"] is True


def test_a_forged_device_cookie_is_replaced(world: World, resident: Caller) -> None:
    resident.client.cookies["device"] = "x" * 5000
    assert "device" in resident.get(f"codes/{world.codes['activity'].text}/").cookies


@pytest.mark.parametrize("write", [str.lower, lambda text: "-".join((text[:4], text[4:])), lambda text: f" {text} "])
def test_it_is_found_however_it_is_typed(world: World, resident: Caller, write: Callable[[str], str]) -> None:
    text = world.codes["activity"].text
    assert resident.get(f"codes/{write(text)}/").json()["code"] == text


@pytest.mark.parametrize("state", ["expired", "scheduled", "revoked", "used_up"])
def test_a_code_that_is_not_good_says_why_and_offers_nothing(world: World, resident: Caller, state: str) -> None:
    body = resident.get(f"codes/{world.codes[state].text}/").json()
    assert (body["state"], body["acts"]) == (state, [])


def test_a_place_code_only_teaches_a_resident(world: World, resident: Caller) -> None:
    body = resident.get(f"codes/{world.codes['place'].text}/").json()
    assert (body["kind"], body["acts"]) == ("place", [])


def test_an_officer_is_told_what_can_be_done_there(world: World, officer: Caller) -> None:
    told = officer.get(f"codes/{world.codes['place'].text}/").json()["acts"]
    assert [act["act"] for act in told] == ["talk", "pledge", "install", "material"]


def test_an_officer_of_another_unit_is_offered_nothing(world: World, as_officer: AsOfficer) -> None:
    body = as_officer("outsider").get(f"codes/{world.codes['place'].text}/").json()
    assert (body["state"], body["acts"]) == ("active", [])


def test_an_officer_gets_no_device_cookie(world: World, officer: Caller) -> None:
    assert "device" not in officer.get(f"codes/{world.codes['activity'].text}/").cookies


@pytest.mark.parametrize("text", ["ABCDEFGHJKMNPQRS", "0", "x" * 500, "%00", "‮ABCD", "%FF%FE"])
def test_what_is_no_code_here_is_unknown(world: World, resident: Caller, text: str) -> None:
    problem(resident.client.get(f"/api/v1/codes/{text}/"), 404, "code_unknown")


def test_a_witness_code_resolves_for_officers_only(world: World, resident: Caller, officer: Caller) -> None:
    witness = resident.post("installs/", acts.install(world)).json()["witness"]
    problem(resident.get(f"codes/{witness}/"), 404, "code_unknown")
    body = officer.get(f"codes/{witness}/").json()
    assert (body["kind"], body["state"], body["acts"]) == ("witness", "active", [{"act": "witness"}])


def test_a_witness_code_is_used_up_once_witnessed(world: World, resident: Caller, officer: Caller) -> None:
    witness = resident.post("installs/", acts.install(world)).json()["witness"]
    officer.post("witnesses/", acts.witness(world, code=witness))
    body = officer.get(f"codes/{witness}/").json()
    assert (body["state"], body["acts"]) == ("used_up", [])


def test_a_receipt_code_never_resolves_here(world: World, resident: Caller, officer: Caller) -> None:
    receipt = resident.post("installs/", acts.install(world)).json()["receipt"]
    problem(resident.get(f"codes/{receipt}/"), 404, "code_unknown")
    problem(officer.get(f"codes/{receipt}/"), 404, "code_unknown")


@pytest.mark.parametrize("case", ["free", "at a place", "taken", "taken elsewhere", "place moved on"])
def test_what_a_code_says_is_what_an_act_on_it_counts_for(
    world: World, as_officer: AsOfficer, resident: Caller, case: str
) -> None:
    code = world.codes["activity"] if case in ("at a place", "taken elsewhere") else world.pool[0]
    if case not in ("free", "at a place"):
        place = world.codes["place_b" if case == "taken elsewhere" else "place"].text
        talk = acts.talk(world, code=place, activity_code=code.text, occurred_at=world.now.isoformat())
        assert as_officer("sub_chief").post("talks/", talk).status_code == 201
    if case == "place moved on":
        Place.objects.update(unit=world.units["post_a"])
    body = resident.get(f"codes/{code.text}/").json()
    assert resident.post("installs/", acts.install(world, code=code.text)).status_code == 201
    act = Act.objects.select_related("unit").get(kind=Kind.INSTALL)
    assert body["unit"]["id"] == act.unit_id
    found = find(code.text)
    assert found is not None
    place_told = place_of(found)
    assert (unit_of(found), place_told and place_told.pk) == (act.unit, act.place_id)
    assert act.unit == world.units["station_b" if case == "taken elsewhere" else "station_a"]


def test_a_code_nobody_knows_costs_an_officer_nothing(world: World, officer: Caller) -> None:
    """A phone's list is never complete: officers scan what it does not know all day long."""
    for _scan in range(40):
        problem(officer.get("codes/ABCDEFGHJKMNPQRS/"), 404, "code_unknown")
