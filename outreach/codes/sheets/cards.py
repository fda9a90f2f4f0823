"""One code to a page: the card of a place, for officers, and the poster of an activity, for residents. A4 or A3.

The card hangs indoors; a resident who scans it is taught and counted nowhere (design.md section 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import BytesIO
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.pagesizes import A3, A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from outreach.codes.alphabet import in_groups
from outreach.codes.drawing import code_url
from outreach.codes.models import Code, CodeKind
from outreach.codes.sheets.paper import (
    BAND,
    BOLD,
    HEIGHT,
    INK,
    REGULAR,
    SOFT,
    WHITE,
    WIDTH,
    draw_centred,
    draw_symbol,
    fitting,
    new_canvas,
)
from outreach.codes.sheets.wording import address_line, asking_line, site_name, voluntary_line
from outreach.organisation.models import OrganisationUnit

_BAND: Final = 52 * mm
_MIDDLE: Final = WIDTH / 2
_ROOM: Final = WIDTH - 36 * mm
# Its quiet zone, a tenth of it, is white on white: lines of text may begin in it.
_SYMBOL: Final = 150 * mm
_SYMBOL_BOTTOM: Final = 74 * mm
_LINES_TOP: Final = 85 * mm
_LINE: Final = 1.7


class PaperSize(StrEnum):
    """What a card is printed on."""

    A4 = "A4"
    A3 = "A3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What stands on a card beside the code: whose it is, what or where, and the six digits of one local day."""

    unit: OrganisationUnit
    title: str
    number: str = ""
    number_day: date | None = None


def draw_card(code: Code, told: Told, *, size: PaperSize) -> bytes:
    """The PDF of a place's card or an activity's poster. The same code gives the same bytes.

    Raises ValueError where the site's name is too long.
    """
    file = BytesIO()
    canvas = new_canvas(file, title=f"{told.title} · {told.unit.name}", size=A3 if size == PaperSize.A3 else A4)
    if size == PaperSize.A3:
        canvas.scale(A3[0] / A4[0], A3[1] / A4[1])
    if code.kind == CodeKind.PLACE:
        _draw_place(canvas, code, told)
    else:
        _draw_activity(canvas, code, told)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw_place(canvas: Canvas, code: Code, told: Told) -> None:
    _draw_band(canvas, code, _("Officers scan here to log outreach"), told.title)
    draw_symbol(canvas, code_url(code.text), _MIDDLE - _SYMBOL / 2, _SYMBOL_BOTTOM, _SYMBOL)
    _draw_lines(
        canvas,
        [
            (in_groups(code.text), 15, BOLD),
            (_("Residents who scan it get reminders against fraud."), 15, REGULAR),
            (_("Nothing is registered, counted or asked of them."), 15, REGULAR),
        ],
    )
    _draw_foot(canvas, told.unit)


def _draw_activity(canvas: Canvas, code: Code, told: Told) -> None:
    _draw_band(canvas, code, _("Against telecom fraud"), told.title)
    draw_symbol(canvas, code_url(code.text), _MIDDLE - _SYMBOL / 2, _SYMBOL_BOTTOM, _SYMBOL)
    lines = [
        (_("Scan with WeChat or the phone's browser"), 22, BOLD),
        (voluntary_line(), 15, REGULAR),
    ]
    if told.number and told.number_day:
        spoken = {
            "site": site_name(),
            "number": told.number,
            "day": date_format(told.number_day, pgettext("date", "j F")),
        }
        lines.append((_("Or open %(site)s and type %(number)s (good on %(day)s only)") % spoken, 15, BOLD))
    _draw_lines(canvas, lines)
    _draw_foot(canvas, told.unit)


def _draw_band(canvas: Canvas, code: Code, head: str, title: str) -> None:
    canvas.setFillColor(BAND)
    canvas.rect(0, HEIGHT - _BAND, WIDTH, _BAND, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    draw_centred(canvas, head, _MIDDLE, HEIGHT - 33 * mm, size=44, room=_ROOM, font=BOLD)
    if code.campaign.is_demonstration:
        draw_centred(canvas, _("Demonstration"), _MIDDLE, HEIGHT - 44 * mm, size=14, room=_ROOM)
    canvas.setFillColor(INK)
    draw_centred(canvas, title, _MIDDLE, HEIGHT - _BAND - 17 * mm, size=26, room=_ROOM, font=BOLD)


def _draw_lines(canvas: Canvas, lines: Sequence[tuple[str, float, str]]) -> None:
    """Centred lines from just below the symbol down."""
    at = _LINES_TOP
    for text, size, font in lines:
        at -= _LINE * fitting(text, size, _ROOM, font)
        draw_centred(canvas, text, _MIDDLE, at, size=size, room=_ROOM, font=font)


def _draw_foot(canvas: Canvas, unit: OrganisationUnit) -> None:
    canvas.setStrokeColor(BAND)
    canvas.setLineWidth(1.5)
    canvas.line(18 * mm, 44 * mm, WIDTH - 18 * mm, 44 * mm)
    canvas.setFillColor(INK)
    draw_centred(canvas, asking_line(unit), _MIDDLE, 33 * mm, size=18, room=_ROOM, font=BOLD)
    draw_centred(canvas, address_line(), _MIDDLE, 23 * mm, size=14, room=_ROOM)
    canvas.setFillColor(SOFT)
    draw_centred(
        canvas,
        _("Neither this page nor the police ask for verification codes, bank cards or transfers."),
        _MIDDLE,
        14 * mm,
        size=12,
        room=_ROOM,
    )
