"""Take-home leaflets, cut apart bundle by bundle: a page never mixes two bundles, so a pile is one bundle."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from outreach.codes.alphabet import in_groups
from outreach.codes.drawing import code_url
from outreach.codes.models import Code, CodeBatch
from outreach.codes.sheets.paper import (
    BOLD,
    HEIGHT,
    INK,
    SOFT,
    WIDTH,
    draw_cut,
    draw_line,
    draw_paragraphs,
    draw_symbol,
)
from outreach.codes.sheets.wording import (
    HOTLINE,
    address_line,
    bundle_line,
    demonstration_marks,
    heading,
    serial_line,
    voluntary_parts,
)

COLUMNS: Final = 2
ROWS: Final = 4
A_PAGE: Final = COLUMNS * ROWS

_SIDE: Final = 8 * mm
_TOP: Final = 15 * mm
_BOTTOM: Final = 8 * mm
_CELL_WIDTH: Final = (WIDTH - 2 * _SIDE) / COLUMNS
_CELL_HEIGHT: Final = (HEIGHT - _TOP - _BOTTOM) / ROWS
_PADDING: Final = 4 * mm
# Its quiet zone may lie close to what stands around it.
_SYMBOL: Final = 46 * mm
_SYMBOL_LEFT: Final = 1 * mm
_SYMBOL_BOTTOM: Final = 10.5 * mm
_BESIDE: Final = _SYMBOL_LEFT + _SYMBOL + 0.5 * mm
_BESIDE_ROOM: Final = _CELL_WIDTH - _BESIDE - _PADDING
_STATIC: Final = "leaflet"


def draw(canvas: Canvas, batch: CodeBatch, codes: Sequence[Code], on_page: Callable[[int], object]) -> None:
    """Page by page, up to `A_PAGE` leaflets on each; each bundle begins on a new page."""
    canvas.beginForm(_STATIC)
    _draw_leaflet(canvas, batch)
    canvas.endForm()
    pages = list(_pages(codes))
    drawn = 0
    for page, on_this in enumerate(pages, 1):
        _draw_margin(canvas, batch, on_this, f"{page}/{len(pages)}")
        for place, code in enumerate(on_this):
            row, column = divmod(place, COLUMNS)
            canvas.saveState()
            canvas.translate(_SIDE + column * _CELL_WIDTH, _BOTTOM + (ROWS - 1 - row) * _CELL_HEIGHT)
            canvas.doForm(_STATIC)
            _draw_code(canvas, code)
            canvas.restoreState()
        canvas.showPage()
        drawn += len(on_this)
        on_page(drawn)


def _pages(codes: Sequence[Code]) -> Iterator[list[Code]]:
    for _bundle, group in groupby(codes, key=lambda code: code.bundle):
        bundle = list(group)
        for start in range(0, len(bundle), A_PAGE):
            yield bundle[start : start + A_PAGE]


def _draw_margin(canvas: Canvas, batch: CodeBatch, on_this: Sequence[Code], page: str) -> None:
    at = HEIGHT - _TOP + 4 * mm
    first, last = on_this[0], on_this[-1]
    canvas.setFillColor(INK)
    left = _SIDE
    if first.bundle is not None:
        text = bundle_line(first.bundle)
        draw_line(canvas, text, left, at, size=13, room=WIDTH / 4, font=BOLD)
        left += canvas.stringWidth(text, BOLD, 13) + 4 * mm
    canvas.setFillColor(SOFT)
    draw_line(canvas, f"{first.serial:05}–{last.serial:05}", left, at, size=10, room=WIDTH / 4)
    of_batch = _("Batch %(batch)s") % {"batch": batch.pk}
    told = f"{heading(batch)} · {of_batch} · {page}"
    draw_line(canvas, told, WIDTH / 2, at, size=8, room=WIDTH / 2 - _SIDE)


def _draw_leaflet(canvas: Canvas, batch: CodeBatch) -> None:
    for x in (0, _CELL_WIDTH):
        draw_cut(canvas, x, 0, x, _CELL_HEIGHT)
    for y in (0, _CELL_HEIGHT):
        draw_cut(canvas, 0, y, _CELL_WIDTH, y)
    room = _CELL_WIDTH - 2 * _PADDING
    canvas.setFillColor(INK)
    top = _CELL_HEIGHT - _PADDING
    draw_line(
        canvas,
        " · ".join([_("Take it home and scan it together"), *demonstration_marks(batch)]),
        _PADDING,
        top - 5 * mm,
        size=14,
        room=room,
        font=BOLD,
    )
    ends = draw_paragraphs(
        canvas,
        [
            _("Two minutes against fraud: read the reminders, sign the pledge if you like, switch on scam warnings."),
        ],
        _BESIDE,
        top - 9 * mm,
        width=_BESIDE_ROOM,
        height=19 * mm,
        size=10,
    )
    ends = draw_paragraphs(
        canvas,
        voluntary_parts(),
        _BESIDE,
        ends - 1.5 * mm,
        width=_BESIDE_ROOM,
        height=11 * mm,
        size=10,
        pitch=1.4,
        font=BOLD,
    )
    asking = [batch.unit.name, batch.unit.landline, _("In doubt, call %(hotline)s.") % {"hotline": HOTLINE}]
    canvas.setFillColor(SOFT)
    at = ends - 5.5 * mm
    for text in filter(None, asking):
        draw_line(canvas, text, _BESIDE, at, size=9.5, room=_BESIDE_ROOM)
        at -= 4.7 * mm
    draw_line(canvas, address_line(), _PADDING, 3.4 * mm, size=8, room=room - 34 * mm)


def _draw_code(canvas: Canvas, code: Code) -> None:
    draw_symbol(canvas, code_url(code.text), _SYMBOL_LEFT, _SYMBOL_BOTTOM, _SYMBOL)
    canvas.setFillColor(INK)
    draw_line(canvas, in_groups(code.text), _PADDING, 8.6 * mm, size=9.5, room=_SYMBOL, font=BOLD)
    parts = [serial_line(code)]
    if code.bundle is not None:
        parts.insert(0, bundle_line(code.bundle))
    text = " · ".join(parts)
    canvas.setFont(BOLD, 8.5)
    canvas.drawRightString(_CELL_WIDTH - _PADDING, 3.4 * mm, text)
