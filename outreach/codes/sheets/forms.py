"""Numbered pledge forms, one an A4 page: above what is signed and kept by the station, below the signer's stub.

An officer scans the form's code, never the stub's: the two stand in opposite corners, each says who scans it, and
one in a frame with a caption, the other behind the cut.
"""

from collections.abc import Callable, Sequence
from typing import Final

from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from outreach.campaigns.models import PledgeText
from outreach.codes.alphabet import in_groups
from outreach.codes.drawing import code_url
from outreach.codes.models import Code, CodeBatch
from outreach.codes.selectors import text_printed_on
from outreach.codes.sheets.paper import (
    BAND,
    BOLD,
    INK,
    REGULAR,
    SOFT,
    WHITE,
    WIDTH,
    draw_centred,
    draw_cut,
    draw_line,
    draw_paragraphs,
    draw_right,
    draw_symbol,
)
from outreach.codes.sheets.wording import (
    address_line,
    asking_line,
    demonstration_marks,
    heading,
    serial_line,
    voluntary_line,
)
from outreach.codes.stubs import stub_text

_LEFT: Final = 18 * mm
_RIGHT: Final = WIDTH - 18 * mm
_ROOM: Final = _RIGHT - _LEFT

# Read at arm's length, some 50 cm, where a phone wants a tenth of that.
_SYMBOL: Final = 50 * mm
_SYMBOL_LEFT: Final = _RIGHT - _SYMBOL
_SYMBOL_BOTTOM: Final = 230 * mm
_CAPTION: Final = 7 * mm
_BESIDE: Final = _SYMBOL_LEFT - _LEFT - 8 * mm

_TEXT_TOP: Final = 217 * mm
_TEXT_BOTTOM: Final = 127 * mm
_CUT: Final = 84 * mm

_STUB_SYMBOL: Final = 44 * mm
_STUB_BOTTOM: Final = 17 * mm
_STUB_LEFT: Final = _LEFT + _STUB_SYMBOL + 8 * mm
_STUB_ROOM: Final = _RIGHT - _STUB_LEFT
_STATIC: Final = "form"
# As many as are written on a photocopy to tell it from its original.
_COPY_BOXES: Final = 4


def draw(canvas: Canvas, batch: CodeBatch, codes: Sequence[Code], on_page: Callable[[int], object]) -> None:
    """Page by page. Raises ValueError where the campaign has no words to be signed."""
    text = text_printed_on(batch)
    if text is None:
        raise ValueError(f"batch {batch.pk} has no pledge to print")
    key = batch.campaign.key
    canvas.beginForm(_STATIC)
    _draw_paper(canvas, batch, text)
    _draw_signing(canvas, batch)
    _draw_stub(canvas, batch)
    canvas.endForm()
    for drawn, code in enumerate(codes, 1):
        canvas.doForm(_STATIC)
        _draw_form_code(canvas, code)
        _draw_stub_code(canvas, code, stub_text(key, code.text))
        canvas.showPage()
        on_page(drawn)


def _draw_paper(canvas: Canvas, batch: CodeBatch, text: PledgeText) -> None:
    top = _SYMBOL_BOTTOM + _SYMBOL + _CAPTION
    canvas.setFillColor(SOFT)
    draw_line(canvas, heading(batch), _LEFT, top - 4 * mm, size=9, room=_BESIDE)
    _draw_marks(canvas, [*demonstration_marks(batch), *([_("Sample")] if text.is_sample else [])], top - 10.5 * mm)
    canvas.setFillColor(INK)
    ends = draw_paragraphs(
        canvas, [text.title], _LEFT, top - 19 * mm, width=_BESIDE, height=21 * mm, size=20, pitch=1.35, font=BOLD
    )
    draw_line(canvas, voluntary_line(), _LEFT, ends - 8 * mm, size=12, room=_BESIDE, font=BOLD)
    draw_line(canvas, asking_line(batch.unit), _LEFT, top - 50 * mm, size=10, room=_BESIDE)
    draw_line(canvas, address_line(), _LEFT, top - 56 * mm, size=10, room=_BESIDE)
    _draw_frame(canvas)
    draw_paragraphs(
        canvas,
        [line for line in text.body.splitlines() if line.strip()],
        _LEFT,
        _TEXT_TOP,
        width=_ROOM,
        height=_TEXT_TOP - _TEXT_BOTTOM,
        size=13,
        space=0.25,
    )


def _draw_marks(canvas: Canvas, marks: list[str], at: float) -> None:
    """Framed words that say what this paper is not."""
    canvas.setFillColor(INK)
    canvas.setStrokeColor(INK)
    canvas.setFont(BOLD, 11)
    left = _LEFT
    for mark in marks:
        wide = canvas.stringWidth(mark, BOLD, 11) + 4 * mm
        canvas.drawString(left + 2 * mm, at, mark)
        canvas.rect(left, at - 1.6 * mm, wide, 6 * mm)
        left += wide + 2 * mm


def _draw_frame(canvas: Canvas) -> None:
    """The frame that tells the officer's code from the other one."""
    canvas.setStrokeColor(BAND)
    canvas.setFillColor(BAND)
    canvas.setLineWidth(1.2)
    canvas.rect(_SYMBOL_LEFT, _SYMBOL_BOTTOM, _SYMBOL, _SYMBOL + _CAPTION)
    canvas.rect(_SYMBOL_LEFT, _SYMBOL_BOTTOM + _SYMBOL, _SYMBOL, _CAPTION, fill=1)
    canvas.setFillColor(WHITE)
    middle = _SYMBOL_LEFT + _SYMBOL / 2
    draw_centred(
        canvas,
        _("Officers scan here"),
        middle,
        _SYMBOL_BOTTOM + _SYMBOL + 2 * mm,
        size=11,
        room=_SYMBOL - 4 * mm,
        font=BOLD,
    )
    canvas.setFillColor(INK)


def _draw_signing(canvas: Canvas, batch: CodeBatch) -> None:
    canvas.setFillColor(INK)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.6)
    column = _LEFT + _ROOM * 0.56
    _draw_blank(canvas, _("Signature"), _LEFT, column - 8 * mm, 116 * mm)
    _draw_blank(canvas, _("Date"), column, _RIGHT, 116 * mm)
    _draw_blank(canvas, _("Guardian's signature, for a signer under 14"), _LEFT, _RIGHT, 104 * mm)
    canvas.setFillColor(SOFT)
    label = _("On a photocopy, the officer writes four letters of its own here, without 0 1 I L O U")
    draw_line(canvas, label, _LEFT, 93 * mm, size=8.5, room=_ROOM - 40 * mm)
    box = 6 * mm
    canvas.setStrokeColor(SOFT)
    for place in range(_COPY_BOXES):
        canvas.rect(_RIGHT - (_COPY_BOXES - place) * box, 91.5 * mm, box, box)


def _draw_blank(canvas: Canvas, label: str, left: float, right: float, at: float) -> None:
    draw_line(canvas, label, left, at, size=11.5, room=right - left)
    canvas.line(left + canvas.stringWidth(label, REGULAR, 11.5) + 3 * mm, at - 1.2 * mm, right, at - 1.2 * mm)


def _draw_stub(canvas: Canvas, batch: CodeBatch) -> None:
    draw_cut(canvas, 0, _CUT, WIDTH, _CUT)
    canvas.setFillColor(SOFT)
    draw_line(canvas, _("Cut here. The signer keeps the part below."), _LEFT, _CUT - 5 * mm, size=8, room=_ROOM / 2)
    canvas.setFillColor(INK)
    # A copy of the stub would let each holder of a photocopy read and withdraw what the first signer signed.
    draw_right(
        canvas,
        _("Before copying, cut off the stub or cover it."),
        _RIGHT,
        _CUT - 5.5 * mm,
        size=10.5,
        room=_ROOM / 2,
        font=BOLD,
    )
    name = " · ".join([_("Receipt stub"), *demonstration_marks(batch)])
    draw_line(canvas, name, _STUB_LEFT, 67 * mm, size=16, room=_STUB_ROOM / 2, font=BOLD)
    draw_paragraphs(
        canvas,
        [
            _("For you alone: scan it to see what is held of this pledge, and to withdraw and erase it at any time."),
            _("Keep it private. Whoever has this code can do the same. Officers do not scan it."),
        ],
        _STUB_LEFT,
        63 * mm,
        width=_STUB_ROOM,
        height=25 * mm,
        size=10.5,
    )
    canvas.setFillColor(SOFT)
    draw_line(canvas, address_line(), _STUB_LEFT, 22 * mm, size=9, room=_STUB_ROOM)
    draw_line(canvas, asking_line(batch.unit), _STUB_LEFT, 17 * mm, size=9, room=_STUB_ROOM)
    draw_centred(
        canvas,
        _("The signer's own code"),
        _LEFT + _STUB_SYMBOL / 2,
        _STUB_BOTTOM + _STUB_SYMBOL + 1.5 * mm,
        size=9,
        room=_STUB_SYMBOL,
    )


def _draw_form_code(canvas: Canvas, code: Code) -> None:
    draw_symbol(canvas, code_url(code.text), _SYMBOL_LEFT, _SYMBOL_BOTTOM, _SYMBOL)
    canvas.setFillColor(INK)
    middle = _SYMBOL_LEFT + _SYMBOL / 2
    draw_centred(canvas, in_groups(code.text), middle, _SYMBOL_BOTTOM - 5.5 * mm, size=11, room=_SYMBOL, font=BOLD)
    top = _SYMBOL_BOTTOM + _SYMBOL + _CAPTION
    canvas.setFont(BOLD, 15)
    canvas.drawRightString(_LEFT + _BESIDE, top - 10.5 * mm, serial_line(code))


def _draw_stub_code(canvas: Canvas, code: Code, receipt: str) -> None:
    draw_symbol(canvas, code_url(receipt, "R"), _LEFT, _STUB_BOTTOM, _STUB_SYMBOL)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 13)
    canvas.drawRightString(_RIGHT, 67 * mm, serial_line(code))
    draw_line(canvas, in_groups(receipt), _STUB_LEFT, 29 * mm, size=12, room=_STUB_ROOM, font=BOLD)
