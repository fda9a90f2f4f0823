"""Charts on paper: each whole, on a page that holds it, with the names of all that it shows."""

import re
from ctypes import byref, c_uint
from html import unescape
from io import BytesIO
from typing import Any, Final

import pypdfium2
import pytest
from docx import Document
from docx.shared import Mm

from outreach.campaigns.models import Campaign
from outreach.reporting.documents.building import document_of
from outreach.reporting.documents.paper import CaptionedChart, paper_of
from outreach.reporting.section import Section
from outreach.reporting.writing import LANGUAGES
from tests.reporting.briefing import section
from tests.reporting.documents import reading

MM: Final = 72 / 25.4
# The page by the standard, and what a caption of 12 points takes of it with the room around it.
BODY: Final = 225
CAPTION: Final = 12
LONGEST: Final = "云汀市公安局云汀经济技术开发区分局"


def of_units(made: Section, names: list[str]) -> Section:
    """The section as if there were these units, the first its own, and a record of every figure of each."""
    more: dict[str, Any] = {**made}
    own = made["unit"]["id"]
    ids = [own, *(-number for number in range(1, len(names)))]
    more["units"] = [{"id": unit, "name": name, "name_en": name} for unit, name in zip(ids, names, strict=True)]
    more["figures"] = [
        {
            **figure,
            "value": sum(range(1, len(names) + 1)) * at,
            "units": [{"unit": unit, "value": number * at} for number, unit in enumerate(ids, 1)],
            "months": [{**month, "value": month["value"] or 1} for month in figure["months"]],
        }
        for at, figure in enumerate(made["figures"], 1)
    ]
    return more  # type: ignore[return-value]


@pytest.fixture
def made(briefed: Campaign) -> Section:
    """A bureau with nine units below it, all twelve figures, and a name too long for a line."""
    below = [f"云汀市公安局{name}分局" for name in ("望舒", "扶光", "羲和", "结璘", "玄冥", "句芒", "祝融", "蓐收")]
    made = of_units(section(briefed), ["云汀市公安局", *below, LONGEST])
    assert len(made["units"]) == 10 and len(made["figures"]) == 12
    return made


def charts(made: Section, language: str) -> list[CaptionedChart]:
    return [block for block in paper_of(made, language=language).blocks if isinstance(block, CaptionedChart)]


def written(svg: str) -> list[str]:
    return [unescape(text) for text in re.findall(r">([^<]+)</text>", svg)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_picture_in_a_docx_is_higher_than_a_page_less_its_caption(made: Section, language: str) -> None:
    document = Document(BytesIO(document_of(made, form="docx", language=language)))
    pictures = document.inline_shapes
    assert len(pictures) == 2 * 12 // 2
    assert max(picture.height for picture in pictures) <= Mm(BODY - CAPTION)
    assert {round(picture.width.mm) for picture in pictures} == {156}
    # The last of a chart is on the page of its caption.
    paragraphs = document.paragraphs
    captions = {block.caption for block in charts(made, language)}
    before = [paragraphs[at - 1] for at, paragraph in enumerate(paragraphs) if paragraph.text in captions]
    assert [paragraph.paragraph_format.keep_with_next for paragraph in before] == [True, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bar_and_title_in_a_pdf_lies_within_the_margins_of_its_page(made: Section, language: str) -> None:
    drawn = [picture for block in charts(made, language) for picture in block.chart.pictures]
    assert max(picture.height / picture.width * 156 for picture in drawn) <= BODY - CAPTION
    document = pypdfium2.PdfDocument(document_of(made, form="pdf", language=language))
    pages = [(page, page.get_textpage()) for page in document]
    bars = [(number, bar) for number, page in enumerate(document) for bar in bars_on(page)]
    assert len(bars) == sum(picture.svg.count("<rect") for picture in drawn)
    boxes = [bar for _number, bar in bars]
    for title in {line for picture in drawn for line in written(picture.svg) if not line.isdecimal()}:
        for _page, text in pages:
            found = text.search(title)
            while (at := found.get_next()) is not None:
                boxes += [text.get_charbox(at[0]), text.get_charbox(at[0] + at[1] - 1)]
    for left, bottom, right, top in boxes:
        assert left >= 28 * MM - 1 and right <= (210 - 26) * MM + 1
        assert bottom >= 35 * MM - 1 and top <= (297 - 37) * MM + 2
    # The last of a chart is on the page of its caption.
    done = 0
    for block in charts(made, language):
        done += sum(picture.svg.count("<rect") for picture in block.chart.pictures)
        last, _bar = bars[done - 1]
        assert reading.close(block.caption) in reading.close(pages[last][1].get_text_bounded())
    for _page, text in pages:
        text.close()
    document.close()


def bars_on(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    """The boxes of what is filled in the colour of bars: left, bottom, right, top, in points."""
    boxes = []
    for item in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
        parts = [c_uint() for _part in "rgba"]
        pypdfium2.raw.FPDFPageObj_GetFillColor(item.raw, *map(byref, parts))
        if [part.value for part in parts[:3]] == [0x2F, 0x5D, 0x8A]:
            boxes.append(item.get_bounds())
    return boxes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_name_and_figure_of_a_chart_can_be_read_in_a_pdf(made: Section, language: str) -> None:
    text = reading.pdf_text(document_of(made, form="pdf", language=language))
    words = LANGUAGES[language]
    lines = [line for block in charts(made, language) for each in block.chart.pictures for line in written(each.svg)]
    assert lines and not [line for line in lines if "…" in line]
    # The titles stand in tables as well: here those of the pictures are counted.
    close_lines = reading.close("".join(lines))
    for figure in made["figures"]:
        assert close_lines.count(reading.close(words.column(figure))) == 2
    missing = [line for line in lines if reading.close(line) not in text]
    assert missing == []


def test_names_are_broken_into_lines_rather_than_cut(made: Section) -> None:
    of_units = charts(made, "zh")[-1].chart
    for picture in of_units.pictures:
        assert written(picture.svg).count("云汀市公安局望舒分局") == 2
        assert "".join(written(picture.svg)).count(LONGEST) == 2


def test_a_name_longer_than_its_lines_ends_in_dots_within_its_room(made: Section) -> None:
    [first, *_others] = charts(of_units(made, ["甲", "乙" * 60]), "zh")[-1].chart.pictures
    lines = [line for line in written(first.svg) if line.startswith("乙")]
    assert lines == [*["乙" * 11] * 2, "乙" * 10 + "…"] * 2
