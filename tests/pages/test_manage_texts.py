"""Pledge texts at the desk: listed with their days, read as residents will, published once and for all."""

from datetime import timedelta

import pytest
from django.test import Client

from outreach.campaigns.models import Language, PledgeText, TextKind
from outreach.campaigns.services import publish_text
from tests.pages.conftest import Visitor
from tests.pages.reading import page
from tests.world import World

DAY = timedelta(days=1)
TEXTS = "/dashboard/manage/texts/"
PUBLISH = f"{TEXTS}publish/?campaign=trial"


@pytest.fixture
def administrator(logged_in: Visitor) -> Client:
    return logged_in("administrator")


def written(world: World, **changes: str) -> dict[str, str]:
    usual = {
        "kind": "resident",
        "language": "zh-hans",
        "title": "反诈责任书",
        "body": "第一段。\r\n\r\n第二段。",
        "effective_from": (world.today + DAY).isoformat(),
        "standing": "approved",
    }
    return usual | changes


def latest() -> PledgeText:
    return PledgeText.objects.latest("pk")


@pytest.mark.parametrize(
    ("visitor", "sees", "publishes"),
    [
        ("administrator", 200, 200),
        ("other_administrator", 200, 403),
        ("chief", 200, 403),
        ("sub_chief", 200, 403),
        ("auditor", 200, 403),
        ("officer", 403, 403),
        ("outsider", 403, 403),
        ("former", 403, 403),
    ],
)
def test_overseers_read_the_texts_and_the_campaigns_administrator_publishes(
    world: World, logged_in: Visitor, visitor: str, sees: int, publishes: int
) -> None:
    client = logged_in(visitor)
    assert client.get("/dashboard/manage/").status_code == sees
    shown = client.get(TEXTS)
    assert shown.status_code == sees
    assert ("发布新版本" in page(shown).text) is (publishes == 200)
    assert client.get(f"{TEXTS}{world.texts['resident'].pk}/").status_code == sees
    before = PledgeText.objects.count()
    assert client.get(PUBLISH).status_code == publishes
    assert client.post(PUBLISH, {**written(world), "publish": "1"}).status_code == (302 if publishes == 200 else 403)
    assert PledgeText.objects.count() == before + (publishes == 200)


@pytest.mark.parametrize("address", ["/dashboard/manage/", TEXTS, PUBLISH])
def test_nobody_is_asked_to_log_in(client: Client, world: World, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/officer/login/")


def test_each_text_is_listed_with_the_days_it_is_in_force(world: World, administrator: Client) -> None:
    for day, body in ((world.today, "今日起。"), (world.today + DAY, "明日起。")):
        publish_text(
            campaign=world.campaign,
            kind=TextKind.RESIDENT,
            language=Language.ZH_HANS,
            title="责任书",
            body=body,
            effective_from=day,
        )
    shown = page(administrator.get(TEXTS))
    assert "群众 · 中文" in shown.text
    for words in ("起生效", "有效", "以往版本", "示例"):
        assert words in shown.text
    for text in PledgeText.objects.filter(campaign=world.campaign):
        assert f"{TEXTS}{text.pk}/" in shown.links


def test_a_version_is_shown_as_those_read_it_who_sign(world: World, administrator: Client) -> None:
    text = world.texts["resident"]
    shown = page(administrator.get(f"{TEXTS}{text.pk}/"))
    for words in (text.title, text.body, "示例文本，须经本单位法制部门审定后使用。", text.version):
        assert words in shown.text


def test_a_new_version_goes_out_from_the_words_of_another(world: World, administrator: Client) -> None:
    text = world.texts["unit"]
    body = administrator.get(f"{PUBLISH}&from={text.pk}").content.decode()
    assert text.body in body
    assert f'value="{text.title}"' in body


def test_the_words_are_read_as_residents_will_before_they_are_out(world: World, administrator: Client) -> None:
    before = PledgeText.objects.count()
    shown = administrator.post(PUBLISH, written(world))
    assert page(shown).heading == "发布该文本？"
    assert "<p>第一段。</p>\n\n<p>第二段。</p>" in shown.content.decode()
    assert PledgeText.objects.count() == before
    again = page(administrator.post(PUBLISH, {**written(world), "change": "1"}))
    assert again.heading.startswith("发布新版本")
    answer = page(administrator.post(PUBLISH, {**written(world), "publish": "1"}, follow=True))
    assert "已发布" in answer.text
    assert latest().body == "第一段。\n\n第二段。"
    assert not latest().is_sample


def test_words_nobody_approved_are_marked_as_a_sample(world: World, administrator: Client) -> None:
    assert "示例文本" in page(administrator.post(PUBLISH, written(world, standing="sample"))).text
    administrator.post(PUBLISH, {**written(world, standing="sample"), "publish": "1"})
    assert latest().is_sample


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "everybody"),
        ("language", "bo"),
        ("title", "字" * 121),
        ("title", "反诈\u202e书"),
        ("body", ""),
        ("body", "一\x07二"),
        ("effective_from", "2020-01-01"),
        ("effective_from", "soon"),
        ("standing", ""),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(world: World, administrator: Client, field: str, value: str) -> None:
    before = PledgeText.objects.count()
    answer = administrator.post(PUBLISH, {**written(world, **{field: value}), "publish": "1"})
    assert f'id="id_{field}-error"' in answer.content.decode()
    assert PledgeText.objects.count() == before


def test_sent_twice_it_is_published_once(world: World, administrator: Client) -> None:
    before = PledgeText.objects.count()
    for _time in range(2):
        administrator.post(PUBLISH, {**written(world), "publish": "1"})
    assert PledgeText.objects.count() == before + 1


@pytest.mark.usefixtures("tibetan_approved")
def test_tibetan_is_offered_once_it_is_approved(world: World, administrator: Client) -> None:
    assert 'value="bo"' in administrator.get(PUBLISH).content.decode()


def test_before_anything_is_published_the_page_says_what_to_do(world: World, logged_in: Visitor) -> None:
    past = f"{TEXTS}?campaign=past"
    assert "请先发布群众签订的中文文本" in page(logged_in("administrator").get(past)).text
    assert "由该专项宣传的管理员发布" in page(logged_in("chief").get(past)).text


@pytest.mark.parametrize("address", [f"{TEXTS}?campaign=none", f"{TEXTS}999999/", f"{PUBLISH}&from=999999"])
def test_what_there_is_not_is_not_found(world: World, administrator: Client, address: str) -> None:
    assert administrator.get(address).status_code == 404
