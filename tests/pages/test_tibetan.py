"""Tibetan: nowhere until a native reader approved it; then a page of it is whole but for words, which are Chinese."""

import re

import pytest
from django.test import Client
from django.utils import translation

from outreach.campaigns.models import Language, TextKind
from outreach.campaigns.services import publish_text
from outreach.campaigns.texts import text_in_force
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import url
from tests.world import World


@pytest.fixture
def tibetan_resident() -> Client:
    return phone("bo")


def markup(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_unapproved_it_is_on_no_switch_and_in_no_sheet(world: World, resident: Client) -> None:
    shown = markup(resident, url(world.codes["activity"]))
    assert 'value="bo"' not in shown and "bo.css" not in shown


def test_unapproved_whoever_prefers_it_reads_chinese(world: World, tibetan_resident: Client) -> None:
    assert '<html lang="zh-hans">' in markup(tibetan_resident, url(world.codes["activity"]))


@pytest.mark.parametrize("language", ["bo", "fr", "", "../en"])
def test_a_language_that_is_not_offered_changes_nothing(world: World, english_resident: Client, language: str) -> None:
    code = world.codes["activity"]
    answer = english_resident.post("/language/", {"language": language, "next": url(code)})
    assert (answer.status_code, answer.headers["Location"]) == (302, url(code))
    assert not answer.cookies
    assert '<html lang="en">' in markup(english_resident, url(code))


@pytest.mark.usefixtures("tibetan_approved")
def test_approved_a_page_says_so_and_loads_its_sheet_after_the_others(world: World, tibetan_resident: Client) -> None:
    shown = markup(tibetan_resident, url(world.codes["activity"]))
    assert '<html lang="bo">' in shown
    assert re.findall(r"(\w+)(?:\.\w+)?\.css", shown) == ["resident", "bo"]


@pytest.mark.usefixtures("tibetan_approved")
def test_approved_the_switch_offers_the_two_other_languages_by_their_own_names(world: World, resident: Client) -> None:
    shown = markup(resident, url(world.codes["activity"]))
    buttons = re.findall(
        r'<button class="masthead-link" name="language" value="(.+?)" lang="(.+?)">(.+?)</button>', shown
    )
    assert buttons == [("en", "en", "English"), ("bo", "bo", "བོད་ཡིག")]


@pytest.mark.usefixtures("tibetan_approved")
def test_approved_the_switch_leads_to_it_and_keeps_the_step(world: World, resident: Client) -> None:
    step = url(world.codes["activity"], "pledge?person=1")
    preset = dict(page(resident.get(step)).forms)["/language/"]
    answer = resident.post("/language/", {**preset, "language": "bo"})
    assert answer.headers["Location"] == step
    assert '<html lang="bo">' in markup(resident, step)


@pytest.mark.usefixtures("tibetan_approved")
def test_a_text_that_is_not_translated_is_chinese_and_not_english() -> None:
    with translation.override("bo"):
        assert translation.gettext("Confirm") == "གཏན་ཁེལ།"
        assert translation.gettext("I will not take part") == "不参加"


@pytest.mark.usefixtures("tibetan_approved")
def test_a_day_is_written_in_its_own_format(world: World, tibetan_resident: Client) -> None:
    shown = page(tibetan_resident.get(url(world.codes["activity"], "card"))).text
    assert f" {world.today:%Y-%m-%d} " in shown


@pytest.mark.usefixtures("tibetan_approved")
def test_a_pledge_nobody_wrote_in_it_is_shown_and_signed_in_chinese(world: World, tibetan_resident: Client) -> None:
    shown = markup(tibetan_resident, url(world.codes["activity"], "pledge"))
    assert '<article class="pledge" lang="zh-hans">' in shown
    assert world.texts[TextKind.RESIDENT].version in shown


def test_a_pledge_approved_in_it_is_the_text_in_force(world: World) -> None:
    text = publish_text(
        campaign=world.campaign, kind=TextKind.RESIDENT, language=Language.BO,
        title="མིང་།", body="མིང་།", effective_from=world.today, is_sample=False,
    )  # fmt: skip
    found = {
        language: text_in_force(world.campaign, TextKind.RESIDENT, day=world.today, language=language)
        for language in ("bo", "zh-hans", "en")
    }
    assert found["bo"] == text
    assert found["zh-hans"] == found["en"] == world.texts[TextKind.RESIDENT]
