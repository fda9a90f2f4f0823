"""GET record/ and GET talks/: an officer's own acts, returned items, and talks to be completed."""

import base64
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from outreach.capture.models import Activity
from outreach.capture.operations import (
    Complete,
    Install,
    Material,
    Operation,
    Pledge,
    Publication,
    Refusal,
    Talk,
    Void,
    Witness,
)
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.ledger.models import ClosedPeriod, Submission
from tests.api.conftest import AsOfficer, Caller, problem
from tests.world import ZONE, World


def results(caller: Caller, path: str = "record/", **query: str) -> list[dict[str, Any]]:
    response = caller.get(path, **query)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["results"]
    return found


def sent(world: World, *operations: Operation, by: str = "officer", now: datetime | None = None) -> list[UUID]:
    record(list(operations), principal=world.principal(by), now=now)
    return [operation.submission_id for operation in operations]


def install(world: World, **fields: Any) -> Install:
    usual = {"submission_id": uuid4(), "code": world.codes["activity"].text, "basis": "helped_now"}
    return Install(**{**usual, **fields})


def talk(world: World, **fields: Any) -> Talk:
    usual = {"submission_id": uuid4(), "code": world.codes["place"].text, "activity_kind": "law_class"}
    return Talk(**{**usual, **fields})


def paper(world: World, at: int = 0, **fields: Any) -> Pledge:
    return Pledge(**{"submission_id": uuid4(), "code": world.forms[at].text, "paper": True, **fields})


def void(target: UUID) -> Void:
    return Void(submission_id=uuid4(), target=target, reason="误录")


def close(world: World, unit: str = "station_a") -> None:
    ClosedPeriod.objects.create(
        campaign=world.campaign,
        unit=world.units[unit],
        first=world.today - timedelta(days=30),
        last=world.today + timedelta(days=1),
        snapshot_id=uuid4(),
        closed_at=timezone.now(),
    )


def test_a_paper_is_told_with_its_serial_and_its_figures(world: World, officer: Caller) -> None:
    (number,) = sent(world, paper(world, at=2))
    (shown,) = results(officer)
    assert (shown["submission_id"], shown["kind"], shown["outcome"]) == (str(number), "pledge", "counted")
    assert (shown["serial"], shown["copies"], shown["indicators"]) == (3, 1, {"resident_pledges": 1})
    assert (shown["voided"], shown["may_void"], shown["act"]) == (False, True, str(number))


def test_a_talk_is_told_with_its_place(world: World, officer: Caller) -> None:
    sent(world, talk(world, attendance=40))
    (shown,) = results(officer)
    school = world.places["school"]
    assert shown["place"] == {"id": school.pk, "name": school.name, "name_en": ""}
    assert (shown["activity_kind"], shown["serial"], shown["copies"]) == ("law_class", None, None)


def test_what_happened_on_a_talks_code_happened_at_its_place(world: World, officer: Caller) -> None:
    sent(world, talk(world, activity_code=world.pool[0].text), install(world, code=world.pool[0].text))
    shown = next(each for each in results(officer) if each["kind"] == "install")
    assert shown["place"]["id"] == world.places["school"].pk


def test_what_was_logged_without_a_code_happened_at_the_place_named(world: World, officer: Caller) -> None:
    sent(world, install(world, code="", place=world.places["community"].pk))
    (shown,) = results(officer)
    assert (shown["outcome"], shown["place"]["id"]) == ("counted", world.places["community"].pk)


def test_a_partners_second_record_waits_and_says_so(world: World, officer: Caller) -> None:
    sent(world, talk(world, attendance=40), by="colleague")
    sent(world, talk(world, attendance=41))
    (shown,) = results(officer)
    assert (shown["outcome"], shown["flags"], shown["indicators"]) == ("accepted", ["same_session"], {})
    assert shown["may_void"] is True


def test_it_says_of_which_session_it_seems_to_be_a_second_record(
    world: World, officer: Caller, as_officer: AsOfficer
) -> None:
    at = timezone.now() - timedelta(minutes=30)
    sent(world, talk(world, attendance=40, topic="刷单返利", occurred_at=at), by="colleague")
    second = talk(world, attendance=41, occurred_at=at)
    sent(world, second)
    (shown,) = results(officer)
    told = shown["same_as"]
    assert datetime.fromisoformat(told.pop("opened_at")) == at
    assert told == {"officer_name": world.officers["colleague"].name, "topic": "刷单返利"}
    (first,) = results(as_officer("colleague"))
    assert first["same_as"] is None


def test_a_refused_item_says_why(world: World, officer: Caller) -> None:
    (number,) = sent(world, install(world, code=world.codes["expired"].text))
    sent(world, install(world, corrects=number))
    corrected, refused = results(officer)
    assert (refused["outcome"], refused["code"], refused["may_void"]) == ("rejected", "code_expired", False)
    assert refused["detail"]
    assert corrected["corrects"] == str(number)


@pytest.mark.parametrize("by", ["colleague", "chief", "administrator"])
def test_nobody_sees_anothers(world: World, as_officer: AsOfficer, by: str) -> None:
    sent(world, install(world))
    assert results(as_officer(by)) == []
    assert results(as_officer(by), "talks/") == []


def test_a_residents_is_nobodys(world: World, officer: Caller) -> None:
    record([install(world, basis="installed_self")], principal=Principal.resident("ab" * 32))
    assert results(officer) == []


def test_the_newest_comes_first(world: World, officer: Caller) -> None:
    now = timezone.now()
    numbers = [sent(world, install(world), now=now - timedelta(minutes=minutes))[0] for minutes in (5, 3, 1)]
    assert [each["submission_id"] for each in results(officer)] == [str(number) for number in reversed(numbers)]


def test_it_begins_on_monday_unless_asked_otherwise(world: World, officer: Caller) -> None:
    today = timezone.localdate()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time.min, ZONE)
    (first,) = sent(world, install(world), now=monday)
    (earlier,) = sent(world, install(world), now=monday - timedelta(seconds=1))
    assert [each["submission_id"] for each in results(officer)] == [str(first)]
    since = (monday - timedelta(days=1)).date().isoformat()
    assert len(results(officer, since=since)) == 2
    assert results(officer, since=(today + timedelta(days=1)).isoformat()) == []
    assert str(earlier) not in str(results(officer, since=monday.date().isoformat()))


@pytest.mark.parametrize("query", [{"since": "soon"}, {"cursor": "x"}, {"cursor": "证"}, {"since": "0001-01-01"}])
def test_a_strange_question_is_answered_plainly(officer: Caller, query: dict[str, str]) -> None:
    assert set(problem(officer.get("record/", **query), 400, "malformed")["errors"]) == set(query)


def test_it_is_read_page_by_page_in_both_directions(world: World, officer: Caller) -> None:
    for _batch in range(3):
        sent(world, *(install(world) for _each in range(80)))
    whole = Submission.objects.order_by("-received_at", "-id").values_list("pk", flat=True)
    first = officer.get("record/").json()
    second = officer.client.get(first["next"]).json()
    third = officer.client.get(second["next"]).json()
    pages = [[each["submission_id"] for each in page["results"]] for page in (first, second, third)]
    assert sum(pages, []) == [str(number) for number in whole]
    assert (first["previous"], third["next"]) == (None, None)
    assert officer.client.get(third["previous"]).json()["results"] == second["results"]
    assert officer.client.get(second["previous"]).json() == first


def test_what_was_voided_says_so_and_is_not_voided_again(world: World, officer: Caller) -> None:
    (number,) = sent(world, install(world))
    sent(world, void(number))
    told = {each["kind"]: (each["voided"], each["may_void"]) for each in results(officer)}
    assert told == {"install": (True, False), "void": (False, False)}


def test_only_what_a_void_can_name_may_be_voided(world: World, officer: Caller, resident: Caller) -> None:
    receipt = record([install(world, basis="installed_self")], principal=Principal.resident("ab" * 32))[0]
    opened = talk(world)
    complete = Complete(
        submission_id=uuid4(), talk=opened.submission_id, code=opened.code, activity_kind="law_class", attendance=3
    )
    sent(
        world,
        opened,
        complete,
        paper(world),
        install(world),
        Material(submission_id=uuid4(), code=world.codes["community"].text, material_kind="leaflet", copies=20),
        Refusal(submission_id=uuid4(), code=world.codes["activity"].text),
        Witness(submission_id=uuid4(), code=receipt.witness),
    )
    shown = {each["kind"]: each for each in results(officer)}
    assert {kind for kind, each in shown.items() if each["may_void"]} == set(shown) - {"refusal"}
    assert shown["material"]["copies"] == 20
    for kind, each in shown.items():
        if each["may_void"] and kind != "complete":
            body = {"submission_id": str(uuid4()), "reason": "误录"}
            assert officer.post(f"submissions/{each['submission_id']}/void/", body).status_code == 201, kind
    assert not [each for each in results(officer) if each["may_void"]]


def test_a_publication_is_there_too(world: World, as_officer: AsOfficer) -> None:
    item = Publication(submission_id=uuid4(), account=world.account.name, title="警惕", published_on=world.today)
    sent(world, item, by="sub_chief")
    (shown,) = results(as_officer("sub_chief"))
    assert (shown["kind"], shown["place"], shown["may_void"]) == ("publication", None, True)


@pytest.mark.parametrize("unit", ["station_a", "sub_bureau", "bureau"])
def test_in_a_closed_period_nothing_may_be_voided(world: World, officer: Caller, unit: str) -> None:
    sent(world, install(world))
    close(world, unit)
    assert results(officer)[0]["may_void"] is False


@pytest.mark.parametrize("unit", ["station_b", "post_a"])
def test_anothers_closed_period_does_not_matter(world: World, officer: Caller, unit: str) -> None:
    sent(world, install(world))
    close(world, unit)
    assert results(officer)[0]["may_void"] is True


def test_completing_a_colleagues_talk_gives_no_right_to_void_it(world: World, officer: Caller) -> None:
    opened = talk(world)
    sent(world, opened, by="colleague")
    complete = Complete(
        submission_id=uuid4(), talk=opened.submission_id, code=opened.code, activity_kind="law_class", attendance=3
    )
    sent(world, complete)
    assert [each["may_void"] for each in results(officer)] == [False]


def test_a_witness_taken_back_says_so(world: World, officer: Caller) -> None:
    told = record([install(world, basis="installed_self")], principal=Principal.resident("ab" * 32))[0]
    (number,) = sent(world, Witness(submission_id=uuid4(), code=told.witness))
    sent(world, void(number))
    shown = next(each for each in results(officer) if each["kind"] == "witness")
    assert (shown["voided"], shown["may_void"]) == (True, False)


def test_an_open_talk_waits_with_its_code_and_its_counters(world: World, officer: Caller) -> None:
    opened = talk(world, activity_code=world.pool[0].text, topic="刷单返利")
    sent(world, opened)
    on_code = {"code": world.pool[0].text}
    pledged = Pledge(submission_id=uuid4(), **on_code, text_version=world.texts["resident"].version, assent=True)
    taken_back = install(world, **on_code)
    sent(world, pledged, install(world, **on_code), install(world, **on_code), taken_back)
    sent(world, void(taken_back.submission_id))
    (waiting,) = results(officer, "talks/")
    assert (waiting["talk"], waiting["topic"], waiting["place"]["name"]) == (
        str(opened.submission_id),
        "刷单返利",
        "示例小学",
    )
    assert (waiting["code"], waiting["signed"], waiting["installed"]) == (world.pool[0].text, 1, 2)


def test_papers_are_counted_not_the_acts_that_logged_them(world: World, officer: Caller) -> None:
    code = world.pool[0].text
    sent(world, talk(world, activity_code=code))
    sent(world, Pledge(submission_id=uuid4(), code=code, paper=True, copies=12))
    sent(world, Pledge(submission_id=uuid4(), code=code, paper=True), install(world, code=code))
    (waiting,) = results(officer, "talks/")
    assert (waiting["signed"], waiting["installed"]) == (13, 1)


def test_a_talk_too_old_to_be_completed_does_not_wait(world: World, officer: Caller) -> None:
    opened = [sent(world, talk(world))[0] for _each in range(2)]
    limit = timedelta(days=world.campaign.late_limit_days)
    for number, age in zip(opened, (limit - timedelta(minutes=5), limit + timedelta(minutes=5)), strict=True):
        Activity.objects.filter(act=number).update(opened_at=timezone.now() - age)
    assert [each["talk"] for each in results(officer, "talks/")] == [str(opened[0])]


def test_waiting_talks_are_read_page_by_page(world: World, officer: Caller) -> None:
    whole = [sent(world, talk(world))[0] for _each in range(53)]
    for age, number in enumerate(whole):
        Activity.objects.filter(act=number).update(opened_at=world.now - timedelta(minutes=age))
    first = officer.get("talks/").json()
    second = officer.client.get(first["next"]).json()
    assert (first["previous"], second["next"], len(first["results"])) == (None, None, 50)
    assert [each["talk"] for each in first["results"] + second["results"]] == list(map(str, whole))
    assert officer.client.get(second["previous"]).json()["results"] == first["results"]
    assert first["as_of"]


@pytest.mark.parametrize("position", ["x", "2026-01-01", "9"])
def test_a_cursor_that_was_never_given_is_refused(officer: Caller, position: str) -> None:
    cursor = base64.b64encode(urlencode({"p": position}).encode()).decode()
    problem(officer.get("talks/", cursor=cursor), 404, "not_found")


def test_a_completed_or_voided_talk_does_not_wait(world: World, officer: Caller) -> None:
    opened = talk(world)
    sent(world, opened, talk(world, attendance=9, code=world.codes["community"].text))
    sent(world, void(opened.submission_id))
    assert results(officer, "talks/") == []


def test_a_talk_without_a_code_has_nothing_counted_on_it(world: World, officer: Caller) -> None:
    sent(world, talk(world), install(world))
    (waiting,) = results(officer, "talks/")
    assert (waiting["code"], waiting["signed"], waiting["installed"]) == ("", 0, 0)


def test_a_page_costs_the_same_however_full_it_is(world: World, officer: Caller) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            results(officer, path)
        return len(queries)

    sent(world, talk(world, activity_code=world.pool[0].text))
    before = [statements("record/"), statements("talks/")]
    for pool in world.pool[1:]:
        sent(world, talk(world, activity_code=pool.text), *(install(world, code=pool.text) for _each in range(20)))
    assert [statements("record/"), statements("talks/")] == before
    assert max(before) <= 3
