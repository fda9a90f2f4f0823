from typing import Any

import pytest
from django.test import Client

from outreach.capture.receipts import receipt_text
from outreach.codes.alphabet import in_groups
from outreach.codes.services import give_number
from outreach.ledger.models import Act
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.pages.steps import sign, url
from tests.world import World

PUBLIC, STAFF = "fz.example.test", "tz.example.test"


def number_of(world: World) -> str:
    return give_number(text=world.codes["activity"].text).number


def test_a_number_of_today_leads_to_its_event(world: World, resident: Client) -> None:
    answer = resident.post("/", {"entry": number_of(world)})
    assert answer.headers["Location"] == f"/Q/{world.codes['activity'].text}"


def test_a_number_may_be_typed_with_a_space_and_full_width_digits(world: World, resident: Client) -> None:
    number = number_of(world)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    assert resident.post("/", {"entry": f"{number[:3]} {number[3:]}"}).status_code == 302
    assert resident.post("/", {"entry": wide}).status_code == 302


def test_a_code_may_be_typed_in_small_letters_with_dashes(world: World, resident: Client) -> None:
    text = world.codes["activity"].text
    answer = resident.post("/", {"entry": "-".join(text[start : start + 4] for start in range(0, 16, 4)).lower()})
    assert answer.headers["Location"] == f"/Q/{text}"


@pytest.mark.parametrize("entry", ["000000", "12", "hello", "١٢٣٤٥٦", "12345678901234567"])
def test_anything_else_is_asked_for_again(world: World, resident: Client, entry: str) -> None:
    answer = resident.post("/", {"entry": entry})
    assert answer.status_code == 404
    assert "没有这个编号的活动" in page(answer).text


def test_guessing_numbers_ends_soon(world: World, resident: Client, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "number": (3, 0.01)}
    answers = [resident.post("/", {"entry": f"00000{digit}"}).status_code for digit in range(5)]
    assert answers == [404, 404, 404, 429, 429]


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("officer", "/officer/"),
        ("chief", "/dashboard/"),
        ("administrator", "/dashboard/"),
        ("auditor", "/dashboard/"),
        ("former", "/officer/"),
    ],
)
def test_who_is_logged_in_goes_straight_to_work(logged_in: Visitor, name: str, home: str) -> None:
    assert logged_in(name).get("/").headers["Location"] == home


def test_the_residents_site_never_mentions_a_login(
    world: World, logged_in: Visitor, settings: Any, resident: Client
) -> None:
    settings.PUBLIC_HOST, settings.STAFF_HOST = PUBLIC, STAFF
    settings.ALLOWED_HOSTS = [PUBLIC, STAFF]
    assert "/officer/login/" not in page(resident.get("/", headers={"host": PUBLIC})).links
    assert logged_in("officer").get("/", headers={"host": PUBLIC}).status_code == 200
    assert "/officer/login/" in page(resident.get("/", headers={"host": STAFF})).links
    assert logged_in("officer").get("/", headers={"host": STAFF}).headers["Location"] == "/officer/"


def test_a_receipt_is_found_where_codes_are_typed(world: World, resident: Client) -> None:
    resident.get(url(world.codes["activity"]))
    sign(resident, world.codes["activity"], world.texts["resident"].version)
    receipt = receipt_text(world.campaign.key, Act.objects.get().pk)
    answer = phone().post("/", {"entry": in_groups(receipt).lower()})
    assert answer.headers["Location"] == f"/R/{receipt}"
