"""A submission's page, and 作废: with a reason, by its author or a chief, once."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from outreach.campaigns.models import TextKind
from outreach.capture.models import Void as VoidDetail
from outreach.capture.operations import Install, Talk, Void
from outreach.capture.record import record
from outreach.ledger.models import ClosedPeriod, LedgerEntry, Submission
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.pages.steps import sign
from tests.world import World

DAY = timedelta(days=1)


@pytest.fixture
def act(world: World) -> UUID:
    """Help given by the officer of station A."""
    number = uuid4()
    record([Install(submission_id=number, basis="helped_now")], principal=world.principal("officer"))
    return number


def shown(client: Client, number: UUID) -> Any:
    return client.get(f"/dashboard/submissions/{number}/")


def take_back(client: Client, number: UUID, **changes: str) -> Any:
    said = {"submission_id": str(uuid4()), "reason": "重复登记", **changes}
    return client.post(f"/dashboard/submissions/{number}/void/", said)


ROLES = [
    # who, reads it, may take it back
    ("officer", 200, 302),
    ("colleague", 200, 403),
    ("outsider", 404, 404),
    ("chief", 200, 302),
    ("sub_chief", 200, 302),
    ("administrator", 200, 302),
    ("other_administrator", 404, 404),
    ("auditor", 200, 403),
    ("former", 403, 403),
]


@pytest.mark.parametrize(("name", "reads", "_voids"), ROLES)
def test_it_is_for_those_who_read_the_unit(act: UUID, logged_in: Visitor, name: str, reads: int, _voids: int) -> None:
    assert shown(logged_in(name), act).status_code == reads


@pytest.mark.parametrize(("name", "_reads", "voids"), ROLES)
def test_its_author_and_chiefs_above_take_it_back(
    act: UUID, logged_in: Visitor, name: str, _reads: int, voids: int
) -> None:
    client = logged_in(name)
    assert client.get(f"/dashboard/submissions/{act}/void/").status_code == (200 if voids == 302 else voids)
    assert take_back(client, act).status_code == voids
    assert VoidDetail.objects.exists() == (voids == 302)


def test_who_is_not_logged_in_is_asked_to(act: UUID, resident: Client) -> None:
    assert shown(resident, act).status_code == 302
    assert take_back(resident, act).status_code == 302


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("chief", 302),
        ("sub_chief", 302),
        ("other_administrator", 302),
        ("administrator", 302),
        ("colleague", 403),
        ("auditor", 403),
        ("outsider", 404),
        ("chief_b", 404),
    ],
)
def test_after_a_move_those_above_the_unit_then_and_now_take_it_back(
    world: World, logged_in: Visitor, name: str, status: int
) -> None:
    number = uuid4()
    helped = Install(submission_id=number, basis="helped_now", occurred_at=world.now - 5 * DAY)
    record([helped], principal=world.principal("officer"), now=world.now - 5 * DAY)
    by = scope_of(world.officers["administrator"], today=world.today)
    first = world.today - 3 * DAY
    unit, below = world.units["station_a"], world.units["other_bureau"]
    move_unit(by=by, unit=unit, below=below, first=first, now=world.now - 4 * DAY)
    client = logged_in(name)
    assert shown(client, number).status_code == (404 if status == 404 else 200)
    assert take_back(client, number).status_code == status
    assert VoidDetail.objects.exists() == (status == 302)


def test_it_says_what_was_recorded(world: World, logged_in: Visitor) -> None:
    number = uuid4()
    talk = Talk(
        submission_id=number,
        code=world.codes["place"].text,
        activity_kind="law_class",
        audiences=("pupils",),
        attendance=40,
        note="王某说漏了嘴",
    )
    record([talk], principal=world.principal("officer"))
    text = page(shown(logged_in("chief"), number)).text
    for told in ("法治课", "示例小学", "中小学生", "40", "UTC+08:00", world.officers["officer"].name):
        assert told in text
    assert "王某" not in text


def test_a_residents_pledge_shows_no_signature_and_no_code(world: World, logged_in: Visitor) -> None:
    sign(phone(), world.codes["activity"], world.texts[TextKind.RESIDENT].version)
    found = shown(logged_in("chief"), Submission.objects.get().pk).content.decode()
    assert "<svg" not in found and world.codes["activity"].text not in found
    assert "群众手机" in found


def test_a_void_takes_the_figure_back_and_says_why(act: UUID, logged_in: Visitor) -> None:
    client = logged_in("chief")
    answer = client.get(take_back(client, act).headers["Location"])
    text = page(answer).text
    assert "已作废" in text and "重复登记" in text
    assert sum(LedgerEntry.objects.values_list("quantity", flat=True)) == 0
    assert "确认作废" not in text and not re.search(r"/void/", answer.content.decode())


def test_before_it_is_voided_it_says_what_that_takes_away_and_what_is_locked(
    world: World, act: UUID, logged_in: Visitor
) -> None:
    asked = page(logged_in("chief").get(f"/dashboard/submissions/{act}/void/")).text
    assert "将减去 帮助安装反诈APP -1 次" in asked and "已锁定" not in asked
    ClosedPeriod.objects.create(
        campaign=world.campaign,
        unit=world.units["sub_bureau"],
        first=world.today,
        last=world.today,
        snapshot_id=uuid4(),
        closed_at=world.now,
    )
    assert "该日期的报表已锁定" in page(logged_in("chief").get(f"/dashboard/submissions/{act}/void/")).text


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201, "a\u202eb"])
def test_a_void_needs_a_reason(act: UUID, logged_in: Visitor, reason: str) -> None:
    assert take_back(logged_in("chief"), act, reason=reason).status_code == 400
    assert not VoidDetail.objects.exists()


def test_a_void_that_was_refused_is_sent_again_as_another(world: World, act: UUID, logged_in: Visitor) -> None:
    ClosedPeriod.objects.create(
        campaign=world.campaign,
        unit=world.units["station_a"],
        first=world.today,
        last=world.today,
        snapshot_id=uuid4(),
        closed_at=world.now,
    )
    number = str(uuid4())
    refused = take_back(logged_in("officer"), act, submission_id=number)
    assert refused.status_code == 400
    [again] = [values for _action, values in page(refused).forms if "submission_id" in values]
    assert again["submission_id"] != number and again["reason"] == "重复登记"


def test_a_void_sent_twice_is_one(act: UUID, logged_in: Visitor) -> None:
    client, number = logged_in("chief"), str(uuid4())
    for _time in range(2):
        assert take_back(client, act, submission_id=number).status_code == 302
    assert VoidDetail.objects.count() == 1


def test_a_void_is_itself_a_record_that_is_not_taken_back(world: World, act: UUID, logged_in: Visitor) -> None:
    number = uuid4()
    record([Void(submission_id=number, target=act, reason="误录")], principal=world.principal("chief"))
    client = logged_in("chief")
    text = page(shown(client, number)).text
    assert "误录" in text and "已作废" not in text
    assert take_back(client, number).status_code in (302, 403)
    assert VoidDetail.objects.count() == 1


def test_what_was_not_accepted_says_why(world: World, logged_in: Visitor) -> None:
    number = uuid4()
    refused = Install(submission_id=number, basis="helped_now", code=world.codes["activity_b"].text)
    record([refused], principal=world.principal("officer"))
    text = page(shown(logged_in("officer"), number)).text
    assert "不属于" in text or "单位" in text


def test_there_is_no_such_submission(world: World, logged_in: Visitor) -> None:
    assert shown(logged_in("administrator"), uuid4()).status_code == 404
