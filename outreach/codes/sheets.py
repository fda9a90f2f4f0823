"""The printable sheet of a batch: A4, a cell a code, with all that must stand beside it (design.md section 3).

Chinese is set in a typeface that PDF readers bring along, so that no font file is needed to make a sheet.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from outreach.codes.alphabet import in_groups
from outreach.codes.drawing import QUIET_ZONE, code_url, dark_runs, modules
from outreach.codes.models import Code, CodeBatch

COLUMNS: Final = 3
ROWS: Final = 6
HOTLINE: Final = "96110"

_FONT: Final = "STSong-Light"
_CODE_FONT: Final = "Courier-Bold"
_WIDTH, _HEIGHT = A4
_SIDE: Final = 10 * mm
_TOP: Final = 14 * mm
_CELL_WIDTH: Final = (_WIDTH - 2 * _SIDE) / COLUMNS
_CELL_HEIGHT: Final = (_HEIGHT - 2 * _TOP) / ROWS
_PADDING: Final = 1.5 * mm
_SYMBOL: Final = 34 * mm
_TEXT: Final = 7.5
_LINE: Final = 3.4 * mm
_CUT_GREY: Final = 0.75

pdfmetrics.registerFont(UnicodeCIDFont(_FONT))


def draw_sheet(batch: CodeBatch, codes: Sequence[Code], *, on_page: Callable[[int], object]) -> bytes:
    """The PDF of `codes`, in their order. `on_page` is told after each page how many codes are drawn.

    The same codes give the same bytes.
    """
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1)
    canvas.setTitle(_heading(batch))
    a_page = COLUMNS * ROWS
    starts = range(0, len(codes), a_page)
    for page, start in enumerate(starts, 1):
        on_this = codes[start : start + a_page]
        _draw_margins(canvas, batch, page, len(starts))
        for place, code in enumerate(on_this):
            row, column = divmod(place, COLUMNS)
            canvas.saveState()
            canvas.translate(_SIDE + column * _CELL_WIDTH, _HEIGHT - _TOP - (row + 1) * _CELL_HEIGHT)
            _draw_cell(canvas, batch, code)
            canvas.restoreState()
        canvas.showPage()
        on_page(start + len(on_this))
    canvas.save()
    return file.getvalue()


def _heading(batch: CodeBatch) -> str:
    parts = [batch.campaign.name, batch.unit.name, batch.get_kind_display()]
    if batch.campaign.is_demonstration:
        parts.insert(0, _("Demonstration"))
    return " · ".join(parts)


def _draw_margins(canvas: Canvas, batch: CodeBatch, page: int, pages: int) -> None:
    canvas.setFont(_FONT, _TEXT)
    canvas.drawString(_SIDE, _HEIGHT - _TOP + 2 * mm, _heading(batch))
    of_batch = _("Batch %(batch)s") % {"batch": batch.pk}
    canvas.drawRightString(_WIDTH - _SIDE, _HEIGHT - _TOP + 2 * mm, f"{of_batch} · {page}/{pages}")


def _draw_cell(canvas: Canvas, batch: CodeBatch, code: Code) -> None:
    canvas.setStrokeGray(_CUT_GREY)
    canvas.setLineWidth(0.3)
    canvas.setDash(2, 2)
    canvas.rect(0, 0, _CELL_WIDTH, _CELL_HEIGHT)
    _draw_symbol(canvas, code.text, _PADDING, _CELL_HEIGHT - _PADDING - _SYMBOL)
    _draw_beside(canvas, code)
    address = f"{settings.SITE_SCHEME}://{settings.PUBLIC_HOST.lower()}/"
    below = [
        _("The address must begin with %(address)s") % {"address": address},
        " · ".join(filter(None, [batch.unit.name, batch.unit.landline, HOTLINE])),
    ]
    for line, text in enumerate(below, 1):
        _draw_fitted(canvas, text, _PADDING, _CELL_HEIGHT - _PADDING - _SYMBOL - line * _LINE)


def _draw_symbol(canvas: Canvas, text: str, left: float, bottom: float) -> None:
    rows = modules(code_url(text))
    module = _SYMBOL / (len(rows) + 2 * QUIET_ZONE)
    path = canvas.beginPath()
    for below, row in enumerate(reversed(rows)):
        for start, length in dark_runs(row):
            path.rect(
                left + (start + QUIET_ZONE) * module,
                bottom + (below + QUIET_ZONE) * module,
                length * module,
                module,
            )
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_beside(canvas: Canvas, code: Code) -> None:
    left = _PADDING + _SYMBOL + 1 * mm
    at = _CELL_HEIGHT - _PADDING - 4 * mm
    lines = [code.get_kind_display(), _("No. %(serial)s") % {"serial": f"{code.serial:05}"}]
    if code.bundle is not None:
        lines.append(_("Bundle %(bundle)s") % {"bundle": code.bundle})
    for text in lines:
        _draw_fitted(canvas, text, left, at)
        at -= _LINE
    canvas.setFont(_CODE_FONT, 10)
    for group in in_groups(code.text).split("-"):
        at -= 1.15 * _LINE
        canvas.drawString(left, at, group)


def _draw_fitted(canvas: Canvas, text: str, left: float, at: float) -> None:
    """A line of text, set smaller where it would run over its cell."""
    room = _CELL_WIDTH - _PADDING - left
    wide = pdfmetrics.stringWidth(text, _FONT, _TEXT)
    canvas.setFont(_FONT, min(_TEXT, _TEXT * room / wide) if wide else _TEXT)
    canvas.drawString(left, at, text)
