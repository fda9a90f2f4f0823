"""The report as docx, to be worked on: the layout of GB/T 9704-2012 in the faces that the offices' machines have.

Chinese faces are named by ``w:eastAsia``; where one is missing the font table names the next best, and then the office
program takes its own. Charts are SVG, with a picture of 300 dots an inch for programs that do not draw it.
"""

from datetime import datetime
from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as TextParagraph

from outreach.reporting.documents import docx_page
from outreach.reporting.documents.docx_page import FANGSONG, HEITI, KAITI, TITLE
from outreach.reporting.documents.docx_pictures import add_picture
from outreach.reporting.documents.docx_tables import table_of
from outreach.reporting.documents.paper import (
    Block,
    CaptionedChart,
    CaptionedTable,
    Heading,
    Paper,
    Paragraph,
    Placeholder,
)
from outreach.reporting.documents.verifying import verify_code

_BODY: Final = Pt(16)
_SMALL: Final = Pt(10.5)
_TEXT_WIDTH: Final = Mm(156)
_CODE_WIDTH: Final = Mm(32)
_BETWEEN_PICTURES: Final = Mm(3.5)
_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


def docx_of(paper: Paper, *, counted_at: datetime) -> bytes:
    """The paper as docx, dated with the time it was counted at."""
    document = Document()
    docx_page.lay_out(document, is_chinese=paper.language == "zh")
    properties = document.core_properties
    properties.title, properties.author, properties.comments = paper.title, "", ""
    properties.created = properties.modified = counted_at
    writer = _Writer(document, is_chinese=paper.language == "zh")
    writer.aside(paper.head)
    writer.line(paper.title, face=TITLE, size=Pt(22), align=_CENTRE)
    writer.line(paper.subtitle, size=Pt(14), align=_CENTRE)
    writer.line(paper.standing, size=_SMALL)
    writer.line(paper.digest, size=_SMALL)
    for block in paper.blocks:
        writer.add(block)
    writer.aside(paper.seal).paragraph_format.keep_with_next = True
    if paper.address:
        code = writer.line("")
        code.paragraph_format.keep_with_next = True
        add_picture(code, verify_code(paper.address), _CODE_WIDTH, paper.closing)
    writer.line(paper.closing, size=_SMALL).paragraph_format.keep_with_next = True
    writer.line(paper.digest, size=_SMALL)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Adds blocks to a document, one below the other."""

    def __init__(self, document: DocumentObject, *, is_chinese: bool) -> None:
        self._document = document
        self._is_chinese = is_chinese

    def add(self, block: Block) -> None:
        match block:
            case Heading(text, level):
                heading = self.line(text, face=HEITI if level == 1 else KAITI, is_indented=True)
                heading.paragraph_format.keep_with_next = True
                docx_page.give_outline_level(heading, level)
            case Paragraph(text):
                self.line(text, is_indented=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
            case Placeholder(text):
                self.aside(text)
            case CaptionedTable():
                self._table(block)
            case CaptionedChart(caption, chart):
                for picture in chart.pictures:
                    holder = self.line("", align=_CENTRE)
                    add_picture(holder, picture.svg, _TEXT_WIDTH, picture.alternative)
                    holder.paragraph_format.space_after = _BETWEEN_PICTURES
                # Pages break between pictures, not before the caption.
                holder.paragraph_format.keep_with_next = True
                self.line(caption, face=HEITI, size=Pt(12), align=_CENTRE)

    def aside(self, text: str) -> TextParagraph:
        return self.line(text, size=_SMALL, align=_CENTRE)

    def line(
        self,
        text: str,
        *,
        face: str = FANGSONG,
        size: Length = _BODY,
        align: WD_ALIGN_PARAGRAPH = _LEFT,
        is_indented: bool = False,
    ) -> TextParagraph:
        """A paragraph of one face and size."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = align
        if size != _BODY or not text:
            docx_page.set_close(paragraph)
        if is_indented and self._is_chinese:
            docx_page.indent_two_letters(paragraph)
        if text:
            docx_page.set_face(paragraph.add_run(text), face, size)
        return paragraph

    def _table(self, block: CaptionedTable) -> None:
        caption = self.line(block.caption, face=HEITI, size=Pt(12), align=_CENTRE)
        caption.paragraph_format.keep_with_next = True
        caption._p.addnext(table_of(block))
        self.line("", size=_SMALL)
