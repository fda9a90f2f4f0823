"""What a resident is asked: the age, the mark, the name and the number, as the campaign wants them."""

import pytest
from django.test import Client

from outreach.campaigns.models import Mark, PhonePolicy, TextKind
from outreach.capture.models import Pledge, SignerRecord
from outreach.ledger.models import LedgerEntry, Submission
from tests.pages.reading import page
from tests.pages.steps import SIGNATURE, at, sign, url
from tests.world import World


def test_the_text_comes_next_and_no_age_is_asked(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"], "pledge")))
    assert shown.heading == "防范电信网络诈骗责任书"
    assert "我已满14周岁，同意并签订" in shown.text


def test_a_campaign_may_ask_for_a_later_age(world: World, resident: Client) -> None:
    world.campaign.minimum_age = 16
    world.campaign.save()
    assert "我已满16周岁，同意并签订" in page(resident.get(url(world.codes["activity"], "pledge"))).text
    sign(resident, world.codes["activity"], world.texts[TextKind.MINOR].version, guardian="1")
    assert Pledge.objects.get().age_band == ""


def test_a_child_with_a_guardian_is_shown_the_text_for_minors(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    asked = page(resident.get(url(code, "guardian")))
    assert asked.heading == "父母或者其他监护人在身边吗？"
    together = next(link for link in asked.links if "guardian=1" in link)
    shown = page(resident.get(together))
    assert shown.heading == "未成年人防范电信网络诈骗责任书"
    assert "监护人已与未成年人共同阅读" in shown.text
    sign(resident, code, world.texts[TextKind.MINOR].version, guardian="1")
    assert Pledge.objects.get().age_band == "under_14_with_guardian"


def test_a_child_alone_is_taught_and_nothing_is_kept(world: World, resident: Client) -> None:
    shown = page(resident.get(url(world.codes["activity"], "learn")))
    assert "没有签订" in shown.text and "未知链接不点击" in shown.text
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("asked", "changes", "kept"),
    [
        (Mark.FINGER, {}, "signature"),
        (Mark.FINGER, {"signature": "", "name": "示例居民"}, "name"),
        (Mark.TYPED_NAME, {"signature": "", "name": "示例居民"}, "name"),
        (Mark.ASSENT, {"signature": SIGNATURE, "name": "示例居民"}, "assent"),
    ],
)
def test_the_mark_that_the_campaign_asks_is_kept_and_no_other(
    world: World, resident: Client, version: str, asked: Mark, changes: dict[str, str], kept: str
) -> None:
    world.campaign.mark = asked
    world.campaign.save()
    sign(resident, world.codes["activity"], version, **changes)
    assert Pledge.objects.get().mark == kept
    assert SignerRecord.objects.exists() == (kept != "assent")


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "{",
        "[]",
        '{"w":0,"h":10,"strokes":[[1,1]]}',
        '{"w":10,"h":10,"strokes":[]}',
        '{"w":10,"h":10,"strokes":[[1]]}',
        '{"w":10,"h":10,"strokes":[[5,5]]}',
        '{"w":10,"h":10,"strokes":[[1,1.5]]}',
        '{"w":10,"h":10,"strokes":[[1,99999]]}',
        '{"w":10,"h":10,"strokes":"<svg/>"}',
        "[" * 9000,
    ],
)
def test_without_a_readable_signature_nothing_is_signed(
    world: World, resident: Client, version: str, signature: str
) -> None:
    answer = sign(resident, world.codes["activity"], version, signature=signature)
    assert answer.status_code == 400
    assert "签名" in page(answer).text
    assert not Submission.objects.exists()


@pytest.mark.parametrize("name", ["\x00", "示例\u202e居民", "长" * 10_000])
def test_a_name_of_strange_letters_is_asked_for_again(world: World, resident: Client, version: str, name: str) -> None:
    answer = sign(resident, world.codes["activity"], version, signature="", name=name)
    assert answer.status_code == 400
    assert not Submission.objects.exists()


def test_a_phone_number_is_asked_only_where_the_campaign_asks(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    assert "id_phone" not in resident.get(url(code, "pledge")).content.decode()
    world.campaign.phone_policy = PhonePolicy.REQUIRED
    world.campaign.save()
    assert "id_phone" in resident.get(url(code, "pledge")).content.decode()
    assert sign(resident, code, version).status_code == 400
    assert sign(resident, code, version, phone="13900000000").status_code == 302


def test_whether_a_number_has_signed_cannot_be_tried_out(world: World, resident: Client, version: str) -> None:
    world.campaign.phone_policy = PhonePolicy.OPTIONAL
    world.campaign.save()
    code = world.codes["activity"]
    resident.get(url(code))
    sign(resident, code, version, phone="13900000000")
    again = sign(resident, code, version, phone="13900000000", person="2")
    assert again.headers["Location"] == at(code, "app", 2)
    assert LedgerEntry.objects.count() == 1


def test_who_types_the_name_is_asked_for_the_name(world: World, resident: Client, version: str) -> None:
    code = world.codes["activity"]
    answer = resident.post(f"{url(code, 'pledge')}?typed=1", {"person": "1", "text_version": version, "name": ""})
    assert "请填写姓名" in page(answer).text and "请先签名" not in page(answer).text.replace("请先签名。 正在", "")
