"""The printable sheet of a batch, A4, with all that must stand beside a code (design.md section 3).

Forms are a page each, leaflets are cut apart bundle by bundle, the pool of activity codes is a grid.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from outreach.codes.models import Code, CodeBatch, CodeKind
from outreach.codes.sheets import forms, grid, leaflets
from outreach.codes.sheets.paper import new_canvas
from outreach.codes.sheets.wording import heading

OnPage = Callable[[int], object]
_Drawing = Callable[[Canvas, CodeBatch, Sequence[Code], OnPage], None]

_DRAWINGS: Final[dict[str, _Drawing]] = {CodeKind.FORM: forms.draw, CodeKind.LEAFLET: leaflets.draw}


def draw_sheet(batch: CodeBatch, codes: Sequence[Code], *, on_page: OnPage) -> bytes:
    """The PDF of `codes`, in their order. `on_page` is told after each page how many codes are drawn.

    The same codes give the same bytes. Raises ValueError where the site's name is too long, or where a form has no
    words to be signed.
    """
    file = BytesIO()
    canvas = new_canvas(file, title=heading(batch))
    _DRAWINGS.get(batch.kind, grid.draw)(canvas, batch, codes, on_page)
    canvas.save()
    return file.getvalue()
