"""Tables on paper: no row alone at a page's end, no change broken in two, no column that holds nothing."""

from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.reporting.documents.building import document_of
from outreach.reporting.documents.columns import widths_of
from outreach.reporting.documents.paper import CaptionedTable, paper_of
from outreach.reporting.section import Section
from outreach.reporting.writing.document import Table
from tests.reporting.briefing import OCTOBER, section
from tests.reporting.documents import reading


@pytest.fixture
def made(briefed: Campaign) -> Section:
    return section(briefed, PeriodKind.MONTH, OCTOBER)


def key_figures(made: Section) -> Table:
    return next(block.table for block in paper_of(made).blocks if isinstance(block, CaptionedTable))


def pages_of(content: bytes) -> list[str]:
    """Each page's text as it is broken into lines."""
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage() for page in document]
    pages = [text.get_text_bounded() for text in texts]
    for text in texts:
        text.close()
    document.close()
    return pages


def test_there_is_a_column_for_remarks_where_a_figure_has_one(made: Section) -> None:
    assert key_figures(made).header == ("指标", "本期", "上期", "环比")
    made["words"]["remarks"] = {"school_talks": "国庆放假"}
    assert key_figures(made).header == ("指标", "本期", "上期", "环比", "备注")
    assert [row[-1] for row in key_figures(made).rows][:2] == ["国庆放假", ""]


@pytest.mark.parametrize("remarks", [{}, {"school_talks": "国庆放假"}])
def test_no_change_is_broken_into_two_lines(made: Section, remarks: dict[str, str]) -> None:
    made["words"]["remarks"] = remarks
    changes = {str(row[3]) for row in key_figures(made).rows}
    assert any(change.startswith("增长") for change in changes)
    text = "".join(pages_of(document_of(made, form="pdf", language="zh")))
    table = text[text.index("主要指标") :]
    assert [change for change in changes if change not in table] == []


def test_a_column_is_as_wide_as_its_longest_figure() -> None:
    rows = (("与群众签订责任书（份）", 12_345_678_901, *[1] * 11),)
    widths = widths_of(Table(("指标", *"甲乙丙丁戊己庚辛壬癸子丑"), rows))
    assert sum(widths) == pytest.approx(1)
    assert widths[1] > widths[2] == pytest.approx(widths[12])


def test_no_row_of_a_table_stands_alone_on_a_page(made: Section) -> None:
    rows = [reading.close("".join(map(str, row))) for row in key_figures(made).rows]
    parted = 0
    for lines in range(12):
        made["words"]["lead_in"] = "台" * 28 * lines
        pages = map(reading.close, pages_of(document_of(made, form="pdf", language="zh")))
        counts = [len(there) for page in pages if (there := [row for row in rows if row in page])]
        assert sum(counts) == len(rows) and min(counts) >= 2
        parted += len(counts) > 1
    assert parted


def test_a_docx_keeps_the_first_two_and_the_last_two_rows_together(made: Section) -> None:
    document = Document(BytesIO(document_of(made, form="docx", language="zh")))
    rows = document.tables[0].rows
    kept = [{cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells} for row in rows]
    between = [{None}] * (len(kept) - 4)
    assert kept == [{True}, {True}, *between, {True}, {None}]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (len(kept) - 1)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
