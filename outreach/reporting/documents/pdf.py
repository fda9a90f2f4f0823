"""The report as PDF, set by typst: the layout of GB/T 9704-2012 with faces under the Open Font License, embedded."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import typst

from outreach.codes.typeface import REGULAR_FILE, SERIF_BOLD_FILE, SERIF_FILE
from outreach.reporting.documents.columns import size_of, widths_of
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

_FOLDER: Final = Path(__file__).parent
_TEMPLATE: Final = _FOLDER / "report.typ"
_PICTURE: Final = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")"""
_PRINTED_PPI: Final = 300


def pdf_of(paper: Paper, *, counted_at: int) -> bytes:
    """The paper as PDF, dated with ``counted_at``, in seconds since 1970: the same paper, the same bytes."""
    told = {
        "language": paper.language,
        "head": paper.head,
        "title": paper.title,
        "subtitle": paper.subtitle,
        "standing": paper.standing,
        "digest": paper.digest,
        "blocks": [_told(block) for block in paper.blocks],
        "seal": paper.seal,
        "closing": paper.closing,
        "code": paper.address and verify_code(paper.address),
    }
    return _compiled(_TEMPLATE.read_bytes(), {"paper": json.dumps(told)}, "pdf", timestamp=counted_at)


@lru_cache(maxsize=32)
def png_of(svg: str) -> bytes:
    """A picture in 300 dots an inch, for readers that do not draw SVG.

    Most of a docx's time goes into them, and section and whole report have the same.
    """
    return _compiled(_PICTURE, {"svg": svg}, "png", ppi=_PRINTED_PPI)


def _told(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": text, "level": level}
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
                "remarks": table.has_remarks,
                "size": size_of(table),
                "widths": widths_of(table),
            }
        case CaptionedChart(caption, chart):
            pictures = [{"svg": each.svg, "alternative": each.alternative} for each in chart.pictures]
            return {"kind": "chart", "caption": caption, "pictures": pictures}


def _compiled(source: bytes, inputs: dict[str, str], form: Literal["pdf", "png"], **more: Any) -> bytes:
    compiler = typst.Compiler(source, root=str(_FOLDER), font_paths=_fonts(), sys_inputs=inputs)
    made = compiler.compile(format=form, **more)
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Those that come with the project and no others: the same report looks the same on every machine."""
    folders = [str(file.parent) for file in (REGULAR_FILE, SERIF_FILE, SERIF_BOLD_FILE)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
