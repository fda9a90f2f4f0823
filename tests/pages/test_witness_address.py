"""/W/<code>: what a resident's witness code leads to when it is scanned with any camera."""

from typing import Any

import pytest
from django.test import Client

from outreach.campaigns.models import TextKind
from outreach.capture.receipts import witness_text
from outreach.codes.drawing import qr_svg
from outreach.ledger.models import Act
from outreach.pages.images import inline_svg
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import sign, url
from tests.world import World

UNKNOWN = "ACDEFHJKMNPRTWXY"


@pytest.fixture
def witness(world: World) -> str:
    """The witness code of a pledge."""
    sign(phone(), world.codes["activity"], world.texts[TextKind.RESIDENT].version)
    return witness_text(world.campaign.key, Act.objects.get().pk)


def test_what_the_officer_scans_is_drawn_as_an_address_of_its_own(world: World, resident: Client) -> None:
    sign(resident, world.codes["activity"], world.texts[TextKind.RESIDENT].version)
    code = witness_text(world.campaign.key, Act.objects.get().pk)
    shown = resident.get(url(world.codes["activity"], "show")).content.decode()
    assert inline_svg(qr_svg(code, "W")) in shown
    assert inline_svg(qr_svg(code)) not in shown


def test_it_says_whom_the_code_is_for_and_teaches(witness: str, resident: Client) -> None:
    shown = page(resident.get(f"/W/{witness}"))
    assert shown.heading == "供现场民警核验"
    assert "不能用于其他任何操作" in shown.text and "刷单返利" in shown.text


def test_it_says_so_in_english_and_in_any_case(witness: str, english_resident: Client) -> None:
    shown = page(english_resident.get(f"/w/{witness.lower()}"))
    assert shown.heading == "For the officer beside you"
    assert "opens nothing else" in shown.text


def test_whether_there_is_such_a_code_cannot_be_told(witness: str, resident: Client) -> None:
    known, unknown = (resident.get(f"/W/{code}") for code in (witness, UNKNOWN))
    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content.replace(UNKNOWN.encode(), witness.encode())
    assert not known.cookies


@pytest.mark.django_db
def test_it_takes_nothing(resident: Client, django_assert_num_queries: Any) -> None:
    assert resident.post(f"/W/{UNKNOWN}").status_code == 405
    with django_assert_num_queries(0):
        answer = resident.get(f"/W/{UNKNOWN}")
    assert "no-store" in answer.headers["Cache-Control"]
