"""The receipt as a picture: small, readable by any scanner, and silent about who signed."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from outreach.campaigns.models import TextKind
from outreach.capture.operations import Install, Operation, Pledge, Void
from outreach.capture.receipts import receipt_text
from outreach.capture.record import record
from outreach.codes.drawing import code_url
from outreach.codes.models import Code
from outreach.codes.stubs import receipt_mark, stub_text
from outreach.ledger.models import Act
from outreach.pages.resident.keepsake import Keepsake, draw_keepsake
from tests.codes.scanning import scanned
from tests.pages.conftest import phone
from tests.pages.steps import sign
from tests.world import World

USUAL: dict[str, Any] = {
    "receipt": "ACDEFHJKMNPRTWXY",
    "unit": "甲派出所",
    "landline": "0000-10000001",
    "event": "社区宣讲 · 示例社区",
    "done": ["2025年11月25日 已签订承诺书"],
    "is_demonstration": False,
}


@pytest.fixture
def receipt(world: World) -> str:
    sign(phone(), world.codes["activity"], world.texts[TextKind.RESIDENT].version, signature="", name="示例居民")
    return receipt_text(world.campaign.key, Act.objects.get().pk)


def opened(answer: HttpResponse | bytes) -> Image.Image:
    content = answer if isinstance(answer, bytes) else answer.content
    return Image.open(BytesIO(content)).convert("L")


def get(client: Client, receipt: str) -> Any:
    return client.get(f"/R/{receipt}/receipt.png")


def test_a_scanner_reads_the_receipts_own_address_from_it(receipt: str, resident: Client) -> None:
    answer = get(resident, receipt)
    assert answer.headers["Content-Type"] == "image/png"
    picture = opened(answer)
    assert picture.size == (720, 960) and len(answer.content) < 60_000
    assert scanned(picture) == [code_url(receipt, "R")]
    # As a phone shows it that saved it.
    assert scanned(picture.resize((360, 480))) == [code_url(receipt, "R")]


def test_it_is_drawn_in_the_visitors_language(receipt: str, resident: Client, english_resident: Client) -> None:
    chinese, english = get(resident, receipt), get(english_resident, receipt)
    assert chinese.content != english.content
    assert scanned(opened(english)) == [code_url(receipt, "R")]


def test_it_takes_three_statements(
    receipt: str, resident: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        get(resident, receipt)


def test_it_looks_the_same_whoever_signed_and_however(world: World, resident: Client) -> None:
    version = world.texts[TextKind.RESIDENT].version
    sign(phone(), world.codes["activity"], version)
    receipt = receipt_text(world.campaign.key, Act.objects.get().pk)
    before = get(resident, receipt).content
    resident.post(f"/R/{receipt}/erase")
    assert get(resident, receipt).content == before


def test_it_says_when_it_was_withdrawn(receipt: str, resident: Client) -> None:
    before = get(resident, receipt).content
    resident.post(f"/R/{receipt}/withdraw")
    assert get(resident, receipt).content != before


def entered(world: World, *operations: Operation) -> None:
    for result in record(list(operations), principal=world.principal("officer"), now=world.now):
        assert result.status == 201


def test_a_paper_entered_among_others_has_one_too(world: World, resident: Client) -> None:
    form = world.forms[2]
    stub = stub_text(world.campaign.key, form.text)
    Code.objects.filter(pk=form.pk).update(stub_mark=receipt_mark(stub))
    entered(world, Pledge(submission_id=uuid4(), code=form.text, paper=True, serial_from=1, serial_to=5))
    assert scanned(opened(get(resident, stub))) == [code_url(stub, "R")]


def test_a_paper_that_was_taken_back_and_counts_again_shows_both(world: World, resident: Client) -> None:
    form = world.forms[2]
    stub = stub_text(world.campaign.key, form.text)
    Code.objects.filter(pk=form.pk).update(stub_mark=receipt_mark(stub))
    alone = Pledge(submission_id=uuid4(), code=form.text, paper=True)
    entered(world, alone)
    entered(world, Void(submission_id=uuid4(), target=alone.submission_id, reason="误录"))
    withdrawn = get(resident, stub).content
    entered(world, Pledge(submission_id=uuid4(), code=form.text, paper=True, serial_from=1, serial_to=5))
    assert get(resident, stub).content != withdrawn


def test_a_form_that_was_not_entered_yet_has_none(world: World, resident: Client) -> None:
    form = world.forms[2]
    stub = stub_text(world.campaign.key, form.text)
    Code.objects.filter(pk=form.pk).update(stub_mark=receipt_mark(stub))
    assert get(resident, stub).status_code == 404


def test_a_linked_install_is_drawn_beside_its_pledge(world: World, receipt: str, resident: Client) -> None:
    before = get(resident, receipt).content
    linked = Install(submission_id=uuid4(), code=world.codes["activity"].text, basis="installed_self", receipt=receipt)
    entered(world, linked)
    assert get(resident, receipt).content != before


def test_long_names_are_set_smaller_then_broken_and_nothing_touches_the_edge() -> None:
    long = draw_keepsake(
        Keepsake(
            **{
                **USUAL,
                "unit": "示例市公安局" * 6,
                "event": "Community session · " + "a hall with a long name " * 4,
                "done": [f"2025年11月2{day}日 已确认安装国家反诈中心APP" for day in range(3)],
                "is_demonstration": True,
            }
        )
    )
    picture = opened(long)
    assert scanned(picture) == [code_url(USUAL["receipt"], "R")]
    tall = picture.height
    for edge in ((0, 0, 20, tall), (700, 0, 720, tall), (0, tall - 30, 720, tall)):
        assert picture.crop(edge).getextrema() == (255, 255)
