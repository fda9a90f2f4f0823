"""有人强迫我？ Told without a receipt and without a name, to the unit above."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from outreach.codes.models import CodeKind
from outreach.ledger.models import Submission
from outreach.privacy.models import PressureReport
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import at, url
from tests.world import World

EVERY_CODE = ["activity", "leaflet", "form", "expired", "scheduled", "revoked", "used_up"]


def test_it_names_the_unit_above_and_the_complaints_line(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"], "pressure")))
    assert shown.heading == "有人强迫您或者他人参加吗？"
    for words in ("第一分局", world.units["sub_bureau"].landline, "12389", "匿名反映"):
        assert words in shown.text
    assert {f"tel:{world.units['sub_bureau'].landline}", "tel:12389"} <= set(shown.links)
    assert world.units["station_a"].landline not in shown.text


def test_what_a_post_did_goes_above_its_station_and_not_to_it(world: World, resident: Client) -> None:
    code = world.code(CodeKind.ACTIVITY, unit=world.units["post_a"])
    shown = page(resident.get(url(code, "pressure")))
    assert "第一分局" in shown.text and "甲派出所" not in shown.text


def test_a_unit_with_none_above_it_is_named_itself(world: World, resident: Client) -> None:
    code = world.code(CodeKind.ACTIVITY, unit=world.units["bureau"])
    shown = page(resident.get(url(code, "pressure")))
    assert f"主办单位 示例市公安局 {world.units['bureau'].landline}" in shown.text
    assert "上级单位" not in shown.text


def test_a_unit_without_a_landline_leaves_the_other_number(world: World, resident: Client) -> None:
    world.units["sub_bureau"].landline = ""
    world.units["sub_bureau"].save()
    called = {link for link in page(resident.get(url(world.codes["activity"], "pressure"))).links if "tel:" in link}
    assert called == {"tel:12389", "tel:96110"}


@pytest.mark.parametrize("name", EVERY_CODE)
def test_it_is_told_with_any_code_also_one_that_counts_no_more(world: World, resident: Client, name: str) -> None:
    code = world.codes[name]
    answer = resident.post(url(code, "pressure"))
    assert (answer.status_code, answer.headers["Location"]) == (302, at(code, "pressure/done"))
    told = PressureReport.objects.get()
    assert (told.campaign, told.about) == (world.campaign, world.units["station_a"])
    assert told.month == world.today.replace(day=1)


def test_what_is_kept_has_no_device_no_code_and_no_time(world: World, resident: Client) -> None:
    resident.post(url(world.codes["activity"], "pressure"))
    assert {field.attname for field in PressureReport._meta.local_fields} == {"id", "campaign_id", "about_id", "month"}
    assert not Submission.objects.exists()


def test_one_phone_is_heard_once_and_always_thanked(world: World, resident: Client) -> None:
    for _press in range(3):
        assert page(resident.post(url(world.codes["activity"], "pressure"), follow=True)).heading == "已反映"
    resident.post(url(world.codes["leaflet"], "pressure"))
    assert PressureReport.objects.count() == 1


def test_every_phone_of_a_hall_is_heard(world: World) -> None:
    for _phone in range(12):
        visitor = phone()
        visitor.get(url(world.codes["activity"], "pressure"))
        visitor.post(url(world.codes["activity"], "pressure"))
    assert PressureReport.objects.count() == 12


def test_a_script_that_is_a_new_phone_each_time_is_stopped_and_told_so(world: World, settings: Settings) -> None:
    settings.LIMITS = settings.LIMITS | {"pressure_network": (3, 1e-6)}
    answers = [phone().post(url(world.codes["activity"], "pressure")).status_code for _phone in range(5)]
    assert answers == [302, 302, 302, 429, 429]
    assert PressureReport.objects.count() == 3


def test_who_is_stopped_with_the_network_is_heard_later(world: World, resident: Client, settings: Settings) -> None:
    resident.get(url(world.codes["activity"], "pressure"))
    settings.LIMITS = settings.LIMITS | {"pressure_network": (1, 1e-6)}
    phone().post(url(world.codes["activity"], "pressure"))
    assert resident.post(url(world.codes["activity"], "pressure")).status_code == 429
    settings.LIMITS = settings.LIMITS | {"pressure_network": (10, 1_000)}
    assert resident.post(url(world.codes["activity"], "pressure")).status_code == 302
    assert PressureReport.objects.count() == 2


def test_another_site_cannot_tell_it_in_the_name_of_a_phone(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url(world.codes["activity"], "pressure")).status_code == 403
    form = strict.get(url(world.codes["activity"], "pressure")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token is not None
    answer = strict.post(url(world.codes["activity"], "pressure"), {"csrfmiddlewaretoken": token[1]})
    assert answer.status_code == 302
    assert PressureReport.objects.count() == 1


def test_asking_alone_tells_nothing(world: World, resident: Client) -> None:
    resident.get(url(world.codes["activity"], "pressure"))
    resident.get(url(world.codes["activity"], "pressure/done"))
    assert not PressureReport.objects.exists()


def test_a_code_that_does_not_exist_tells_nothing(world: World, resident: Client) -> None:
    assert resident.post("/Q/AAAAAAAAAAAAAAAA/pressure").status_code == 404
    assert not PressureReport.objects.exists()


def test_the_pages_are_kept_by_no_cache_and_asked_of_the_database_in_few_statements(
    world: World, resident: Client
) -> None:
    for send in (resident.get, resident.post):
        with CaptureQueriesContext(connection) as statements:
            answer = send(url(world.codes["activity"], "pressure"))
        assert "no-store" in answer.headers["Cache-Control"]
        assert len(statements) <= 3


def test_it_is_said_in_english_too(world: World, english_resident: Client) -> None:
    shown = page(english_resident.get(url(world.codes["activity"], "pressure")))
    assert shown.heading == "Were you or others forced to take part?"
    assert "First Sub-bureau" in shown.text
