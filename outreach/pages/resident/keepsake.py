"""The receipt as an ordinary picture: old phones and WeChat save it by a long press, and it opens without a network.

It says what was done and where, never by whom: no name and no signature is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from outreach.codes.alphabet import in_groups
from outreach.codes.drawing import QUIET_ZONE, code_url, dark_runs, modules
from outreach.codes.typeface import BOLD_FILE, REGULAR_FILE, broken

WIDTH: Final = 720
HEIGHT: Final = 960
_MARGIN: Final = 40
_ROOM: Final = WIDTH - 2 * _MARGIN
_INK: Final = 20
_SOFT: Final = 80
_LINE: Final = 190
_PAPER: Final = 255
_SIDE: Final = 400
_PITCH: Final = 1.4
_SMALLEST: Final = 20
_MOST_DONE: Final = 6


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What the picture says. `done` are lines of what was done and when; words are in the page's language."""

    receipt: str
    unit: str
    landline: str
    event: str
    done: Sequence[str]
    is_demonstration: bool


def draw_keepsake(keepsake: Keepsake) -> bytes:
    """The PNG: what was done, whom to ask, and the receipt's code to scan and to type. 25 ms, 25 kB."""
    image = Image.new("L", (WIDTH, 2 * HEIGHT), _PAPER)
    sheet = _Sheet(ImageDraw.Draw(image))
    sheet.line(_("Receipt"), 52, bold=True, below=6)
    if keepsake.is_demonstration:
        sheet.line(_("Demonstration: invented units, nothing here is real."), 22)
    sheet.line(keepsake.unit, 30, bold=True)
    if keepsake.landline:
        sheet.line(keepsake.landline, 26)
    sheet.line(keepsake.event, 26)
    for line in keepsake.done[:_MOST_DONE]:
        sheet.line(line, 26)
    sheet.symbol(code_url(keepsake.receipt, "R"))
    sheet.line(in_groups(keepsake.receipt), 36, bold=True, below=8)
    sheet.paragraph(_("With this code you can see, withdraw and delete what is held. Show it to nobody."), 26)
    height = sheet.foot(_("Anti-fraud hotline 96110"), 24)
    file = BytesIO()
    _in_shades(image.crop((0, 0, WIDTH, height))).save(file, "PNG", bits=4)
    return file.getvalue()


def _in_shades(image: Image.Image) -> Image.Image:
    """Sixteen greys in place of 256: the letters keep their smooth edges, and the file is a third as large."""
    reduced = image.point([shade >> 4 for shade in range(256)])
    reduced.putpalette([17 * shade for shade in range(16) for _channel in range(3)])
    return reduced


class _Sheet:
    """Draws from the top down, each line centred: set smaller where it would not fit, then broken."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw
        self._top = float(_MARGIN)

    def line(self, text: str, size: int, *, bold: bool = False, below: float = 0) -> None:
        while size > _SMALLEST and _font(size, bold).getlength(text) > _ROOM:
            size -= 1
        self.paragraph(text, size, bold=bold)
        self._top += below

    def paragraph(self, text: str, size: int, *, bold: bool = False) -> None:
        font = _font(size, bold)
        for line in broken(text, lambda line: font.getlength(line) <= _ROOM):
            self._write(line.rstrip(), font, size)

    def symbol(self, url: str) -> None:
        rows = modules(url)
        module = _SIDE // (len(rows) + 2 * QUIET_ZONE)
        left = (WIDTH - len(rows) * module) // 2
        top = round(self._top) + QUIET_ZONE * module
        for down, row in enumerate(rows):
            for start, length in dark_runs(row):
                at = (left + start * module, top + down * module)
                self._draw.rectangle((*at, at[0] + length * module - 1, at[1] + module - 1), fill=0)
        self._top = top + (len(rows) + QUIET_ZONE) * module

    def foot(self, text: str, size: int) -> int:
        """The last line; returns how tall the picture is."""
        self._top = max(HEIGHT - _MARGIN - _PITCH * size, self._top + 2 * _PITCH * size)
        self._draw.line((_MARGIN, self._top - 12, WIDTH - _MARGIN, self._top - 12), fill=_LINE, width=2)
        self._write(text, _font(size, bold=False), size, fill=_SOFT)
        return round(self._top) + _MARGIN

    def _write(self, text: str, font: ImageFont.FreeTypeFont, size: int, fill: int = _INK) -> None:
        middle = self._top + _PITCH * size / 2
        self._draw.text((WIDTH / 2, middle), text, font=font, fill=fill, anchor="mm")
        self._top += _PITCH * size


def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BOLD_FILE if bold else REGULAR_FILE, size)
