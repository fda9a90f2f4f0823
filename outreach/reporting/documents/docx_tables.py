"""Tables in a docx, written as they are stored: a library's cells, taken one by one, took ten times as long."""

from typing import Final
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.table import CT_Tbl

from outreach.reporting.documents.columns import size_of, widths_of
from outreach.reporting.documents.docx_page import FANGSONG, HEITI, LATIN
from outreach.reporting.documents.paper import CaptionedTable

_WIDTH: Final = 8844  # 156 mm in twentieths of a point.
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def table_of(block: CaptionedTable) -> CT_Tbl:
    """The table over the width of the text.

    Its header is repeated on every page, no row is torn apart, and its first two and last two rows stay together.
    """
    header, rows, names = block.table.header, block.table.rows, block.table.names
    half_points = round(2 * size_of(block.table))
    widths = [int(_WIDTH * share) for share in widths_of(block.table)]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _cell(text, width, half_points, "center", HEITI, is_kept=True)
        for text, width in zip(header, widths, strict=True)
    )
    aligned = [
        *(["left"] * names),
        *(["right"] * (len(header) - names - 1)),
        "left" if block.table.has_remarks else "right",
    ]
    kept = {0, len(rows) - 2} if len(rows) > 1 else set()
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            _cell(str(cell), width, half_points, align, FANGSONG, is_kept=number in kept)
            for cell, width, align in zip(row, widths, aligned, strict=True)
        )
        + "</w:tr>"
        for number, row in enumerate(rows)
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


def _cell(text: str, width: int, half_points: int, align: str, face: str, *, is_kept: bool) -> str:
    """``is_kept``: on the page of the row below."""
    keep = "<w:keepNext/>" if is_kept else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{keep}<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="{align}"/>'
        f'<w:rPr><w:sz w:val="{half_points}"/></w:rPr></w:pPr><w:r><w:rPr>'
        f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{face}"/>'
        f'<w:spacing w:val="0"/><w:sz w:val="{half_points}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
