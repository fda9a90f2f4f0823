"""The report as a page: what a template needs, nothing that a content security policy would refuse."""

from base64 import b64encode
from typing import Any, Final

from outreach.reporting.documents.paper import (
    Block,
    CaptionedChart,
    CaptionedTable,
    Heading,
    Paragraph,
    Placeholder,
    paper_of,
)
from outreach.reporting.documents.verifying import verify_code
from outreach.reporting.section import Section
from outreach.reporting.writing import Approval

_SVG: Final = "data:image/svg+xml;base64,"


def page_of(section: Section, *, language: str, approval: Approval | None, is_whole: bool = False) -> dict[str, Any]:
    """The parts of the page, in order; pictures are addresses that hold them."""
    paper = paper_of(section, language=language, approval=approval, is_whole=is_whole)
    return {
        "language": "zh-Hans" if language == "zh" else "en",
        "head": paper.head,
        "title": paper.title,
        "subtitle": paper.subtitle,
        "standing": paper.standing,
        "digest": paper.digest,
        "blocks": [_told(block) for block in paper.blocks],
        "seal": paper.seal,
        "closing": paper.closing,
        "code": paper.address and _picture(verify_code(paper.address)),
        "address": paper.address,
    }


def _told(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": f"heading{1 + level}", "text": text}
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Placeholder(text):
            return {"kind": "placeholder", "text": text}
        case CaptionedTable(caption, table):
            return {
                "kind": "table",
                "caption": caption,
                "header": table.header,
                "rows": table.rows,
                "names": table.names,
                "has_remarks": table.has_remarks,
            }
        case CaptionedChart(caption, chart):
            pictures = [{"address": _picture(each.svg), "picture": each} for each in chart.pictures]
            return {"kind": "chart", "caption": caption, "pictures": pictures}


def _picture(svg: str) -> str:
    return _SVG + b64encode(svg.encode()).decode()
