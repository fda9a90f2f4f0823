"""A place's card and an activity's poster, on A4 and A3."""

from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.utils import translation

from outreach.codes.drawing import code_url
from outreach.codes.models import Code
from outreach.codes.sheets.cards import PaperSize, Told, draw_card
from tests.codes.scanning import BLUR, TILTS, blurred, rasterised, scanned, tilted, words
from tests.world import World

POINTS = {PaperSize.A4: (595, 842), PaperSize.A3: (842, 1191)}
TITLE = "示例第一小学"

every_size = pytest.mark.parametrize("size", PaperSize)
every_kind = pytest.mark.parametrize("kind", ["place", "activity"])


def card(code: Code, *, size: PaperSize = PaperSize.A4, **told: Any) -> pypdfium2.PdfPage:
    with translation.override("en"):
        drawn = draw_card(code, Told(unit=code.unit, title=TITLE, **told), size=size)
    [page] = pypdfium2.PdfDocument(drawn)
    return page


@every_size
@every_kind
@pytest.mark.parametrize("tilt", TILTS)
def test_its_code_is_read_askew_and_out_of_focus(world: World, kind: str, size: PaperSize, tilt: int) -> None:
    page = card(world.codes[kind], size=size)
    assert tuple(map(round, page.get_size())) == POINTS[size]
    assert scanned(tilted(blurred(rasterised(page), BLUR), tilt)) == [code_url(world.codes[kind].text)]


@every_kind
def test_its_code_is_read_across_a_room(world: World, kind: str) -> None:
    """At 12 pixels to the inch 1280 pixels see 2.7 m of a wall."""
    assert scanned(rasterised(card(world.codes[kind]), dpi=12)) == [code_url(world.codes[kind].text)]


@every_kind
def test_it_says_whose_it_is_and_how_to_tell_a_false_address(world: World, kind: str) -> None:
    text = words(card(world.codes[kind]))
    for wanted in (TITLE, "甲派出所", world.codes[kind].unit.landline, "96110", "The address must begin with"):
        assert wanted in text


def test_a_places_card_says_what_a_resident_gets(world: World) -> None:
    text = words(card(world.codes["place"]))
    assert "Officers scan here" in text
    assert "Nothing is registered, counted or asked of them." in text


def test_a_poster_says_how_to_scan_and_that_it_is_voluntary(world: World) -> None:
    text = words(card(world.codes["activity"]))
    assert "Scan with WeChat" in text
    assert "voluntary" in text
    assert "type" not in text


def test_a_poster_bears_the_number_of_the_day_with_its_day(world: World) -> None:
    text = words(card(world.codes["activity"], number="012345", number_day=date(2026, 3, 2)))
    assert "012345" in text
    assert "2 March" in text


@every_kind
def test_a_demonstration_says_so(world: World, kind: str) -> None:
    world.codes[kind].campaign.is_demonstration = True
    assert "Demonstration" in words(card(world.codes[kind]))
