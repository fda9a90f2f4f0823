"""POST pledges/: signed by residents, entered by officers."""

from datetime import timedelta

import pytest

from outreach.capture.models import Pledge
from outreach.codes.alphabet import in_groups
from outreach.codes.models import Code
from outreach.codes.stubs import receipt_mark, stub_text
from tests.api import acts
from tests.api.conftest import Caller, problem
from tests.world import World


def test_a_resident_signs_with_a_finger(world: World, resident: Caller) -> None:
    body = resident.post("pledges/", acts.pledge(world)).json()
    assert body["indicators"] == {"resident_pledges": 1}
    assert {"receipt", "witness"} <= set(body)
    assert Pledge.objects.get().mark == "signature"


def test_the_code_may_be_typed_in_groups(world: World, resident: Caller) -> None:
    sent = acts.pledge(world)
    assert resident.post("pledges/", sent | {"code": in_groups(sent["code"]).lower()}).status_code == 201
    assert resident.post("pledges/", sent).status_code == 200


def test_a_pledge_needs_assent(world: World, resident: Caller) -> None:
    assert "assent" in problem(resident.post("pledges/", acts.pledge(world, assent=False)), 400, "malformed")["errors"]


def test_one_mark_is_enough(world: World, resident: Caller) -> None:
    problem(resident.post("pledges/", acts.pledge(world, name="示例")), 400, "malformed")


def test_a_text_of_another_campaign_is_refused(world: World, resident: Caller) -> None:
    found = problem(resident.post("pledges/", acts.pledge(world, text_version="f" * 64)), 400, "malformed")
    assert set(found["errors"]) == {"text_version"}


def test_an_officer_enters_a_range_of_papers(world: World, officer: Caller) -> None:
    sent = acts.pledge(
        world,
        code=world.forms[0].text,
        signature=...,
        assent=...,
        paper=True,
        serial_from=1,
        serial_to=5,
        missing=[3],
    )
    assert officer.post("pledges/", sent).json()["indicators"] == {"resident_pledges": 4}


def test_a_serial_counts_once_on_paper_and_phone(world: World, officer: Caller, resident: Caller) -> None:
    form = world.forms[1].text
    assert resident.post("pledges/", acts.pledge(world, code=form)).status_code == 201
    paper = acts.pledge(world, code=form, signature=..., assent=..., paper=True)
    problem(officer.post("pledges/", paper), 409, "already_counted")


def test_an_organisation_signs_with_an_officer(world: World, officer: Caller) -> None:
    sent = acts.pledge(
        world,
        code=world.codes["enterprise"].text,
        signer="organisation",
        organisation=world.organisations["firm"].pk,
        text_version=world.texts["unit"].version,
        age_band=...,
        signature=...,
        paper=True,
    )
    assert officer.post("pledges/", sent).json()["indicators"] == {"unit_pledges": 1}
    again = sent | {"submission_id": acts.pledge(world)["submission_id"]}
    problem(officer.post("pledges/", again), 409, "already_counted")


def letter(world: World, **changes: object) -> dict[str, object]:
    told = {"signer": "organisation", "organisation": world.organisations["firm"].pk, "name": "示例负责人"}
    usual = {"code": world.codes["enterprise"].text, "text_version": world.texts["unit"].version, "age_band": ...}
    return acts.pledge(world, **{**usual, **told, **changes})


def test_whoever_signs_a_letter_on_the_phone_names_a_post(world: World, officer: Caller) -> None:
    assert set(problem(officer.post("pledges/", letter(world)), 400, "malformed")["errors"]) == {"post"}
    too_long = letter(world, post="总" * 61)
    assert set(problem(officer.post("pledges/", too_long), 400, "malformed")["errors"]) == {"post"}
    assert officer.post("pledges/", letter(world, post="总经理")).json()["indicators"] == {"unit_pledges": 1}
    assert Pledge.objects.get().awaits_seal


def test_another_post_under_the_same_id_is_another_submission(world: World, officer: Caller) -> None:
    sent = letter(world, post="总经理")
    assert officer.post("pledges/", sent).status_code == 201
    assert officer.post("pledges/", sent).status_code == 200
    problem(officer.post("pledges/", sent | {"post": "董事长"}), 422, "submission_mismatch")


def test_an_organisation_does_not_sign_alone(world: World, resident: Caller) -> None:
    sent = acts.pledge(world, signer="organisation", organisation=world.organisations["firm"].pk)
    problem(resident.post("pledges/", sent), 403, "permission_denied")


@pytest.mark.parametrize(
    "signature",
    [
        {"w": 300, "h": 150, "strokes": [[1, 2, 3]]},
        {"w": 300, "h": 150},
        {"w": "300", "h": 150, "strokes": [[1, 2]]},
        "data:image/png;base64,AAAA",
        [],
    ],
)
def test_a_drawing_that_is_none_is_refused(world: World, resident: Caller, signature: object) -> None:
    found = problem(resident.post("pledges/", acts.pledge(world, signature=signature)), 400, "malformed")
    assert all(name.startswith("signature") for name in found["errors"])


def paper(world: World, **changes: object) -> dict[str, object]:
    return acts.pledge(
        world, **{"code": world.forms[0].text, "signature": ..., "assent": ..., "paper": True, **changes}
    )


def test_a_photocopy_counts_beside_its_form_and_is_flagged(world: World, officer: Caller) -> None:
    assert officer.post("pledges/", paper(world)).json()["flags"] == []
    problem(officer.post("pledges/", paper(world)), 409, "already_counted")
    copied = paper(world, copy="abcd")
    assert officer.post("pledges/", copied).json()["flags"] == ["photocopy"]
    assert officer.post("pledges/", copied).json()["flags"] == ["photocopy"]
    problem(officer.post("pledges/", paper(world, copy="ABCD")), 409, "already_counted")


def test_a_refusal_tells_its_flags_too(world: World, officer: Caller) -> None:
    officer.post("pledges/", paper(world))
    late = paper(world, occurred_at=(world.now + timedelta(days=2)).isoformat())
    assert problem(officer.post("pledges/", late), 409, "already_counted")["flags"] == ["implausible_time"]
    assert problem(officer.post("pledges/", late), 409, "already_counted")["flags"] == ["implausible_time"]
    assert problem(officer.post("pledges/", late | {"copy": "ABCD"}), 422, "submission_mismatch")["flags"] == []


def test_a_form_that_was_revoked_is_named_when_its_range_is_entered(world: World, officer: Caller) -> None:
    Code.objects.filter(pk=world.forms[1].pk).update(revoked_at=world.now - timedelta(days=1))
    sent = paper(world, serial_from=1, serial_to=3)
    found = problem(officer.post("pledges/", sent), 400, "malformed")
    assert found["errors"] == {"missing": ["revoked: 2"]}


def test_a_stub_is_the_signers_receipt_and_is_not_told_to_the_officer(
    world: World, officer: Caller, resident: Caller
) -> None:
    stub = stub_text(world.campaign.key, world.forms[0].text)
    problem(resident.get(f"receipts/{stub}/"), 404, "not_found")
    told = officer.post("pledges/", paper(world))
    assert {"receipt", "witness"}.isdisjoint(told.json()) and stub not in told.content.decode()
    assert resident.get(f"receipts/{stub}/").json()["acts"][0]["act"] == "pledge"
    assert resident.post(f"receipts/{stub}/erase/").status_code == 200
    assert resident.post(f"receipts/{stub}/withdraw/").json()["acts"][0]["withdrawn"]
    assert officer.post("pledges/", paper(world)).status_code == 201


def test_a_range_tells_which_of_its_papers_are_counted(world: World, officer: Caller) -> None:
    officer.post("pledges/", paper(world, code=world.forms[2].text))
    sent = paper(world, serial_from=1, serial_to=5)
    for _time in range(2):
        assert problem(officer.post("pledges/", sent), 400, "malformed")["errors"] == {
            "missing": ["already counted: 3"]
        }
    right = paper(world, serial_from=1, serial_to=5, missing=[3], corrects=sent["submission_id"])
    assert officer.post("pledges/", right).json()["indicators"] == {"resident_pledges": 4}


def test_a_form_signed_on_the_officers_phone_has_its_stub_for_a_receipt(
    world: World, officer: Caller, resident: Caller
) -> None:
    stub = stub_text(world.campaign.key, world.forms[0].text)
    told = officer.post("pledges/", acts.pledge(world, code=world.forms[0].text))
    assert {"receipt", "witness"}.isdisjoint(told.json())
    assert resident.get(f"receipts/{stub}/").json()["acts"][0]["held"] == ["signature"]


def test_the_stub_of_a_paper_entered_with_others_holds_no_act_and_takes_nothing_back(
    world: World, officer: Caller, resident: Caller
) -> None:
    stub = stub_text(world.campaign.key, world.forms[0].text)
    Code.objects.filter(pk=world.forms[0].pk).update(stub_mark=receipt_mark(stub))
    problem(resident.get(f"receipts/{stub}/"), 404, "not_found")
    officer.post("pledges/", paper(world, serial_from=1, serial_to=3))
    assert resident.get(f"receipts/{stub}/").json()["acts"] == []
    for act in ("withdraw", "erase"):
        problem(resident.post(f"receipts/{stub}/{act}/"), 404, "not_found")
