"""A pool of activity codes: a grid of cells to cut apart, each with what must stand beside its code."""

from collections.abc import Callable, Sequence
from typing import Final

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from outreach.codes.alphabet import in_groups
from outreach.codes.drawing import code_url
from outreach.codes.models import Code, CodeBatch
from outreach.codes.sheets.paper import BOLD, HEIGHT, WIDTH, draw_cut, draw_line, draw_symbol
from outreach.codes.sheets.wording import address_line, asking_line, demonstration_marks, heading, serial_line

COLUMNS: Final = 3
ROWS: Final = 6
A_PAGE: Final = COLUMNS * ROWS

_SIDE: Final = 10 * mm
_TOP: Final = 14 * mm
_CELL_WIDTH: Final = (WIDTH - 2 * _SIDE) / COLUMNS
_CELL_HEIGHT: Final = (HEIGHT - 2 * _TOP) / ROWS
_PADDING: Final = 1.5 * mm
_SYMBOL: Final = 34 * mm
_TEXT: Final = 7.5
_LINE: Final = 3.4 * mm
_STATIC: Final = "cell"


def draw(canvas: Canvas, batch: CodeBatch, codes: Sequence[Code], on_page: Callable[[int], object]) -> None:
    """Page by page, `A_PAGE` codes on each."""
    _define_cell(canvas, batch)
    starts = range(0, len(codes), A_PAGE)
    for page, start in enumerate(starts, 1):
        on_this = codes[start : start + A_PAGE]
        draw_line(canvas, heading(batch), _SIDE, HEIGHT - _TOP + 2 * mm, size=_TEXT, room=WIDTH / 2)
        of_batch = _("Batch %(batch)s") % {"batch": batch.pk}
        canvas.drawRightString(WIDTH - _SIDE, HEIGHT - _TOP + 2 * mm, f"{of_batch} · {page}/{len(starts)}")
        for place, code in enumerate(on_this):
            row, column = divmod(place, COLUMNS)
            canvas.saveState()
            canvas.translate(_SIDE + column * _CELL_WIDTH, HEIGHT - _TOP - (row + 1) * _CELL_HEIGHT)
            canvas.doForm(_STATIC)
            _draw_code(canvas, code)
            canvas.restoreState()
        canvas.showPage()
        on_page(start + len(on_this))


def _define_cell(canvas: Canvas, batch: CodeBatch) -> None:
    """What is the same in every cell, drawn once for all."""
    canvas.beginForm(_STATIC)
    for across in (0, _CELL_WIDTH):
        draw_cut(canvas, across, 0, across, _CELL_HEIGHT)
    for up in (0, _CELL_HEIGHT):
        draw_cut(canvas, 0, up, _CELL_WIDTH, up)
    under = _CELL_HEIGHT - _PADDING - _SYMBOL
    room = _CELL_WIDTH - 2 * _PADDING
    for line, text in enumerate((address_line(), asking_line(batch.unit)), 1):
        draw_line(canvas, text, _PADDING, under - line * _LINE, size=_TEXT, room=room)
    left = _PADDING + _SYMBOL + 1 * mm
    kind = " · ".join([*demonstration_marks(batch), str(batch.get_kind_display())])
    draw_line(canvas, kind, left, _CELL_HEIGHT - _PADDING - 4 * mm, size=_TEXT, room=_CELL_WIDTH - _PADDING - left)
    canvas.endForm()


def _draw_code(canvas: Canvas, code: Code) -> None:
    draw_symbol(canvas, code_url(code.text), _PADDING, _CELL_HEIGHT - _PADDING - _SYMBOL, _SYMBOL)
    left = _PADDING + _SYMBOL + 1 * mm
    at = _CELL_HEIGHT - _PADDING - 4 * mm - _LINE
    draw_line(canvas, serial_line(code), left, at, size=_TEXT, room=_CELL_WIDTH - _PADDING - left)
    at -= _LINE
    canvas.setFont(BOLD, 10)
    for group in in_groups(code.text).split("-"):
        at -= 1.15 * _LINE
        canvas.drawString(left, at, group)
