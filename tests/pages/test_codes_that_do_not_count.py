"""What a resident sees of a code that is not for signing, and of limits."""

import json
import re
from typing import Any

import altcha
import pytest
from django.test import Client

from outreach.campaigns.models import TextKind
from outreach.ledger.models import LedgerEntry, Submission
from tests.pages.conftest import phone
from tests.pages.reading import page
from tests.pages.steps import confirm, sign, url
from tests.world import World


@pytest.mark.parametrize(
    ("name", "status", "heading"),
    [
        ("place", 200, "防范电信网络诈骗须知"),
        ("expired", 410, "这个码不在有效期内"),
        ("scheduled", 410, "这个码不在有效期内"),
        ("revoked", 410, "这个码已停用，请使用新码"),
        ("used_up", 410, "这个码的使用次数已用完，请使用新码"),
    ],
)
def test_the_page_says_why_and_teaches(world: World, resident: Client, name: str, status: int, heading: str) -> None:
    answer = resident.get(url(world.codes[name]))
    shown = page(answer)
    assert (answer.status_code, shown.heading) == (status, heading)
    assert "未知链接不点击" in shown.text and "刷单返利" in shown.text and "0000-1000004" in shown.text


@pytest.mark.parametrize("name", ["place", "expired", "scheduled", "revoked", "used_up"])
def test_nothing_can_be_posted_to_it(world: World, resident: Client, name: str) -> None:
    code = world.codes[name]
    sign(resident, code, world.texts[TextKind.RESIDENT].version)
    confirm(resident, code)
    resident.post(url(code, "no"), {"submission_id": "1e0f1d3c-7a39-4a7e-8b5e-3d3f6f0a9b11"})
    assert not Submission.objects.exists()


@pytest.mark.parametrize("text", ["ACDEFHJKMNPRTWXY", "SHORT", "0000000000000000", "A-B"])
def test_an_unknown_code_is_said_to_be_unknown(world: World, resident: Client, text: str) -> None:
    answer = resident.get(f"/Q/{text}")
    assert answer.status_code == 404
    assert "请与印制的编码核对" in page(answer).text
    assert not Submission.objects.exists()


def test_trying_codes_ends_soon(world: World, resident: Client, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "unknown_code": (2, 0.01)}
    statuses = [resident.get("/Q/ACDEFHJKMNPRTWXY").status_code for _try in range(4)]
    assert statuses == [404, 404, 429, 429]


def test_a_code_of_a_campaign_that_is_over_is_refused_when_posted(world: World, resident: Client) -> None:
    code = world.code("activity", campaign=world.past)
    answer = sign(resident, code, world.texts[TextKind.RESIDENT].version)
    assert answer.status_code == 422
    assert not LedgerEntry.objects.exists()


def test_a_crowd_is_challenged_and_not_turned_away(world: World, resident: Client, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "act": (1, 0.01)}
    confirm(phone(), world.codes["activity"])
    version = world.texts[TextKind.RESIDENT].version
    answer = sign(resident, world.codes["activity"], version)
    assert answer.status_code == 403
    again = dict(page(answer).forms)[url(world.codes["activity"], "pledge")]
    assert again["text_version"] == version
    assert not LedgerEntry.objects.filter(indicator="resident_pledges").exists()
    again["challenge"] = solution(answer)
    assert resident.post(url(world.codes["activity"], "pledge"), again).status_code == 302
    assert LedgerEntry.objects.filter(indicator="resident_pledges").exists()


def solution(answer: Any) -> str:
    """The challenge of the page, solved as the page's script does."""
    written = re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', answer.content.decode(), re.DOTALL)
    assert written is not None
    challenge = altcha.Challenge.from_dict(json.loads(written[1]))
    solved = altcha.solve_challenge(challenge)
    assert solved is not None
    return altcha.Payload(challenge, solved).to_base64()


def test_one_phone_that_sends_without_end_is_told_to_wait(world: World, resident: Client, settings: Any) -> None:
    settings.LIMITS = {**settings.LIMITS, "device": (1, 0.01)}
    resident.get(url(world.codes["activity"]))
    confirm(resident, world.codes["activity"])
    answer = confirm(resident, world.codes["activity"], person="2")
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
