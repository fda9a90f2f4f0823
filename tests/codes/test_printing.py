"""The sheet of a batch is drawn by a worker, which tells how far it is; it is drawn again when asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from outreach.codes import printing
from outreach.codes.models import BatchState, Code, CodeBatch, CodeKind
from outreach.codes.printing import draw_batch, draw_waiting
from outreach.codes.selectors import sheet_of
from outreach.codes.services import Terms, make_batch, reprint_batch, revoke_batch
from outreach.codes.sheets.leaflets import A_PAGE
from tests.world import World


@pytest.fixture
def leaflets(world: World) -> CodeBatch:
    """A page full and four more, as one bundle."""
    terms = Terms(kind=CodeKind.LEAFLET, campaign=world.campaign, unit=world.units["station_a"])
    return make_batch(terms, by=None, size=A_PAGE + 4, bundle_size=A_PAGE + 4, now=world.now)


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


def test_a_reprint_waits_for_its_own_task_however_old_its_batch_is(world: World, leaflets: CodeBatch) -> None:
    draw_batch(leaflets.pk)
    later = world.now + timedelta(days=3)
    reprint_batch(leaflets, by=None, now=later)
    assert draw_waiting(now=later + timedelta(seconds=59)) == 0
    assert draw_waiting(now=later + timedelta(seconds=61)) == 1


def test_a_batch_whose_worker_was_killed_is_drawn_by_the_schedule(leaflets: CodeBatch) -> None:
    begun_at = timezone.now()
    rows = CodeBatch.objects.filter(pk=leaflets.pk)
    rows.update(state=BatchState.DRAWING, drawn=3, progress_at=begun_at)
    assert draw_waiting(now=begun_at + timedelta(minutes=9)) == 0
    assert draw_waiting(now=begun_at + timedelta(minutes=11)) == 1
    assert sheet_of(leaflets) is not None


def test_a_batch_that_is_being_drawn_is_left_to_its_worker(
    leaflets: CodeBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []

    def look_meanwhile(batch: CodeBatch, codes: list[Code], *, on_page) -> bytes:
        on_page(A_PAGE)
        taken.append(draw_waiting(now=timezone.now() + timedelta(minutes=9)))
        return b"sheet"

    CodeBatch.objects.update(progress_at=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(printing, "draw_sheet", look_meanwhile)
    draw_batch(leaflets.pk)
    assert taken == [0]


def test_a_long_batch_tells_its_progress_now_and_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form has a page of its own: a write for each page would take longer than the drawing."""
    terms = Terms(kind=CodeKind.FORM, campaign=world.campaign, unit=world.units["station_a"])
    batch = make_batch(terms, by=None, size=200)
    with CaptureQueriesContext(connection) as queries:
        draw_batch(batch.pk)
    told = [query["sql"] for query in queries if 'SET "drawn"' in query["sql"]]
    assert 40 <= len(told) <= 50


def test_a_sheet_is_drawn_again_when_asked(leaflets: CodeBatch) -> None:
    draw_batch(leaflets.pk)
    first = sheet_of(leaflets)
    leaflets.unit.landline = "0000-9999999"
    leaflets.unit.save()
    reprint_batch(leaflets, by=None)
    assert sheet_of(leaflets) is None
    draw_batch(leaflets.pk)
    assert sheet_of(leaflets) not in (None, first)


def test_a_sheet_drawn_while_a_reprint_was_asked_for_is_not_kept(
    leaflets: CodeBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_sheet = printing.draw_sheet

    def ask_meanwhile(batch: CodeBatch, codes: list[Code], *, on_page) -> bytes:
        sheet = draw_sheet(batch, codes, on_page=on_page)
        reprint_batch(leaflets, by=None)
        return sheet

    monkeypatch.setattr(printing, "draw_sheet", ask_meanwhile)
    assert draw_batch(leaflets.pk).state == BatchState.QUEUED
    assert sheet_of(leaflets) is None


def test_the_sheet_before_a_reprint_is_not_kept_while_the_reprint_is_being_drawn(
    leaflets: CodeBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one begun first is done after the second began: the state alone does not tell them apart."""
    drawings = []

    def draw(batch: CodeBatch, codes: list[Code], *, on_page) -> bytes:
        drawings.append(batch.printing)
        if len(drawings) == 1:
            reprint_batch(leaflets, by=None)
            draw_batch(leaflets.pk)
            return b"before"
        on_page(A_PAGE)
        return b"after"

    monkeypatch.setattr(printing, "draw_sheet", draw)
    draw_batch(leaflets.pk)
    assert (drawings, sheet_of(leaflets)) == ([1, 2], b"after")


def test_a_drawing_of_before_neither_ends_nor_counts_on_the_next(
    leaflets: CodeBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(batch: CodeBatch, codes: list[Code], *, on_page) -> bytes:
        reprint_batch(leaflets, by=None)
        # The worker of the reprint begins.
        CodeBatch.objects.update(state=BatchState.DRAWING)
        on_page(A_PAGE + 4)
        return b"before"

    monkeypatch.setattr(printing, "draw_sheet", draw)
    batch = draw_batch(leaflets.pk)
    assert (batch.state, batch.drawn, sheet_of(leaflets)) == (BatchState.DRAWING, 0, None)


@pytest.mark.parametrize("is_drawn", [True, False])
def test_a_revoked_batch_has_nothing_to_print(leaflets: CodeBatch, is_drawn: bool) -> None:
    if is_drawn:
        draw_batch(leaflets.pk)
    revoke_batch(leaflets, by=None)
    assert draw_batch(leaflets.pk).drawn == 0
    assert sheet_of(leaflets) is None


def test_a_batch_that_is_revoked_while_it_is_drawn_keeps_no_sheet(
    leaflets: CodeBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(batch: CodeBatch, codes: list[Code], *, on_page) -> bytes:
        revoke_batch(leaflets, by=None)
        return b"sheet"

    monkeypatch.setattr(printing, "draw_sheet", draw)
    draw_batch(leaflets.pk)
    assert sheet_of(leaflets) is None
