"""What all printed paper is made of: the typeface, lines and paragraphs that fit, symbols, cut lines.

Measures are points, from the lower left corner. The typeface is embedded, letter by letter as used: a print shop sees
what was drawn here. It comes from an npm package, so it is there after `make setup`.
"""

from collections.abc import Sequence
from functools import cache
from typing import IO, Final

from django.conf import settings
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from outreach.codes.drawing import QUIET_ZONE, dark_runs, modules
from outreach.codes.typeface import BOLD_FILE, REGULAR_FILE, broken

REGULAR: Final = "Noto Sans SC"
BOLD: Final = "Noto Sans SC Bold"
WIDTH, HEIGHT = A4

INK: Final = HexColor("#17212e")
SOFT: Final = HexColor("#465466")
BAND: Final = HexColor("#10305a")
WHITE: Final = HexColor("#ffffff")
_CUT: Final = HexColor("#8a94a3")

_FILES: Final = {REGULAR: REGULAR_FILE, BOLD: BOLD_FILE}
_STEP: Final = 0.5

# Plain bytes: made into letters they would be a quarter longer, and take a third of the time.
rl_config.useA85 = 0


def new_canvas(file: IO[bytes], *, title: str, size: tuple[float, float] = A4) -> Canvas:
    """A document to draw on. The same drawing gives the same bytes."""
    _load_fonts()
    canvas = Canvas(
        file,
        pagesize=size,
        pageCompression=1,
        invariant=1,
        initialFontName=REGULAR,  # type: ignore[arg-type]  # a name, whatever its stub says
        lang=settings.LANGUAGE_CODE,
    )
    canvas.setTitle(title)
    return canvas


@cache
def _load_fonts() -> None:
    """0.15 s, once a process, and not before something is drawn."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(file)))


def draw_line(
    canvas: Canvas, text: str, left: float, at: float, *, size: float, room: float, font: str = REGULAR
) -> None:
    """A line of text with its base at height `at`, set smaller where it would be wider than `room`."""
    canvas.setFont(font, fitting(text, size, room, font))
    canvas.drawString(left, at, text)


def draw_centred(
    canvas: Canvas, text: str, middle: float, at: float, *, size: float, room: float, font: str = REGULAR
) -> None:
    """As `draw_line`, around `middle`."""
    canvas.setFont(font, fitting(text, size, room, font))
    canvas.drawCentredString(middle, at, text)


def draw_right(
    canvas: Canvas, text: str, right: float, at: float, *, size: float, room: float, font: str = REGULAR
) -> None:
    """As `draw_line`, ending at `right`."""
    canvas.setFont(font, fitting(text, size, room, font))
    canvas.drawRightString(right, at, text)


def fitting(text: str, size: float, room: float, font: str) -> float:
    """The size at which `text` is no wider than `room`, at most `size`."""
    wide = pdfmetrics.stringWidth(text, font, size)
    return size * room / wide if wide > room else size


def draw_paragraphs(
    canvas: Canvas,
    texts: Sequence[str],
    left: float,
    top: float,
    *,
    width: float,
    height: float,
    size: float,
    pitch: float = 1.55,
    font: str = REGULAR,
    space: float = 0,
) -> float:
    """Paragraphs from `top` down, in the largest type up to `size` that fits into `height`; where they end.

    `pitch` is from line to line and `space` what a paragraph leaves below it, in heights of a letter.
    """
    while True:
        broken = [_lines_of(text, size, width, font) for text in texts]
        tall = size * (pitch * sum(map(len, broken)) + space * len(broken))
        if tall <= height or size <= 2 * _STEP:
            break
        size -= _STEP
    canvas.setFont(font, size)
    for lines in broken:
        for line in lines:
            top -= pitch * size
            # A letter's body stands in the middle of its line; the base is a fifth of it above the foot.
            canvas.drawString(left, top + ((pitch - 1) / 2 + 0.2) * size, line)
        top -= space * size
    return top


def _lines_of(text: str, size: float, width: float, font: str) -> list[str]:
    return broken(text, lambda line: pdfmetrics.stringWidth(line, font, size) <= width)


def draw_symbol(canvas: Canvas, url: str, left: float, bottom: float, side: float) -> None:
    """The symbol of `url`, `side` wide with its quiet zone."""
    rows = modules(url)
    module = side / (len(rows) + 2 * QUIET_ZONE)
    canvas.saveState()
    # In whole modules: numbers that take no rounding, and half the bytes.
    canvas.transform(module, 0, 0, module, left + QUIET_ZONE * module, bottom + QUIET_ZONE * module)
    # Spelled out here: the library's own spelling of numbers took two thirds of a sheet's time.
    runs = [
        f"{start} {below} {length} 1 re" for below, row in enumerate(reversed(rows)) for start, length in dark_runs(row)
    ]
    canvas.setFillGray(0)
    canvas.drawPath(PDFPathObject(runs), stroke=0, fill=1)
    canvas.restoreState()


def draw_cut(canvas: Canvas, from_x: float, from_y: float, to_x: float, to_y: float) -> None:
    """A dashed line to cut along."""
    canvas.saveState()
    canvas.setStrokeColor(_CUT)
    canvas.setLineWidth(0.5)
    canvas.setDash(3, 3)
    canvas.line(from_x, from_y, to_x, to_y)
    canvas.restoreState()
