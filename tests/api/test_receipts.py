"""receipts/{code}/: what is held, and what its resident may do about it."""

import pytest
from django.conf import LazySettings

from outreach.capture.models import SignerRecord
from outreach.capture.receipts import receipt_mark
from outreach.codes.models import Code
from outreach.codes.stubs import stub_text
from outreach.privacy.models import PressureReport
from tests.api import acts
from tests.api.conftest import Caller, problem
from tests.world import World


@pytest.fixture
def receipt(world: World, resident: Caller) -> str:
    code: str = resident.post("pledges/", acts.pledge(world)).json()["receipt"]
    return code


def test_it_says_what_is_held_and_shows_nothing_of_it(world: World, resident: Caller, receipt: str) -> None:
    (act,) = resident.get(f"receipts/{receipt}/").json()["acts"]
    assert (act["act"], act["withdrawn"], act["witnessed"], act["held"]) == ("pledge", False, False, ["signature"])
    assert act["unit"]["landline"] == world.units["station_a"].landline
    assert act["campaign"]["slug"] == "trial"


def test_it_gives_the_words_that_were_signed_and_holds_the_signature_against_them(
    world: World, resident: Caller, receipt: str
) -> None:
    (act,) = resident.get(f"receipts/{receipt}/").json()["acts"]
    text = world.texts["resident"]
    assert (act["text"]["version"], act["text"]["body"], act["proof"]) == (text.version, text.body, "matches")
    (act,) = resident.post(f"receipts/{receipt}/erase/").json()["acts"]
    assert act["proof"] == "erased"


def test_an_install_has_no_words_to_prove(world: World, resident: Caller) -> None:
    receipt = resident.post("installs/", acts.install(world)).json()["receipt"]
    (act,) = resident.get(f"receipts/{receipt}/").json()["acts"]
    assert (act["text"], act["proof"]) == (None, None)


def test_an_install_linked_to_it_is_there_too(world: World, resident: Caller, receipt: str) -> None:
    resident.post("installs/", acts.install(world, receipt=receipt))
    assert [act["act"] for act in resident.get(f"receipts/{receipt}/").json()["acts"]] == ["pledge", "install"]


def test_withdrawing_takes_the_act_back_and_erases(resident: Caller, officer: Caller, receipt: str) -> None:
    response = resident.post(f"receipts/{receipt}/withdraw/")
    (act,) = response.json()["acts"]
    assert (act["withdrawn"], act["held"]) == (True, [])
    assert officer.get("totals/?campaign=trial").json()["rows"] == []
    assert not SignerRecord.objects.exists()


def test_withdrawing_again_is_harmless(resident: Caller, receipt: str) -> None:
    first, again = (resident.post(f"receipts/{receipt}/withdraw/") for _ in range(2))
    assert again.json() == first.json()


def test_erasing_leaves_the_count(resident: Caller, officer: Caller, receipt: str) -> None:
    (act,) = resident.post(f"receipts/{receipt}/erase/").json()["acts"]
    assert (act["withdrawn"], act["held"]) == (False, [])
    assert officer.get("totals/?campaign=trial").json()["rows"] == [{"indicator": "resident_pledges", "quantity": 1}]


def test_pressure_is_told_without_saying_who(resident: Caller, receipt: str) -> None:
    assert resident.post(f"receipts/{receipt}/pressure/").status_code == 204
    assert PressureReport.objects.count() == 1


@pytest.mark.parametrize("step", ["", "withdraw/", "erase/", "pressure/"])
def test_an_unknown_receipt_is_not_found(world: World, resident: Caller, step: str) -> None:
    path = f"receipts/ABCDEFGHJKMNPQRS/{step}"
    problem(resident.post(path) if step else resident.get(path), 404, "not_found")


def test_tries_at_unknown_receipts_are_metered(world: World, resident: Caller, settings: LazySettings) -> None:
    settings.LIMITS = {**settings.LIMITS, "unknown_code": (2, 0.01)}
    statuses = [resident.get(f"receipts/ABCDEFGHJKMNPQR{letter}/").status_code for letter in "STV"]
    assert statuses == [404, 404, 429]


@pytest.mark.parametrize("step", ["withdraw/", "erase/", "pressure/"])
def test_one_receipt_is_changed_so_often_and_then_later(
    resident: Caller, receipt: str, settings: LazySettings, step: str
) -> None:
    settings.LIMITS = {**settings.LIMITS, "receipt": (2, 0.01)}
    statuses = [resident.post(f"receipts/{receipt}/{step}").status_code for _time in range(3)]
    assert statuses[2] == 429 and max(statuses[:2]) < 300
    assert resident.get(f"receipts/{receipt}/").status_code == 200


def test_a_record_that_cannot_be_opened_is_told(resident: Caller, receipt: str) -> None:
    SignerRecord.objects.update(sealed=b"x" * 80)
    (act,) = resident.get(f"receipts/{receipt}/").json()["acts"]
    assert (act["held"], act["proof"]) == (["unreadable"], "differs")


@pytest.mark.parametrize("step", ["", "pressure/"])
def test_its_address_travels_nowhere(resident: Caller, receipt: str, step: str) -> None:
    path = f"receipts/{receipt}/{step}"
    response = resident.post(path) if step else resident.get(path)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_a_refusal_hides_it_as_well(world: World, resident: Caller) -> None:
    response = resident.get("receipts/ABCDEFGHJKMNPQRS/")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_it_is_found_however_it_is_typed(resident: Caller, receipt: str) -> None:
    assert resident.get(f"receipts/{receipt.lower()[:8]}-{receipt.lower()[8:]}/").status_code == 200


def test_the_stub_of_a_paper_entered_among_others_says_which_and_whom_to_ask(
    world: World, resident: Caller, officer: Caller
) -> None:
    form = world.forms[2]
    stub = stub_text(world.campaign.key, form.text)
    Code.objects.filter(pk=form.pk).update(stub_mark=receipt_mark(stub))
    sent = acts.pledge(world, code=form.text, paper=True, serial_from=1, serial_to=5, signature=..., assent=...)
    assert officer.post("pledges/", sent).status_code == 201
    told = resident.get(f"receipts/{stub}/").json()
    assert (told["acts"], told["paper"]["serial"]) == ([], 3)
    assert told["paper"]["unit"]["landline"] == world.units["station_a"].landline
