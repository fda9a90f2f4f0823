"""What the page of a tear-off stub says of a paper that was entered with others."""

from uuid import uuid4

import pytest
from django.test import Client

from outreach.capture.operations import Operation, Pledge, Void
from outreach.capture.record import record
from outreach.codes.models import Code
from outreach.codes.stubs import receipt_mark, stub_text
from tests.pages.reading import page
from tests.world import World


@pytest.fixture
def stub(world: World) -> str:
    """The address on the third form's stub, as printing made it."""
    text = stub_text(world.campaign.key, world.forms[2].text)
    Code.objects.filter(pk=world.forms[2].pk).update(stub_mark=receipt_mark(text))
    return f"/R/{text}"


def enter(world: World, operation: Operation) -> None:
    assert record([operation], principal=world.principal("officer"), now=world.now)[0].status == 201


def ranged(world: World) -> Pledge:
    return Pledge(submission_id=uuid4(), code=world.forms[0].text, paper=True, serial_from=1, serial_to=5)


def test_it_says_when_and_under_which_number_and_whom_to_ask(world: World, stub: str) -> None:
    enter(world, ranged(world))
    shown = page(Client().get(stub))
    station = world.units["station_a"]
    for words in ("纸质签订", "成批录入", "编号00003", "未保存您的任何个人信息", station.name, station.landline):
        assert words in shown.text
    assert f"{world.today.year}年{world.today.month}月{world.today.day}日" in shown.text
    assert f"tel:{station.landline}" in shown.links


def test_it_offers_nothing_that_the_stub_cannot_do(world: World, stub: str) -> None:
    enter(world, ranged(world))
    links = page(Client().get(stub)).links
    assert f"{stub}/pressure" in links
    assert not {f"{stub}/withdraw", f"{stub}/erase"} & set(links)
    for step in ("withdraw", "erase"):
        assert Client().get(f"{stub}/{step}").status_code == 404
        assert Client().post(f"{stub}/{step}").status_code == 404
    assert Client().post(f"{stub}/pressure").status_code == 302


def test_a_paper_voided_and_entered_again_with_others_shows_both(world: World, stub: str) -> None:
    alone = Pledge(submission_id=uuid4(), code=world.forms[2].text, paper=True)
    enter(world, alone)
    enter(world, Void(submission_id=uuid4(), target=alone.submission_id, reason="误录"))
    enter(world, ranged(world))
    shown = page(Client().get(stub))
    assert "已撤回或作废，不再计入" in shown.text and "编号00003" in shown.text
    assert f"{stub}/withdraw" not in shown.links
    assert Client().get(f"{stub}/withdraw").status_code == 404


def test_before_the_paper_is_entered_it_says_to_come_back(world: World, stub: str) -> None:
    answer = Client().get(stub)
    assert answer.status_code == 404
    shown = page(answer)
    for words in (
        "这份责任书还没有登记",
        "编号00003",
        world.units["station_a"].name,
        world.units["station_a"].landline,
    ):
        assert words in shown.text
