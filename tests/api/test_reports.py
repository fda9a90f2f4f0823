"""reports/: ordered, read, submitted, sent back and approved."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from outreach.ledger.models import ClosedPeriod
from outreach.reporting.documents.building import build_files
from outreach.reporting.models import Report
from outreach.reporting.services import build_report
from tests.api import acts
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import World


@pytest.fixture
def chief(as_officer: AsOfficer) -> Caller:
    return as_officer("chief")


def order(world: World, **changes: Any) -> dict[str, Any]:
    return {"campaign": "trial", "unit": world.units["station_a"].pk, "period": "campaign"} | changes


@pytest.fixture
def draft(world: World, chief: Caller) -> str:
    """The report of a campaign that is over, built."""
    report = chief.post("reports/", order(world, campaign="past")).json()["id"]
    build_report(report)
    return str(report)


def test_a_report_is_ordered_and_built_by_a_worker(world: World, chief: Caller) -> None:
    response = chief.post("reports/", order(world))
    assert (response.status_code, response.json()["state"]) == (202, "building")
    build_report(response.json()["id"])
    body = chief.client.get(response.headers["Location"]).json()
    assert (body["state"], body["section"]["campaign"]["slug"]) == ("draft", "trial")


def test_its_section_says_what_was_counted(world: World, officer: Caller, chief: Caller) -> None:
    officer.post("talks/", acts.talk(world))
    number = chief.post("reports/", order(world)).json()["id"]
    build_report(number)
    body = chief.get(f"reports/{number}/").json()
    figures = {figure["indicator"]: figure["value"] for figure in body["section"]["figures"]}
    assert (figures["school_talks"], figures["attendance"]) == (1, 120)
    assert "1场次" in body["text"]["zh"]
    assert "1 session" in body["text"]["en"]


def test_a_figure_leads_to_its_lines(world: World, officer: Caller, chief: Caller) -> None:
    officer.post("talks/", acts.talk(world))
    number = chief.post("reports/", order(world)).json()["id"]
    build_report(number)
    for figure in chief.get(f"reports/{number}/").json()["section"]["figures"]:
        lines = chief.get("entries/", **figure["query"]).json()["results"]
        assert sum(line["quantity"] for line in lines) == figure["value"]


def test_a_month_is_named_by_any_of_its_days(world: World, chief: Caller) -> None:
    day = world.today.isoformat()
    body = chief.post("reports/", order(world, period="month", **{"from": day})).json()
    assert (body["period"], body["first"]) == ("month", day[:8] + "01")


@pytest.mark.parametrize(
    "changes",
    [
        {"period": "month"},
        {"period": "year"},
        {"period": "custom", "from": "2026-02-02", "to": "2026-02-01"},
        {"period": "custom", "from": "2001-01-01", "to": "2001-02-01"},
        {"campaign": "no-such"},
        {"unit": 10**9},
        {"unit": None},
    ],
)
def test_what_cannot_be_reported_on_is_refused(world: World, chief: Caller, changes: dict[str, Any]) -> None:
    assert problem(chief.post("reports/", order(world, **changes)), 400, "malformed")["errors"]
    assert not Report.objects.exists()


def test_another_units_report_is_not_ordered_or_read(world: World, chief: Caller, as_officer: AsOfficer) -> None:
    theirs = order(world, unit=world.units["station_b"].pk)
    problem(chief.post("reports/", theirs), 403, "out_of_scope")
    number = as_officer("chief_b").post("reports/", theirs).json()["id"]
    problem(chief.get(f"reports/{number}/"), 403, "out_of_scope")
    assert chief.get("reports/").json()["results"] == []


def test_an_unknown_report_is_not_found(chief: Caller) -> None:
    problem(chief.get(f"reports/{uuid4()}/"), 404, "not_found")


def test_lists_come_in_pages_the_newest_first(world: World, chief: Caller) -> None:
    made = [
        Report.objects.create(
            campaign=world.past,
            unit=world.units["station_a"],
            period_kind="custom",
            first=world.past.starts_on,
            last=world.past.starts_on + timedelta(days=number),
            created_at=world.now,
        )
        for number in range(60)
    ]
    first = chief.get("reports/").json()
    second = chief.client.get(first["next"]).json()
    seen = [report["id"] for page in (first, second) for report in page["results"]]
    assert (len(first["results"]), second["next"]) == (50, None)
    assert sorted(seen) == sorted(str(report.pk) for report in made)


@pytest.mark.parametrize("cursor", ["x", "cD0wMDAw", "cD14eA==", "bz1h"])
def test_a_cursor_that_was_never_given_finds_nothing(chief: Caller, cursor: str) -> None:
    problem(chief.get("reports/", cursor=cursor), 404, "not_found")


def test_a_report_is_submitted_then_approved_by_another(
    world: World, chief: Caller, as_officer: AsOfficer, draft: str
) -> None:
    assert chief.post(f"reports/{draft}/submit/").json()["state"] == "submitted"
    problem(chief.post(f"reports/{draft}/approve/"), 403, "permission_denied")
    body = as_officer("sub_chief").post(f"reports/{draft}/approve/").json()
    assert (body["state"], len(body["sha256"])) == ("approved", 64)
    assert ClosedPeriod.objects.filter(snapshot_id=body["snapshot"]).exists()


def test_a_report_is_sent_back_with_a_reason(chief: Caller, as_officer: AsOfficer, draft: str) -> None:
    chief.post(f"reports/{draft}/submit/")
    above = as_officer("sub_chief")
    problem(above.post(f"reports/{draft}/return/", {}), 400, "malformed")
    body = above.post(f"reports/{draft}/return/", {"reason": "请核对场次"}).json()
    assert (body["state"], body["reason"]) == ("returned", "请核对场次")


def test_a_step_that_was_taken_is_not_taken_again(chief: Caller, draft: str) -> None:
    chief.post(f"reports/{draft}/submit/")
    problem(chief.post(f"reports/{draft}/submit/"), 409, "report_moved_on")


def test_a_period_that_is_not_over_is_not_submitted(world: World, chief: Caller) -> None:
    number = chief.post("reports/", order(world, period="month", **{"from": world.today.isoformat()})).json()["id"]
    build_report(number)
    problem(chief.post(f"reports/{number}/submit/"), 409, "period_open")


@pytest.mark.parametrize(
    ("form", "content_type", "begins"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("csv", "text/csv; charset=utf-8", "\ufeffunit,".encode()),
        ("json", "application/json", b'{"as_of":'),
    ],
)
def test_documents_are_files_of_their_kind(
    world: World, chief: Caller, draft: str, form: str, content_type: str, begins: bytes
) -> None:
    build_files(UUID(draft))
    response = chief.get(f"reports/{draft}/files/{form}", language="en")
    assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)
    assert response.content.startswith(begins)
    disposition = response.headers["Content-Disposition"]
    assert re.fullmatch(rf'attachment; filename="past-\d+-\d{{8}}-\d{{8}}-en\.{form}"', disposition)


def test_a_document_that_is_still_being_built_is_asked_for_again(chief: Caller, draft: str) -> None:
    response = chief.get(f"reports/{draft}/files/pdf")
    problem(response, 404, "not_found")
    assert response.headers["Retry-After"] == "2"


@pytest.mark.parametrize("asked", [{"language": "fr"}, {"extent": "half"}])
def test_a_document_is_not_there_in_any_other_way(chief: Caller, draft: str, asked: dict[str, str]) -> None:
    problem(chief.get(f"reports/{draft}/files/pdf", **asked), 400, "malformed")


@pytest.mark.parametrize(("language", "heading"), [("zh", "甲派出所宣传防范工作情况"), ("en", "Station A: anti-fraud")])
def test_a_report_is_a_page_too(chief: Caller, draft: str, language: str, heading: str) -> None:
    response = chief.get(f"reports/{draft}/files/html", language=language)
    assert response.headers["Content-Type"].startswith("text/html")
    assert heading in response.content.decode()
    assert "<script" not in response.content.decode() and "style=" not in response.content.decode()


def test_words_are_written_in_part(chief: Caller, draft: str) -> None:
    chief.post(f"reports/{draft}/words/", {"lead_in": "现将情况报告如下。", "remarks": {"school_talks": "放假"}})
    body = chief.post(f"reports/{draft}/words/", {"next_steps": "入户宣传。"}).json()
    assert body["section"]["words"] == {
        "lead_in": "现将情况报告如下。",
        "next_steps": "入户宣传。",
        "remarks": {"school_talks": "放假"},
    }
    assert "入户宣传。" in body["text"]["zh"]


def test_words_that_do_not_fit_are_refused_by_name(chief: Caller, draft: str) -> None:
    path = f"reports/{draft}/words/"
    assert "lead_in" in problem(chief.post(path, {"lead_in": 7}), 400, "malformed")["errors"]
    assert "remarks.none" in problem(chief.post(path, {"remarks": {"none": "略"}}), 400, "malformed")["errors"]


def test_an_approved_report_is_released_and_taken_back_by_who_did_not_submit_it(
    chief: Caller, as_officer: AsOfficer, draft: str
) -> None:
    above = as_officer("sub_chief")
    problem(above.post(f"reports/{draft}/release/", {"released": True}), 409, "report_moved_on")
    chief.post(f"reports/{draft}/submit/")
    above.post(f"reports/{draft}/approve/")
    problem(chief.post(f"reports/{draft}/release/", {"released": True}), 403, "permission_denied")
    assert above.post(f"reports/{draft}/release/", {"released": True}).json()["released"] is True
    assert above.post(f"reports/{draft}/release/", {"released": False}).json()["released"] is False


def test_there_is_no_other_form_of_a_report(chief: Caller, draft: str) -> None:
    problem(chief.get(f"reports/{draft}/files/exe"), 404, "not_found")
