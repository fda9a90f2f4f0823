"""The sheet of a batch can be printed, cut up and scanned, and tells how far its drawing is."""

from datetime import timedelta

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from django.utils import translation
from pytest_django import Settings

from outreach.codes import printing
from outreach.codes.alphabet import in_groups
from outreach.codes.drawing import code_url
from outreach.codes.models import BatchState, Code, CodeBatch, CodeKind
from outreach.codes.printing import draw_batch, draw_waiting
from outreach.codes.selectors import sheet_of
from outreach.codes.services import Terms, make_batch
from outreach.codes.sheets import COLUMNS, ROWS
from tests.world import World

A_PAGE = COLUMNS * ROWS
A4_POINTS = (595, 842)


@pytest.fixture
def leaflets(world: World) -> CodeBatch:
    """A page full and four more, in bundles of five."""
    terms = Terms(kind=CodeKind.LEAFLET, campaign=world.campaign, unit=world.units["station_a"])
    return make_batch(terms, by=None, size=A_PAGE + 4, bundle_size=5, now=world.now)


def drawn(batch: CodeBatch) -> pypdfium2.PdfDocument:
    draw_batch(batch.pk)
    sheet = sheet_of(batch)
    assert sheet is not None
    return pypdfium2.PdfDocument(sheet)


def words(page: pypdfium2.PdfPage) -> str:
    return page.get_textpage().get_text_bounded()


def scanned(page: pypdfium2.PdfPage) -> set[str]:
    picture = np.array(page.render(scale=200 / 72).to_pil().convert("L"))
    return {found.text for found in zxingcpp.read_barcodes(picture)}


def test_every_code_of_the_batch_is_read_back_from_its_sheet(leaflets: CodeBatch) -> None:
    document = drawn(leaflets)
    assert [tuple(map(round, page.get_size())) for page in document] == [A4_POINTS, A4_POINTS]
    pages = [scanned(page) for page in document]
    assert [len(found) for found in pages] == [A_PAGE, 4]
    assert set.union(*pages) == {code_url(text) for text in leaflets.codes.values_list("text", flat=True)}


def test_beside_each_code_stands_what_people_need(leaflets: CodeBatch, settings: Settings) -> None:
    settings.SITE_SCHEME, settings.PUBLIC_HOST = "https", "Fz.Example.CN"
    last = leaflets.codes.order_by("serial").last()
    assert last is not None
    with translation.override("en"):
        text = words(drawn(leaflets)[1])
    for group in in_groups(last.text).split("-"):
        assert group in text
    for wanted in (
        "00022",
        "Bundle 5",
        "https://fz.example.cn/",
        "甲派出所",
        leaflets.unit.landline,
        "96110",
        "试用活动",
    ):
        assert wanted in text


def test_a_demonstration_says_so(world: World, leaflets: CodeBatch) -> None:
    world.campaign.is_demonstration = True
    world.campaign.save()
    with translation.override("en"):
        assert "Demonstration" in words(drawn(leaflets)[0])


def test_a_drawn_batch_is_ready(leaflets: CodeBatch) -> None:
    batch = draw_batch(leaflets.pk)
    assert (batch.state, batch.drawn) == (BatchState.READY, batch.size)


def test_progress_is_told_page_by_page(leaflets: CodeBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []

    def watch(batch: CodeBatch, codes: list[Code], *, on_page) -> bytes:
        def tell(count: int) -> None:
            on_page(count)
            told.append(CodeBatch.objects.values_list("state", "drawn").get(pk=batch.pk))

        return draw_sheet(batch, codes, on_page=tell)

    draw_sheet = printing.draw_sheet
    monkeypatch.setattr(printing, "draw_sheet", watch)
    draw_batch(leaflets.pk)
    assert told == [(BatchState.DRAWING, A_PAGE), (BatchState.DRAWING, A_PAGE + 4)]


def test_a_sheet_that_is_there_is_not_drawn_again(leaflets: CodeBatch) -> None:
    draw_batch(leaflets.pk)
    CodeBatch.objects.update(sheet=b"printed already")
    draw_batch(leaflets.pk)
    assert sheet_of(leaflets) == b"printed already"


@pytest.mark.parametrize("state", [BatchState.DRAWING, BatchState.FAILED])
def test_a_drawing_that_was_cut_short_is_done_again_to_the_same_sheet(leaflets: CodeBatch, state: BatchState) -> None:
    draw_batch(leaflets.pk)
    first = sheet_of(leaflets)
    CodeBatch.objects.update(state=state, drawn=3, sheet=None)
    assert draw_batch(leaflets.pk).state == BatchState.READY
    assert sheet_of(leaflets) == first


def test_a_drawing_that_fails_says_so(leaflets: CodeBatch, settings: Settings) -> None:
    settings.PUBLIC_HOST = "x" * 60
    with pytest.raises(ValueError, match="too long"):
        draw_batch(leaflets.pk)
    leaflets.refresh_from_db()
    assert leaflets.state == BatchState.FAILED
    assert sheet_of(leaflets) is None


def test_a_batch_whose_task_was_lost_is_drawn_by_the_schedule(world: World, leaflets: CodeBatch) -> None:
    assert draw_waiting(now=world.now + timedelta(seconds=59)) == 0
    assert draw_waiting(now=world.now + timedelta(seconds=61)) == 1
    assert sheet_of(leaflets) is not None
    assert draw_waiting(now=world.now + timedelta(seconds=61)) == 0
