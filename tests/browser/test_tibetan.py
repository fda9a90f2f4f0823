"""A page in Tibetan, once it is approved: its own face, room for stacked letters, lines that end between syllables."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from tests.browser.visitors import Chromium, Visitor
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("tibetan_approved")]

# Attested words only, one after another: what they say is nothing, how they are set is what is looked at.
SYLLABLES = "གསང་དོན་སྲིད་ཇུས་ངེས་པར་འབྲི་དགོས་སྒྲིག་འཇུག་གཏན་ཁེལ་ཉར་ཚགས་རྗེས་མ་"
TSHEG = "\u0f0b"

# The last letter of each line, with the text set into a narrow column of the page.
LINE_ENDS = """text => {
    const column = document.createElement("p");
    column.className = "probe";
    column.textContent = text;
    column.style.width = "7em";
    document.querySelector("main").append(column);
    const letters = document.createRange();
    const ends = [];
    let top = null;
    for (let at = 0; at < text.length; at += 1) {
        letters.setStart(column.firstChild, at);
        letters.setEnd(column.firstChild, at + 1);
        const box = letters.getBoundingClientRect();
        if (top !== null && box.width && box.top > top + 20) ends.push(text[at - 1]);
        if (box.width) top = box.top;
    }
    return ends;
}"""


@pytest.fixture
def sources(settings: Any) -> None:
    """Files as they are built: the server of this process knows no hashed names."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def tibetan(world: World, sources: None, live_server: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """A small phone before a site of this process, whose catalogue a native reader has approved."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        chromium = Chromium(playwright, str(live_server).replace("localhost", "127.0.0.1"))
        visitor = chromium.visit(width=320, locale="bo")
        visitor.go(f"/Q/{world.codes['activity'].text}")
        yield visitor
        chromium.close()
        connections.close_all()
    assert visitor.elsewhere == []
    assert visitor.complaints == []


def test_a_line_ends_after_a_tsheg(tibetan: Visitor) -> None:
    ends = tibetan.page.evaluate(LINE_ENDS, SYLLABLES)
    assert len(ends) >= 3
    assert set(ends) == {TSHEG}
    assert tibetan.overflow() == 0


def test_stacked_letters_have_room_and_stay_together(tibetan: Visitor) -> None:
    style = "node => ['lineHeight', 'fontSize', 'letterSpacing'].map(name => getComputedStyle(node)[name])"
    for selector in ("body", "h1", ".btn", ".masthead-name", ".masthead-link"):
        height, size, spacing = tibetan.page.locator(selector).first.evaluate(style)
        assert float(height[:-2]) == pytest.approx(2 * float(size[:-2]), abs=0.1), selector
        assert spacing == "normal"


def test_its_face_comes_with_the_page_and_from_this_site(tibetan: Visitor) -> None:
    loaded = """async () => {
        await document.fonts.ready;
        const loaded = [...document.fonts].filter(face => face.status === "loaded");
        return loaded.map(face => `${face.family} ${face.weight}`);
    }"""
    assert tibetan.page.evaluate("() => document.documentElement.lang") == "bo"
    tibetan.page.evaluate(LINE_ENDS, SYLLABLES)
    assert "Noto Serif Tibetan 400" in tibetan.page.evaluate(loaded)


def test_two_other_languages_fit_on_the_smallest_phone(tibetan: Visitor) -> None:
    assert tibetan.page.locator("header button").all_inner_texts() == ["中文", "English"]
    assert tibetan.overflow() == 0
    assert tibetan.barriers() == []
