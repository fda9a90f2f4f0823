"""Saying no: once, without a trace."""

from django.test import Client

from outreach.ledger.models import Submission
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import at, url
from tests.world import World


def test_saying_no_is_kept_without_a_trace_of_the_phone(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    number = dict(page(resident.get(url(code))).forms)[at(code, "no")]["submission_id"]
    for _tap in range(2):
        answer = resident.post(url(code, "no"), {"submission_id": number}, follow=True)
    assert page(answer).heading == "感谢阅读"
    refusal = Submission.objects.get()
    assert (str(refusal.pk), refusal.principal, refusal.indicators) == (number, "anonymous", {})


def test_one_person_says_no_once_however_often_the_page_is_loaded(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    for _load in range(3):
        form = dict(page(resident.get(url(code))).forms)[at(code, "no")]
        assert resident.post(at(code, "no"), form).status_code == 302
    assert Submission.objects.count() == 1
    other = dict(page(phone().get(url(code))).forms)[at(code, "no")]
    phone().post(at(code, "no"), other)
    assert Submission.objects.count() == 2


def test_everyone_gets_the_same_card(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"], "card"))).text
    assert "不得用于统计或者考核个人" in shown
