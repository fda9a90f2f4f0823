"""Every code on a printed page is read by a scanner, and beside it stands what people need."""

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from django.utils import translation
from pytest_django import Settings

from outreach.codes.alphabet import in_groups
from outreach.codes.drawing import code_url
from outreach.codes.models import CodeBatch, CodeKind
from outreach.codes.sheets import grid, leaflets
from outreach.codes.stubs import stub_text
from tests.codes.conftest import Making, sheet
from tests.codes.scanning import BLUR, DPI, TILTS, blurred, rasterised, scanned, tilted, words
from tests.world import World

A4_POINTS = (595, 842)
# The shortest a site has, and the longest that fits.
HOSTS = ("fz.example.cn", "x" * 29 + ".gov.cn")
# Codes in a batch, and those of them on its first page.
SIZES = {CodeKind.FORM: (2, 1), CodeKind.LEAFLET: (11, 8), CodeKind.ACTIVITY: (20, 18)}

every_kind = pytest.mark.parametrize("kind", SIZES)


@pytest.fixture(params=HOSTS, ids=["short host", "long host"])
def host(request: pytest.FixtureRequest, settings: Settings) -> str:
    settings.SITE_SCHEME, settings.PUBLIC_HOST = "https", request.param
    return settings.PUBLIC_HOST


def printed_on_first(batch: CodeBatch) -> list[str]:
    """What a scanner must read on the first page."""
    texts = batch.codes.order_by("serial").values_list("text", flat=True)[: SIZES[CodeKind(batch.kind)][1]]
    addresses = [code_url(text) for text in texts]
    if batch.kind == CodeKind.FORM:
        addresses += [code_url(stub_text(batch.campaign.key, text), "R") for text in texts]
    return sorted(addresses)


@every_kind
def test_every_code_is_read_from_its_page_at_150_dpi(made: Making, host: str, kind: CodeKind) -> None:
    batch = made(kind, SIZES[kind][0])
    assert scanned(rasterised(sheet(batch)[0], dpi=DPI)) == printed_on_first(batch)


@every_kind
@pytest.mark.parametrize("tilt", TILTS)
def test_every_code_is_read_from_a_page_that_lies_askew_and_is_out_of_focus(
    made: Making, host: str, kind: CodeKind, tilt: int
) -> None:
    batch = made(kind, SIZES[kind][0])
    assert scanned(tilted(blurred(rasterised(sheet(batch)[0]), BLUR), tilt)) == printed_on_first(batch)


@every_kind
def test_every_code_is_read_from_a_small_frame_of_a_phones_preview(made: Making, host: str, kind: CodeKind) -> None:
    """1280 pixels across what a phone sees at arm's length, 64 cm, are 50 to the inch."""
    batch = made(kind, SIZES[kind][0])
    frame = rasterised(sheet(batch)[0], dpi=DPI).reduce(3)
    assert scanned(frame) == printed_on_first(batch)


@every_kind
def test_all_codes_of_a_batch_are_on_its_pages(made: Making, kind: CodeKind) -> None:
    batch = made(kind, SIZES[kind][0])
    document = sheet(batch)
    assert {tuple(map(round, page.get_size())) for page in document} == {A4_POINTS}
    read = [text for page in document for text in scanned(rasterised(page))]
    assert {text for text in read if "/Q/" in text} == {code_url(code.text) for code in batch.codes.all()}


@every_kind
def test_beside_each_code_stands_what_people_need(made: Making, settings: Settings, kind: CodeKind) -> None:
    settings.SITE_SCHEME, settings.PUBLIC_HOST = "https", "Fz.Example.CN"
    batch = made(kind, 1)
    with translation.override("en"):
        text = words(sheet(batch)[0])
    [code] = batch.codes.all()
    for wanted in ("00001", "https://fz.example.cn/", "甲派出所", batch.unit.landline, "96110", "试用活动"):
        assert wanted in text
    for group in in_groups(code.text).split("-"):
        assert group in text


@every_kind
def test_a_demonstration_says_so(world: World, made: Making, kind: CodeKind) -> None:
    world.campaign.is_demonstration = True
    world.campaign.save()
    with translation.override("en"):
        page = sheet(made(kind, 1))[0]
    # At the head of the page, and on what is cut off it.
    assert words(page).count("Demonstration") >= 2


@every_kind
def test_the_typeface_is_embedded(made: Making, kind: CodeKind) -> None:
    page = sheet(made(kind, 1))[0]
    texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4)
    fonts = [pdfium.FPDFTextObj_GetFont(text.raw) for text in texts]
    assert fonts
    assert all(pdfium.FPDFFont_GetIsEmbedded(font) for font in fonts)


@every_kind
def test_the_same_codes_give_the_same_bytes(made: Making, kind: CodeKind) -> None:
    batch = made(kind, 2)
    drawn = []
    for _time in range(2):
        type(batch).objects.update(state="queued")
        sheet(batch)
        drawn.append(bytes(type(batch).objects.get(pk=batch.pk).sheet))
    assert drawn[0] == drawn[1]


def test_codes_taken_back_are_not_printed(world: World, made: Making) -> None:
    batch = made(CodeKind.LEAFLET, 4)
    batch.codes.filter(serial=2).update(revoked_at=world.now)
    assert scanned(rasterised(sheet(batch)[0])) == sorted(code_url(code.text) for code in batch.codes.exclude(serial=2))


class TestForms:
    @pytest.fixture
    def page(self, made: Making) -> pypdfium2.PdfPage:
        with translation.override("en"):
            return sheet(made(CodeKind.FORM, 1))[0]

    def test_a_form_is_a_page(self, made: Making) -> None:
        assert len(sheet(made(CodeKind.FORM, 3))) == 3

    def test_what_is_signed_stands_on_it_word_for_word(self, world: World, page: pypdfium2.PdfPage) -> None:
        text = "".join(words(page).split())
        assert "".join(world.texts["resident"].title.split()) in text
        assert "".join(world.texts["resident"].body.split()) in text

    @pytest.mark.parametrize("wanted", ["voluntary", "no effect on any service", "Signature", "Date", "under 14"])
    def test_there_is_room_to_sign_freely(self, page: pypdfium2.PdfPage, wanted: str) -> None:
        assert wanted in words(page)

    @pytest.mark.parametrize("is_sample", [True, False])
    def test_words_that_nobody_approved_are_marked(
        self, world: World, made: Making, monkeypatch: pytest.MonkeyPatch, is_sample: bool
    ) -> None:
        world.texts["resident"].is_sample = is_sample
        monkeypatch.setattr("outreach.codes.sheets.forms.text_printed_on", lambda _batch: world.texts["resident"])
        with translation.override("en"):
            assert ("Sample" in words(sheet(made(CodeKind.FORM, 1))[0])) == is_sample

    def test_officers_code_and_signers_code_lie_apart_and_say_whose_they_are(
        self, made: Making, page: pypdfium2.PdfPage
    ) -> None:
        picture = rasterised(page)
        upper = picture.crop((0, 0, picture.width, picture.height // 2))
        lower = picture.crop((0, picture.height // 2, picture.width, picture.height))
        assert ["/Q/" in text for text in scanned(upper)] == [True]
        assert ["/R/" in text for text in scanned(lower)] == [True]
        assert ["/Q/" in text for text in scanned(picture.crop((picture.width // 2, 0, *picture.size)))] == [True]
        assert "Officers scan here" in words(page)
        assert "The signer's own code" in words(page)
        assert "Keep it private" in words(page)

    def test_whoever_copies_it_is_told_to_leave_the_stub_out(self, page: pypdfium2.PdfPage) -> None:
        """A copy would show its holder what the first signer signed."""
        assert "Before copying, cut off the stub or cover it." in words(page)

    def test_both_parts_bear_the_serial(self, page: pypdfium2.PdfPage) -> None:
        assert words(page).count("00001") == 2

    def test_long_words_are_set_smaller_and_never_run_into_the_place_to_sign(
        self, world: World, made: Making, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = world.texts["resident"]
        text.body = "\n".join(["一、未知链接不点击，陌生来电不轻信，个人信息不透露，转账汇款多核实。" * 3] * 14)
        monkeypatch.setattr("outreach.codes.sheets.forms.text_printed_on", lambda _batch: text)
        with translation.override("en"):
            page = sheet(made(CodeKind.FORM, 1))[0]
        reading = page.get_textpage()
        assert _height_of(reading, "转账汇款多核实。") > _height_of(reading, "Signature") + 10


def _height_of(reading: pypdfium2.PdfTextPage, word: str) -> float:
    """How high above the foot of the page the last occurrence of `word` stands."""
    searched = reading.search(word)
    lowest = float("inf")
    while (found := searched.get_next()) is not None:
        lowest = min(lowest, reading.get_charbox(found[0])[1])
    return lowest


class TestLeaflets:
    def test_a_page_never_mixes_two_bundles(self, made: Making) -> None:
        batch = made(CodeKind.LEAFLET, 23, bundle_size=10)
        pages = [set(scanned(rasterised(page))) for page in sheet(batch)]
        assert [len(page) for page in pages] == [8, 2, 8, 2, 3]
        for page in pages:
            assert len({code.bundle for code in batch.codes.all() if code_url(code.text) in page}) == 1

    def test_each_page_and_each_leaflet_names_its_bundle(self, made: Making) -> None:
        with translation.override("en"):
            page = sheet(made(CodeKind.LEAFLET, 6, bundle_size=3))[1]
        assert words(page).count("Bundle 2") == 1 + 3

    def test_leaflets_without_bundles_fill_the_pages(self, made: Making) -> None:
        document = sheet(made(CodeKind.LEAFLET, leaflets.A_PAGE + 1))
        assert len(document) == 2
        with translation.override("en"):
            assert "Bundle" not in words(document[0])

    @pytest.mark.parametrize("wanted", ["Take it home", "voluntary", "Two minutes"])
    def test_a_leaflet_says_what_it_is(self, made: Making, wanted: str) -> None:
        with translation.override("en"):
            assert wanted in words(sheet(made(CodeKind.LEAFLET, 1))[0])


def test_a_pool_fills_its_grid(made: Making) -> None:
    assert len(sheet(made(CodeKind.ACTIVITY, grid.A_PAGE))) == 1
