"""Both languages are whole: nothing untranslated in the catalogue, no English on Chinese pages, none the other way."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from outreach.campaigns.models import TextKind
from outreach.limits.buckets import take_each
from outreach.limits.policy import limit
from tests.pages.conftest import Visitor, phone
from tests.pages.reading import page
from tests.pages.steps import confirm, sign, url
from tests.world import World

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd]|<[^>]+>")
# Names, codes and digests that are written so in Chinese too, and the switch to the other language.
NOT_ENGLISH = re.compile(
    r"https?://\S+|\b[0-9a-f]{8,}\b|[0-9A-Z]{4}(-[0-9A-Z]{4})+|entries/\?\s*\S*|campaign=\S+|(?<![A-Za-z])(APP|Cookie|English|UTC)(?![A-Za-z])"
)
WORD = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile(r"[\u4e00-\u9fff]+")


def catalogue() -> Catalog:
    return read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="zh_Hans")


def test_every_text_is_translated() -> None:
    assert [message.id for message in catalogue() if message.id and (not message.string or message.fuzzy)] == []


def placeholders(text: str | tuple[str, ...]) -> list[str]:
    """Those of a text; of one with a plural those of its last form: the one form of Chinese stands for many too."""
    return sorted(PLACEHOLDERS.findall(text if isinstance(text, str) else text[-1]))


def test_translations_keep_their_placeholders() -> None:
    differing = [
        message.id for message in catalogue() if message.id and placeholders(message.id) != placeholders(message.string)
    ]
    assert differing == []


def resident_pages(client: Client, world: World) -> dict[str, str]:
    """What a resident reads on the whole way, by address."""
    code = world.codes["activity"]
    version = world.texts[TextKind.RESIDENT].version
    addresses = [
        "/",
        "/nothing",
        url(code),
        url(code, "pledge"),
        url(code, "pledge?guardian=1"),
        url(code, "guardian"),
        url(code, "learn"),
        url(code, "paper"),
        url(code, "pressure"),
        url(code, "app"),
        url(code, "app?basis=already_had"),
        url(code, "card"),
        url(code, "refused"),
        *(url(world.codes[name]) for name in ("place", "expired", "revoked", "used_up")),
    ]
    read = {address: page(client.get(address)).text for address in addresses}
    read["unsigned"] = page(sign(client, code, version, signature="")).text
    sign(client, code, version)
    confirm(client, code)
    shown = client.get(url(code, "receipt"))
    read["receipt"] = page(shown).text
    for step in ("", "show"):
        read[f"done {step}"] = page(client.get(url(code, step))).text
    receipt = next(link for link in page(shown).links if link.startswith("/R/"))
    for step in ("", "/withdraw", "/erase", "/pressure", "/done/withdraw", "/done/erase", "/done/pressure"):
        read[receipt + step] = page(client.get(receipt + step)).text
    return read


STAFF = (
    "/dashboard/",
    "/dashboard/analysis/",
    "/dashboard/analysis/?by=week",
    "/dashboard/analysis/units/",
    "/dashboard/analysis/evidence/",
    "/dashboard/analysis/receipts/",
    "/dashboard/entries/",
    "/dashboard/exports/",
    "/dashboard/manage/",
    "/dashboard/reports/",
    "/dashboard/reports/new/",
    "/dashboard/reports/schedules/",
)


def staff_pages(client: Client, world: World) -> dict[str, str]:
    return {address: page(client.get(address)).text for address in STAFF}


def english_in(text: str) -> list[str]:
    return WORD.findall(NOT_ENGLISH.sub(" ", text))


def chinese_in(text: str, world: World) -> list[str]:
    """Chinese other than names and the campaign's texts, which exist in Chinese only, and words of the app's menu."""
    names = [text.title for text in world.texts.values()] + [text.body for text in world.texts.values()]
    names += [each.name for each in (*world.places.values(), *world.organisations.values())]
    names += ["中文", "国家反诈中心", "来电预警", "短信预警", "预警", "示例"]
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return HAN.findall(text)


def test_a_chinese_resident_reads_no_english(world: World, resident: Client) -> None:
    read = resident_pages(resident, world)
    assert {address: words for address, text in read.items() if (words := english_in(text))} == {}


def test_an_english_resident_reads_no_chinese(world: World, english_resident: Client) -> None:
    read = resident_pages(english_resident, world)
    assert {address: words for address, text in read.items() if (words := chinese_in(text, world))} == {}


def test_a_chinese_officer_reads_no_english(world: World, logged_in: Visitor) -> None:
    read = staff_pages(logged_in("chief"), world)
    assert {address: words for address, text in read.items() if (words := english_in(text))} == {}


def test_an_english_officer_reads_no_chinese(world: World, logged_in: Visitor) -> None:
    client = logged_in("chief")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    read = staff_pages(client, world)
    assert {address: words for address, text in read.items() if (words := chinese_in(text, world))} == {}


def test_the_switch_keeps_the_step(world: World, resident: Client) -> None:
    step = url(world.codes["activity"], "pledge?typed=1")
    preset = dict(page(resident.get(step)).forms)["/language/"]
    answer = resident.post("/language/", {**preset, "language": "en"})
    assert answer.headers["Location"] == step
    assert "agree and sign" in page(resident.get(step)).text


def changed(client: Client, shown: Any) -> Any:
    """The answer to where the switch of this page leads."""
    preset = dict(page(shown).forms)["/language/"]
    return client.get(client.post("/language/", {**preset, "language": "en"}).headers["Location"])


def test_the_switch_of_a_form_that_came_back_leads_to_the_form(world: World, resident: Client) -> None:
    came_back = sign(resident, world.codes["activity"], world.texts[TextKind.RESIDENT].version, signature="")
    assert came_back.status_code == 400
    answer = changed(resident, came_back)
    assert answer.status_code == 200
    assert "agree and sign" in page(answer).text


def test_the_switch_of_a_no_that_was_not_taken_leads_to_the_first_question(world: World, resident: Client) -> None:
    code = world.codes["activity"]
    taking = limit("act").taking(code.text, "127.0.0.1")
    an_hour_on = timezone.now() + timedelta(hours=1)
    assert take_each([replace(taking, cost=taking.burst, now=an_hour_on)])[0].allowed
    not_taken = resident.post(url(code, "no"), {"submission_id": str(uuid4())})
    assert not_taken.status_code == 403
    answer = changed(resident, not_taken)
    assert (answer.status_code, answer.headers["Location"]) == (302, url(code))


def test_the_switch_sends_nobody_to_another_site(world: World, resident: Client) -> None:
    answer = resident.post("/language/", {"next": "https://example.test/", "language": "en"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("language", "tag"), [("zh-CN", "zh-hans"), ("en-GB", "en"), ("fr", "zh-hans"), ("bo", "zh-hans")]
)
def test_the_page_says_its_language_and_chinese_is_the_first(world: World, language: str, tag: str) -> None:
    answer = phone(language).get(url(world.codes["activity"]))
    assert f'<html lang="{tag}">' in answer.content.decode()


def test_a_pledge_without_an_english_text_is_shown_in_chinese_and_says_so(
    world: World, english_resident: Client
) -> None:
    answer = english_resident.get(url(world.codes["activity"], "pledge"), {"age": "18_59"})
    assert '<article class="pledge" lang="zh-hans">' in answer.content.decode()
    assert "only the Chinese text is signed" in page(answer).text


def test_djangos_own_sentence_of_a_short_password_is_chinese() -> None:
    with override("zh-hans"), pytest.raises(ValidationError) as refused:
        MinimumLengthValidator(10).validate("x")
    assert refused.value.messages == ["密码太短，至少要有10个字符。"]
