"""An officer enters codes and papers, and takes records back."""

from typing import Any

import pytest
from django.test import Client

from outreach.campaigns.models import TextKind
from outreach.capture.receipts import witness_text
from outreach.ledger.models import Act, LedgerEntry, Submission
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.pages.steps import sign
from tests.world import World

ENTER = "/officer/enter/"


@pytest.fixture
def officer(logged_in: Visitor) -> Client:
    return logged_in("officer")


def preset(client: Client, address: str, action: str = "") -> dict[str, str]:
    return dict(page(client.get(address)).forms)[action]


def counted() -> dict[tuple[str, str], int]:
    totals: dict[tuple[str, str], int] = {}
    for line in LedgerEntry.objects.all():
        key = (line.indicator, line.evidence)
        totals[key] = totals.get(key, 0) + line.quantity
    return {key: total for key, total in totals.items() if total}


def enter(client: Client, text: str) -> Any:
    return client.post(ENTER, {**preset(client, ENTER), "entry": text})


def test_a_typed_code_opens_its_page(world: World, officer: Client) -> None:
    for code in (world.forms[0], world.leaflets[0], world.codes["place"], world.codes["activity"]):
        answer = enter(officer, code.text.lower())
        assert answer.headers["Location"] == f"/officer/codes/{code.text}/"
        assert officer.get(answer.headers["Location"]).status_code == 200


def test_a_signed_numbered_paper_counts_once(world: World, officer: Client) -> None:
    address = f"/officer/codes/{world.forms[0].text}/"
    for _time in range(2):
        officer.post("/officer/acts/paper/", preset(officer, address, "/officer/acts/paper/"))
    assert counted() == {("resident_pledges", "documented"): 1}
    assert "重复，未计入" in page(officer.get("/officer/")).text


def test_the_witness_code_on_a_residents_phone_is_witnessed(world: World, officer: Client) -> None:
    sign(phone(), world.codes["activity"], world.texts[TextKind.RESIDENT].version)
    assert enter(officer, witness_text(world.campaign.key, Act.objects.get().pk)).headers["Location"] == "/officer/"
    assert counted() == {("resident_pledges", "witnessed"): 1}


def test_an_unknown_code_is_asked_for_again_under_a_new_id(world: World, officer: Client) -> None:
    before = preset(officer, ENTER)
    answer = officer.post(ENTER, {**before, "entry": "ACDEFHJKMNPRTWXY"})
    assert "没有找到这个码" in page(answer).text
    assert dict(page(answer).forms)[""]["submission_id"] != before["submission_id"]


def test_the_code_of_another_unit_is_refused(world: World, officer: Client) -> None:
    assert officer.get(f"/officer/codes/{world.codes['place_b'].text}/").status_code == 403
    assert officer.get("/officer/codes/ACDEFHJKMNPRTWXY/").status_code == 404


def test_help_given_counts_once_for_each_time_the_page_was_loaded(world: World, officer: Client) -> None:
    for _help in range(2):
        said = preset(officer, "/officer/", "/officer/acts/help/")
        for _tap in range(2):
            officer.post("/officer/acts/help/", said)
    assert counted() == {("app_installs", "witnessed"): 2}
    assert "帮助安装反诈APP +1次" in page(officer.get("/officer/")).text


def test_papers_without_numbers_come_in_bundles(world: World, officer: Client) -> None:
    address = "/officer/acts/papers/"
    said = {**preset(officer, f"{address}?code={world.codes['activity'].text}"), "copies": "120", "archive_box": "A-3"}
    officer.post(address, said)
    assert counted() == {("resident_pledges", "documented"): 120}
    assert Act.objects.get().is_batch


def test_materials_handed_out_and_posted_count_apart(world: World, officer: Client) -> None:
    address = "/officer/acts/materials/"
    for use, copies in (("handed_out", "300"), ("posted", "20")):
        said = {"material_kind": "poster", "copies": copies, "copies_method": "exact", "use": use}
        officer.post(address, {**preset(officer, address), **said})
    assert counted() == {("materials", "witnessed"): 300, ("materials_posted", "witnessed"): 20}


@pytest.mark.parametrize("copies", ["-5", "0", "1000000000", "x", ""])
def test_absurd_numbers_of_copies_are_asked_for_again(world: World, officer: Client, copies: str) -> None:
    address = "/officer/acts/materials/"
    said = {"material_kind": "poster", "copies": copies, "copies_method": "exact", "use": "posted"}
    assert officer.post(address, {**preset(officer, address), **said}).status_code == 200
    assert not Submission.objects.exists()


@pytest.mark.parametrize(("sealed", "evidence"), [("yes", "documented"), ("no", "witnessed")])
def test_an_organisation_at_the_place_signs_a_letter(world: World, officer: Client, sealed: str, evidence: str) -> None:
    address = f"/officer/codes/{world.codes['enterprise'].text}/letter/"
    said = {"organisation": str(world.organisations["firm"].pk), "sealed": sealed}
    officer.post(address, {**preset(officer, address), **said})
    assert counted() == {("unit_pledges", evidence): 1}


def test_a_letter_needs_a_place(world: World, officer: Client) -> None:
    assert officer.get(f"/officer/codes/{world.codes['activity'].text}/letter/").status_code == 422


def test_an_own_record_is_taken_back_with_a_reason(world: World, officer: Client) -> None:
    officer.post("/officer/acts/help/", preset(officer, "/officer/", "/officer/acts/help/"))
    address = f"/officer/record/{Submission.objects.get().pk}/void/"
    assert address in page(officer.get("/officer/")).links
    assert officer.post(address, preset(officer, address)).status_code == 200
    officer.post(address, {**preset(officer, address), "reason": "误操作"})
    assert counted() == {}


def test_a_record_of_another_unit_is_not_there(world: World, officer: Client, logged_in: Visitor) -> None:
    officer.post("/officer/acts/help/", preset(officer, "/officer/", "/officer/acts/help/"))
    address = f"/officer/record/{Submission.objects.get().pk}/void/"
    assert logged_in("outsider").get(address).status_code == 404


def test_a_colleagues_record_is_not_taken_back(world: World, officer: Client, logged_in: Visitor) -> None:
    officer.post("/officer/acts/help/", preset(officer, "/officer/", "/officer/acts/help/"))
    address = f"/officer/record/{Submission.objects.get().pk}/void/"
    colleague = logged_in("colleague")
    answer = colleague.post(address, {**preset(colleague, address), "reason": "误操作"})
    assert "不在您的工作范围内" in page(answer).text
    assert counted() == {("app_installs", "witnessed"): 1}


def test_an_auditor_counts_nothing(world: World, logged_in: Visitor) -> None:
    auditor = logged_in("auditor")
    said = {"submission_id": "1e0f1d3c-7a39-4a7e-8b5e-3d3f6f0a9b11"}
    auditor.post("/officer/acts/help/", {**said, "code": world.codes["activity"].text})
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("address", ["/officer/acts/help/", "/officer/acts/paper/"])
def test_a_form_without_its_id_is_refused(world: World, officer: Client, address: str) -> None:
    assert officer.post(address, {"code": world.forms[0].text}).status_code == 400


def test_the_day_shows_only_what_the_officer_sent(world: World, officer: Client, logged_in: Visitor) -> None:
    officer.post("/officer/acts/help/", preset(officer, "/officer/", "/officer/acts/help/"))
    assert "今日尚无记录" in page(logged_in("colleague").get("/officer/")).text


def test_a_record_that_was_taken_back_says_so_and_offers_no_second_time(world: World, officer: Client) -> None:
    form_page = f"/officer/codes/{world.forms[0].text}/"
    officer.post("/officer/acts/paper/", preset(officer, form_page, "/officer/acts/paper/"))
    address = f"/officer/record/{Submission.objects.get().pk}/void/"
    told = officer.post(address, {**preset(officer, address), "reason": "扫错了"}, follow=True).content.decode()
    assert "已作废：与群众签订责任书 -1份" in told
    home = officer.get("/officer/").content.decode()
    assert "责任书 000001" in home
    assert "已作废" in home and address not in home
