"""The page of a docx by GB/T 9704-2012: margins, the grid of 22 lines and 28 letters, faces, page numbers."""

from math import floor
from typing import Final

from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _Footer
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FANGSONG: Final = "仿宋"
SONGTI: Final = "宋体"
HEITI: Final = "黑体"
KAITI: Final = "楷体"
TITLE: Final = "方正小标宋简体"
LATIN: Final = "Times New Roman"
# What takes the place of a face that the machine does not have.
_NEXT_BEST: Final = {FANGSONG: "FangSong", SONGTI: "SimSun", HEITI: "SimHei", KAITI: "KaiTi", TITLE: SONGTI}

_BODY: Final = 16
_TWIPS_A_MM: Final = 1440 / 25.4
_LINE_PITCH: Final = int(225 / 22 * _TWIPS_A_MM)
# What each letter is narrower or wider than its size, in 4096ths of a point: 28 of them are 156 mm.
_LETTER_SPACE: Final = int((156 / 28 / 25.4 * 72 - _BODY) * 4096)
# The same in twentieths of a point, and one more, because programs round each letter: the 28th must still fit.
_NARROWER: Final = floor((156 / 28 / 25.4 * 72 - _BODY) * 20) - 1


def lay_out(document: DocumentObject, *, is_chinese: bool) -> None:
    """Give the document its page, its grid, its faces and its page numbers."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # 7 mm below the text, and then the height of the number itself.
    section.footer_distance = Mm(35 - 7 - 5)
    _draw_grid(section._sectPr, has_letters=is_chinese)
    _name_faces(document, is_chinese=is_chinese)
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def set_face(run: Run, face: str, size: Length) -> None:
    """The Chinese face by its East Asian name, the Latin one beside it."""
    run.font.size = size
    run.font.name = LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def indent_two_letters(paragraph: Paragraph) -> None:
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(2 * _BODY * 20))
    paragraph._p.get_or_add_pPr().append(indent)


def give_outline_level(paragraph: Paragraph, level: int) -> None:
    """So that the office program lists it as a heading, whatever it looks like."""
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level - 1))
    paragraph._p.get_or_add_pPr().append(outline)


def set_close(paragraph: Paragraph) -> None:
    """As close as its face asks for, not 22 lines on a page: for other sizes, and for pictures, which would be cut."""
    paragraph.paragraph_format.line_spacing = 1.0


def _draw_grid(section: object, *, has_letters: bool) -> None:
    for old in section.findall(qn("w:docGrid")):  # type: ignore[attr-defined]
        section.remove(old)  # type: ignore[attr-defined]
    letters = f'w:charSpace="{_LETTER_SPACE}" ' if has_letters else ""
    kind = "linesAndChars" if has_letters else "lines"
    section.append(  # type: ignore[attr-defined]
        parse_xml(f'<w:docGrid {nsdecls("w")} w:type="{kind}" {letters}w:linePitch="{_LINE_PITCH}"/>')
    )


def _name_faces(document: DocumentObject, *, is_chinese: bool) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(_BODY)
    properties = normal.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), FANGSONG)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    if is_chinese:
        narrower = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{_NARROWER}"/>')
        properties.insert_element_before(narrower, "w:sz", "w:szCs", "w:lang")
    # Figures are Latin text: as Chinese, some programs break them anywhere (GB/T 15835-2011: a number is not parted).
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="zh-CN"/>'))
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = Pt(_LINE_PITCH / 20)
    # Lines and letters have the grid's measures of themselves. Held to it, some programs give a letter that is wider
    # than its cell two of them.
    normal.element.get_or_add_pPr().insert(0, parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'))
    faces = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{next_best}"/><w:charset w:val="86"/></w:font>'
        for name, next_best in _NEXT_BEST.items()
    )
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = part.blob.replace(b"</w:fonts>", f"{faces}</w:fonts>".encode())


def _number(footer: _Footer, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one letter in from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.tab_stops.clear_all()
    edge = paragraph.paragraph_format
    if align == WD_ALIGN_PARAGRAPH.RIGHT:
        edge.right_indent = Pt(14)
    else:
        edge.left_indent = Pt(14)
    for part in ("— ", "begin", " PAGE ", "separate", "1", "end", " —"):
        run = paragraph.add_run()
        set_face(run, SONGTI, Pt(14))
        if part in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), part)
            run._r.append(mark)
        elif part == " PAGE ":
            code = OxmlElement("w:instrText")
            code.text = part
            run._r.append(code)
        else:
            run.text = part
