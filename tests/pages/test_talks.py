"""An officer logs a talk: begun now with its code on the screen, completed later, or entered afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from outreach.capture.models import Activity
from outreach.codes.models import Code, CodeKind
from outreach.ledger.models import LedgerEntry
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import ZONE, World

BEGIN, PAST = "/officer/talks/begin/", "/officer/talks/past/"


@pytest.fixture
def officer(logged_in: Visitor) -> Client:
    return logged_in("officer")


def filled(officer: Client, world: World, address: str = BEGIN, **changes: Any) -> dict[str, Any]:
    """The form as the officer sends it."""
    preset = dict(page(officer.get(address)).forms)[""]
    chosen = {"place": world.codes["place"].text, "activity_kind": "law_class", "audiences": ["pupils"]}
    return {**preset, "topic": "防范电信网络诈骗", **chosen, **changes}


def begun(officer: Client, world: World) -> Activity:
    officer.post(BEGIN, filled(officer, world))
    return Activity.objects.get()


def ended(**changes: Any) -> dict[str, Any]:
    return {"attendance": "42", "attendance_method": "counted", "leaflets": "50", "leaflets_method": "about", **changes}


def test_only_places_of_the_own_unit_can_be_chosen(world: World, officer: Client) -> None:
    shown = page(officer.get(BEGIN)).text
    assert "示例小学" in shown and "示例社区" in shown
    assert "示例中学" not in shown


def test_a_place_can_be_handed_over_from_its_code(world: World, officer: Client) -> None:
    text = world.codes["community"].text
    assert f'<option value="{text}" selected>' in officer.get(BEGIN, {"place": text}).content.decode()


def test_a_talk_that_begins_takes_a_code_of_the_pool_with_a_number(world: World, officer: Client) -> None:
    answer = officer.post(BEGIN, filled(officer, world))
    talk = Activity.objects.get()
    assert answer.headers["Location"] == f"/officer/talks/{talk.pk}/code/"
    assert talk.code in world.pool
    assert Code.objects.get(pk=talk.code_id).number_day == world.today
    assert not LedgerEntry.objects.exists()


def test_two_taps_begin_one_talk(world: World, officer: Client) -> None:
    said = filled(officer, world)
    answers = [officer.post(BEGIN, said) for _tap in range(2)]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Activity.objects.count() == 1


def test_each_talk_takes_a_code_of_its_own(world: World, officer: Client) -> None:
    for _talk in range(2):
        officer.post(BEGIN, filled(officer, world))
    assert Activity.objects.values("code").distinct().count() == 2


def test_a_talk_without_a_free_code_is_logged_all_the_same(world: World, officer: Client) -> None:
    Code.objects.filter(kind=CodeKind.ACTIVITY).update(revoked_at=world.now)
    answer = officer.post(BEGIN, filled(officer, world), follow=True)
    assert "没有可用的活动二维码" in page(answer).text
    assert Activity.objects.get().code is None


def test_the_projector_shows_the_code_alone(world: World, officer: Client) -> None:
    talk = begun(officer, world)
    answer = officer.get(f"/officer/talks/{talk.pk}/code/")
    code = Code.objects.get(pk=talk.code_id)
    assert "data:image/svg+xml;base64," in answer.content.decode()
    shown = page(answer).text
    assert f"{code.number[:3]} {code.number[3:]}" in shown
    for words in ("自愿参加", "甲派出所", "0000-1000004", "/Q/ 开头"):
        assert words in shown


def test_on_another_day_the_code_takes_a_new_number(world: World, officer: Client) -> None:
    talk = begun(officer, world)
    Code.objects.filter(pk=talk.code_id).update(number_day=world.today - timedelta(days=1))
    address = f"/officer/talks/{talk.pk}/"
    assert "生成今日编号" in page(officer.get(f"{address}code/")).text
    officer.post(f"{address}number/")
    assert Code.objects.get(pk=talk.code_id).number_day == world.today


def test_completing_counts_the_talk_its_people_and_its_leaflets(world: World, officer: Client) -> None:
    talk = begun(officer, world)
    address = f"/officer/talks/{talk.pk}/complete/"
    preset = dict(page(officer.get(address)).forms)[""]
    for _tap in range(2):
        assert officer.post(address, {**preset, **ended()}).headers["Location"] == "/officer/"
    counted = dict(LedgerEntry.objects.values_list("indicator", "quantity"))
    assert counted == {"school_talks": 1, "attendance": 42, "materials": 50}


def test_a_complete_talk_is_not_completed_again(world: World, officer: Client) -> None:
    talk = begun(officer, world)
    address = f"/officer/talks/{talk.pk}/complete/"
    for _time in range(2):
        preset = dict(page(officer.get(address)).forms).get("", {"submission_id": str(UUID(int=7))})
        officer.post(address, {**preset, **ended()})
    assert LedgerEntry.objects.filter(indicator="school_talks").count() == 1


@pytest.mark.parametrize("attendance", ["", "-1", "1000000000", "viele", "4.5"])
def test_an_absurd_head_count_is_asked_for_again(world: World, officer: Client, attendance: str) -> None:
    talk = begun(officer, world)
    address = f"/officer/talks/{talk.pk}/complete/"
    preset = dict(page(officer.get(address)).forms)[""]
    answer = officer.post(address, {**preset, **ended(attendance=attendance)})
    assert "is-invalid" in answer.content.decode()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("name", ["colleague", "outsider", "chief", "auditor"])
@pytest.mark.parametrize("step", ["code", "complete"])
def test_a_talk_is_its_officers_own(world: World, officer: Client, logged_in: Visitor, name: str, step: str) -> None:
    talk = begun(officer, world)
    assert logged_in(name).get(f"/officer/talks/{talk.pk}/{step}/").status_code == 404


def test_a_past_talk_counts_on_its_own_day(world: World, officer: Client) -> None:
    began = world.now.astimezone(ZONE) - timedelta(days=3)
    times = {"began_at": f"{began:%Y-%m-%dT%H:%M}", "ended_at": f"{began + timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    said = filled(officer, world, PAST, **ended(), **times)
    assert officer.post(PAST, said).headers["Location"] == "/officer/"
    assert LedgerEntry.objects.get(indicator="school_talks").day == began.date()


@pytest.mark.parametrize(("hours", "length"), [(-2, -1), (5, 1)])
def test_a_past_talk_with_impossible_times_is_asked_for_again(
    world: World, officer: Client, hours: int, length: int
) -> None:
    began = world.now.astimezone(ZONE) + timedelta(hours=hours)
    times = {"began_at": f"{began:%Y-%m-%dT%H:%M}", "ended_at": f"{began + timedelta(hours=length):%Y-%m-%dT%H:%M}"}
    officer.post(PAST, filled(officer, world, PAST, **ended(), **times))
    assert not LedgerEntry.objects.exists()


def test_the_place_of_another_unit_is_no_choice(world: World, officer: Client) -> None:
    officer.post(BEGIN, filled(officer, world, place=world.codes["place_b"].text))
    assert not Activity.objects.exists()


def test_an_auditor_has_nothing_to_choose_from(logged_in: Visitor) -> None:
    assert "还没有宣传点二维码" in page(logged_in("auditor").get(BEGIN)).text
