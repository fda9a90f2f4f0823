"""imports/: a file is sent, checked, looked at and imported."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from outreach.capture.imports.models import PaperImport
from outreach.capture.imports.waiting import take_up
from outreach.ledger.models import LedgerEntry
from tests.api.conftest import ROOT, AsOfficer, Caller, problem
from tests.capture.imports.sheets import text, xlsx
from tests.world import World


@pytest.fixture
def chief(as_officer: AsOfficer) -> Caller:
    return as_officer("chief")


def send(caller: Caller, content: bytes, name: str = "责任书.xlsx", **fields: str) -> Any:
    usual = {"campaign": "trial", "indicator": "resident_pledges", "file": SimpleUploadedFile(name, content)}
    return caller.client.post(f"{ROOT}imports/", {**usual, **fields})


def rows(world: World) -> bytes:
    day = world.today - timedelta(days=9)
    return xlsx((day, "甲派出所", "某社区", 312), (day, "乙派出所", "", 1), (day, "甲派出所", "", "约300"))


def test_a_file_is_checked_by_a_worker_and_counts_nothing_before_it_is_run(world: World, chief: Caller) -> None:
    answer = send(chief, rows(world))
    assert answer.status_code == 202
    number = answer.json()["id"]
    assert answer.headers["Location"] == f"/api/v1/imports/{number}/"
    assert chief.get(f"imports/{number}/").json()["state"] == "queued"
    take_up(number)
    body = chief.get(f"imports/{number}/").json()
    assert (body["state"], body["rows_read"], body["rows_total"]) == ("checked", 3, 3)
    assert body["rows"] == {"ready": 1, "doubtful": 0, "known": 0, "wrong": 2}
    assert [(share["unit"]["name"], share["rows"], share["quantity"]) for share in body["shares"]] == [
        ("甲派出所", 1, 312)
    ]
    assert [(each["row"], each["column"], each["code"], each["value"]) for each in body["problems"]] == [
        (3, "unit", "unit_out_of_scope", "乙派出所"),
        (4, "quantity", "not_whole", "约300"),
    ]
    assert not LedgerEntry.objects.exists()


def test_a_run_counts_the_rows_that_are_right_once(world: World, chief: Caller) -> None:
    number = send(chief, rows(world)).json()["id"]
    take_up(number)
    answer = chief.post(f"imports/{number}/run/")
    assert (answer.status_code, answer.json()["state"]) == (202, "ordered")
    take_up(number)
    take_up(number)
    body = chief.get(f"imports/{number}/").json()
    assert (body["state"], body["rows_done"]) == ("done", 1)
    assert list(LedgerEntry.objects.values_list("quantity", "evidence", "source")) == [(312, "imported", "import")]


def test_possible_repeats_are_imported_when_that_is_said(world: World, chief: Caller) -> None:
    same = (world.today, "甲派出所", "", 5)
    number = send(chief, xlsx(same, same)).json()["id"]
    take_up(number)
    chief.post(f"imports/{number}/run/", {"doubtful": True})
    take_up(number)
    assert chief.get(f"imports/{number}/").json()["rows_done"] == 2


def test_a_run_is_ordered_once_and_not_before_the_file_is_checked(world: World, chief: Caller) -> None:
    number = send(chief, rows(world)).json()["id"]
    problem(chief.post(f"imports/{number}/run/"), 409, "import_moved_on")
    take_up(number)
    assert chief.post(f"imports/{number}/run/").status_code == 202
    problem(chief.post(f"imports/{number}/run/"), 409, "import_moved_on")


def test_a_file_that_cannot_be_read_says_why(world: World, chief: Caller) -> None:
    number = send(chief, text(headings=("日期", "数量")).encode(), "a.csv").json()["id"]
    take_up(number)
    body = chief.get(f"imports/{number}/").json()
    assert (body["state"], "单位" in body["problem"]) == ("refused", True)
    problem(chief.post(f"imports/{number}/run/"), 409, "import_moved_on")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"campaign": "none"}, "campaign"),
        ({"indicator": "alerts_enabled"}, "indicator"),
        ({"kind": "other"}, "kind"),
        ({"file": ""}, "file"),
    ],
)
def test_an_order_that_is_not_right_names_the_field(
    world: World, chief: Caller, fields: dict[str, str], name: str
) -> None:
    body = problem(send(chief, b"x", **fields), 400, "malformed")
    assert list(body["errors"]) == [name]
    assert not PaperImport.objects.exists()


def test_a_file_above_the_limit_is_refused_before_it_is_read(
    world: World, chief: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.api.views.imports.LARGEST_FILE", 1000)
    problem(send(chief, b"x" * 70_000), 413, "too_large")


def test_json_is_no_file(world: World, chief: Caller) -> None:
    problem(chief.post("imports/", {"campaign": "trial"}), 415, "unsupported_media_type")


@pytest.mark.parametrize("name", ["chief_b", "other_administrator"])
def test_an_import_of_other_units_is_out_of_scope(
    world: World, chief: Caller, as_officer: AsOfficer, name: str
) -> None:
    number = send(chief, rows(world)).json()["id"]
    problem(as_officer(name).get(f"imports/{number}/"), 403, "out_of_scope")
    problem(as_officer(name).post(f"imports/{number}/run/"), 403, "out_of_scope")


def test_an_import_that_is_none_is_not_found(world: World, chief: Caller) -> None:
    problem(chief.get(f"imports/{uuid4()}/"), 404, "not_found")
    problem(chief.post(f"imports/{uuid4()}/run/"), 404, "not_found")
