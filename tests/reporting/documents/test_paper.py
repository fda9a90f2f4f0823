"""What stands on paper, and what it is measured: GB/T 9704-2012 in pdf and docx."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID

import pypdfium2
import pytest
import zxingcpp
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from outreach.campaigns.models import Campaign
from outreach.reporting.canonical import sha256_of
from outreach.reporting.documents.building import document_of
from outreach.reporting.documents.paper import CaptionedChart, Heading, Paragraph, paper_of
from outreach.reporting.documents.verifying import verify_address
from outreach.reporting.models import Extent
from outreach.reporting.section import Section
from outreach.reporting.writing import Approval
from tests.reporting.briefing import section
from tests.reporting.documents import reading

APPROVAL: Final = Approval(snapshot=UUID(int=7), at=datetime(2021, 12, 5, 1, 30, tzinfo=UTC))
MM: Final = 72 / 25.4


@pytest.fixture
def made(briefed: Campaign) -> Section:
    made = section(briefed)
    made["words"] = {
        "lead_in": "现将有关情况报告如下。",
        "next_steps": "一是部分社区老年人参与率偏低。\n二是下步联合社区网格入户宣传。",
        "remarks": {"school_talks": "国庆放假"},
    }
    return made


def letters(content: bytes) -> Iterator[list[tuple[str, tuple[float, float, float, float]]]]:
    """Each page's letters with their boxes: left, bottom, right, top, in points."""
    document = pypdfium2.PdfDocument(content)
    for page in document:
        text = page.get_textpage()
        yield [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]
        text.close()
    document.close()


def body(page: list[tuple[str, tuple[float, float, float, float]]]) -> list[tuple[str, tuple[float, ...]]]:
    return [(letter, box) for letter, box in page if letter.strip() and box[1] > 35 * MM - 3]


def test_every_page_is_a4_with_its_text_within_the_margins(made: Section) -> None:
    content = document_of(made, form="pdf", language="zh")
    document = pypdfium2.PdfDocument(content)
    assert {tuple(round(side / MM) for side in page.get_size()) for page in document} == {(210, 297)}
    document.close()
    for page in letters(content):
        boxes = [box for _letter, box in body(page)]
        assert min(box[0] for box in boxes) >= 28 * MM - 1
        assert max(box[2] for box in boxes) <= (210 - 26) * MM + 1
        assert max(box[3] for box in boxes) <= (297 - 37) * MM + 2


def test_a_full_page_has_22_lines_of_28_letters(made: Section) -> None:
    made["words"]["lead_in"] = "台" * 28 * 70
    pages = list(letters(document_of(made, form="pdf", language="zh")))
    lines = Counter(round(box[1]) for letter, box in pages[1] if letter == "台")
    assert list(lines.values()) == [28] * 22


def test_page_numbers_stand_outside_odd_right_even_left(made: Section) -> None:
    for number, page in enumerate(letters(document_of(made, form="pdf", language="zh")), 1):
        foot = [(letter, box) for letter, box in page if letter.strip() and box[1] < 35 * MM - 3]
        assert "".join(letter for letter, _box in foot) == f"—{number}—"
        middle = sum(box[0] for _letter, box in foot) / len(foot)
        assert (middle > 105 * MM) == (number % 2 == 1)


def test_its_faces_are_embedded(made: Section) -> None:
    document = pypdfium2.PdfDocument(document_of(made, form="pdf", language="zh"))
    fonts = {
        item.get_font().get_base_name(): item.get_font().is_embedded
        for page in document
        for item in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
    }
    assert fonts and all(fonts.values())
    assert all(re.search("NotoS(erif|ans)SC", name) for name in fonts)


def test_the_docx_has_the_page_of_the_standard(made: Section) -> None:
    document = Document(BytesIO(document_of(made, form="docx", language="zh")))
    page = document.sections[0]
    margins = page.top_margin, page.bottom_margin, page.left_margin, page.right_margin
    assert [round(margin.mm) for margin in (page.page_width, page.page_height, *margins)] == [210, 297, 37, 35, 28, 26]
    grid = page._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert round(225 * MM * 20 / int(grid.get(qn("w:linePitch"))), 1) == 22
    assert round(156 * MM / (16 + int(grid.get(qn("w:charSpace"))) / 4096), 1) == 28
    normal = document.styles["Normal"]
    assert normal.font.size == Pt(16)
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert document.settings.odd_and_even_pages_header_footer


def test_the_docx_names_its_faces_and_the_next_best(made: Section) -> None:
    document = Document(BytesIO(document_of(made, form="docx", language="zh")))
    faces = {fonts.get(qn("w:eastAsia")) for fonts in document.element.body.iter(qn("w:rFonts"))}
    assert faces == {"仿宋", "黑体", "方正小标宋简体"}
    table = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    for face in faces:
        assert f'w:name="{face}"><w:altName'.encode() in table.blob


def test_the_docxs_charts_are_vectors(made: Section) -> None:
    package = Document(BytesIO(document_of(made, form="docx", language="zh"))).part.package
    pictures = [part for part in package.iter_parts() if part.content_type == "image/svg+xml"]
    assert len(pictures) == 2 * 5 and all(part.blob.startswith(b"<svg") for part in pictures)


def test_the_last_page_leads_to_where_it_is_verified(made: Section) -> None:
    content = document_of(made, form="pdf", language="zh", approval=APPROVAL)
    document = pypdfium2.PdfDocument(content)
    [code] = zxingcpp.read_barcodes(document[len(document) - 1].render(scale=3).to_pil())
    document.close()
    assert code.text == verify_address(APPROVAL.snapshot)
    text = reading.pdf_text(content)
    assert sha256_of(made) in text and str(APPROVAL.snapshot).replace("-", "") in text
    assert "已核定。" in text and "初步" not in text


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_draft_says_so_and_has_nothing_to_scan(made: Section, form: str) -> None:
    content = document_of(made, form=form, language="zh")
    text = reading.pdf_text(content) if form == "pdf" else reading.close(reading.docx_text(content))
    assert "初步数据，未经核定。" in text and "不能扫码核对" in text and "/verify/" not in text


def test_head_number_and_seal_are_left_to_the_issuing_unit(made: Section) -> None:
    for form in ("pdf", "docx"):
        content = document_of(made, form=form, language="zh", approval=APPROVAL)
        text = reading.pdf_text(content) if form == "pdf" else reading.close(reading.docx_text(content))
        assert "（文件头、文号由发文单位另行加印）" in text
        assert "（印章、签发人、成文日期由发文单位另行加盖、填写）" in text
        assert not re.search(r"〔\d{4}〕\d*号", text)


def test_the_words_stand_where_they_belong(made: Section) -> None:
    paper = paper_of(made)
    assert paper.blocks[0] == Paragraph("现将有关情况报告如下。")
    names = [block.text for block in paper.blocks if isinstance(block, Heading)]
    assert names[-2:] == ["七、问题和下步工作", "八、指标口径"]
    at = paper.blocks.index(Heading("七、问题和下步工作", 1))
    assert paper.blocks[at + 1 : at + 3] == (
        Paragraph("一是部分社区老年人参与率偏低。"),
        Paragraph("二是下步联合社区网格入户宣传。"),
    )
    text = reading.pdf_text(document_of(made, form="pdf", language="zh"))
    assert "入校宣传、法治课（场次）47国庆放假" in text


def test_a_whole_report_heads_the_sections_of_others_and_leaves_them_empty(made: Section) -> None:
    content = document_of(made, form="pdf", language="zh", extent=Extent.WHOLE)
    text = reading.pdf_text(content)
    for heading in ("一、打击破案方面（本部分", "三、宣传防范方面", "（一）总体情况", "四、平安创建方面（本部分"):
        assert heading in text
    assert reading.docx_rows(document_of(made, form="docx", language="zh", extent=Extent.WHOLE)) == reading.docx_rows(
        document_of(made, form="docx", language="zh")
    )


def test_a_chart_has_a_scale_of_its_own_for_each_figure(made: Section) -> None:
    charts = [block.chart for block in paper_of(made).blocks if isinstance(block, CaptionedChart)]
    assert len(charts) == 2
    for picture in (each for chart in charts for each in chart.pictures):
        assert "style" not in picture.svg and "script" not in picture.svg


def test_many_units_are_drawn_a_figure_a_picture_in_the_order_of_the_tree(made: Section) -> None:
    names = [f"第{number}派出所" for number in range(60)]
    charts = [block for block in paper_of(unit_of_many(made, 60)).blocks if isinstance(block, CaptionedChart)]
    of_units = [block for block in charts if "分单位" in block.caption]
    assert len(of_units) == 9 and of_units[0].caption.endswith("分单位情况：入校宣传、法治课（场次）")
    for block in of_units:
        assert [text for text in re.findall(r">([^<]+)</text>", block.chart.pictures[0].svg) if text in names] == names


def test_more_units_than_a_picture_holds_go_on_in_another_one_of_the_same_scale(made: Section) -> None:
    [first, second] = [
        block.chart.pictures[0]
        for block in paper_of(unit_of_many(made, 80)).blocks
        if isinstance(block, CaptionedChart) and "推送宣传信息" in block.caption
    ]
    widths = [max(map(float, re.findall(r'width="([\d.]+)" height="9"', chart.svg))) for chart in (first, second)]
    assert widths == [pytest.approx(144 * 59 / 79, abs=0.1), 144]


def test_the_same_section_makes_the_same_pdf(made: Section) -> None:
    first, second = (document_of(made, form="pdf", language="zh") for _ in range(2))
    assert first == second


def unit_of_many(made: Section, count: int) -> Section:
    """The section as if its unit had many more below it."""
    more: dict[str, Any] = {**made}
    more["units"] = [
        {"id": -number, "name": f"第{number}派出所", "name_en": f"Station {number}"} for number in range(count)
    ]
    more["figures"] = [
        {**figure, "units": [{"unit": -number, "value": number * 137} for number in range(count)]}
        for figure in made["figures"]
    ]
    return more  # type: ignore[return-value]


def test_a_unit_of_sixty_is_reported_in_a_table_of_sixty(made: Section, capsys: pytest.CaptureFixture[str]) -> None:
    many = unit_of_many(made, 60)
    took = datetime.now(UTC)
    forms = [(form, language) for form in ("docx", "pdf", "xlsx", "csv", "json") for language in ("zh", "en")]
    files = {asked: document_of(many, form=asked[0], language=asked[1]) for asked in forms}
    with capsys.disabled():
        print(f"\nall documents of 60 units in both languages: {(datetime.now(UTC) - took).total_seconds():.1f} s")
    assert "第59派出所" + "8083" * 9 in reading.pdf_text(files["pdf", "zh"])
    assert ["第59派出所", *(["8083"] * 9)] in reading.docx_rows(files["docx", "zh"])
