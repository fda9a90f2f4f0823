"""Vector pictures in a docx: the SVG itself, and beside it a picture in dots for programs that do not draw SVG."""

from io import BytesIO
from typing import Final

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

from outreach.reporting.documents.pdf import png_of

_IMAGE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_EXTENSION: Final = """<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip
xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{relation}"/></a:ext>
</a:extLst>"""


def add_picture(paragraph: Paragraph, svg: str, width: Length, alternative: str) -> None:
    """Put a picture into a paragraph, ``width`` wide; ``alternative`` is read to who does not see it."""
    picture = paragraph.add_run().add_picture(BytesIO(png_of(svg)), width=width)
    picture._inline.docPr.set("descr", alternative)
    part = paragraph.part
    assert part.package is not None
    name = PackURI(part.package.next_partname("/word/media/vector%d.svg"))
    relation = part.relate_to(Part(name, "image/svg+xml", svg.encode(), part.package), _IMAGE)
    blip = next(picture._inline.iter(qn("a:blip")))
    blip.append(parse_xml(_EXTENSION.format(relation=relation)))
