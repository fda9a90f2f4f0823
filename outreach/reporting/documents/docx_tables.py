"""Tables in a docx, written as they are stored: a library's cells, taken one by one, took ten times as long."""

from typing import Final
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.table import CT_Tbl

from outreach.reporting.documents.docx_page import FANGSONG, HEITI, LATIN
from outreach.reporting.documents.paper import CaptionedTable

_WIDTH: Final = 8844  # 156 mm in twentieths of a point.
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def table_of(block: CaptionedTable) -> CT_Tbl:
    """The table over the width of the text. Its header is repeated on every page, and no row is torn apart."""
    header, rows = block.table.header, block.table.rows
    half_points = 22 if len(header) <= 6 else 19 if len(header) <= 9 else 16
    names, lead = block.table.names, 2.2 if len(header) <= 6 else 1.7
    leads = [lead] if names == 1 else [1.5, lead]
    shares = [*leads, *([1.0] * (len(header) - names - 1)), 2.4 if block.table.has_remarks else 1.0]
    widths = [int(_WIDTH * share / sum(shares)) for share in shares]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(_cell(text, width, half_points, "center", HEITI) for text, width in zip(header, widths, strict=True))
    aligned = [
        *(["left"] * names),
        *(["right"] * (len(header) - names - 1)),
        "left" if block.table.has_remarks else "right",
    ]
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            _cell(str(cell), width, half_points, align, FANGSONG)
            for cell, width, align in zip(row, widths, aligned, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{body}</w:tbl>"
    )
    assert isinstance(table, CT_Tbl)
    return table


def _cell(text: str, width: int, half_points: int, align: str, face: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="{align}"/>'
        f'<w:rPr><w:sz w:val="{half_points}"/></w:rPr></w:pPr><w:r><w:rPr>'
        f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{face}"/>'
        f'<w:spacing w:val="0"/><w:sz w:val="{half_points}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
