"""Drawing a code as a QR symbol: for pages (SVG), for files (PNG), for a terminal.

The address is written in two segments, the scheme in lower case as bytes and the rest in QR's upper-case alphabet
(the encoder picks them): some scanners fail on an upper-case scheme, and the upper-case part takes 5.5 bits a letter
instead of 8 (design.md section 3). A quarter of the symbol may be dirty or torn (level Q); it is never finer than
version 4, so that it scans from afar.
"""

from io import BytesIO
from typing import Final, Literal, TypeAlias

import zxingcpp
from django.conf import settings
from PIL import Image

Modules: TypeAlias = list[list[bool]]

Address: TypeAlias = Literal["Q", "W", "R"]
"""Where a code is drawn to lead: codes that have a row, witness codes, and receipts, also those of tear-off stubs."""

# Full with a host of 36 letters.
MAX_VERSION: Final = 4
QUIET_ZONE: Final = 4
_DARK: Final = 0
_PNG_PIXELS_A_MODULE: Final = 12
# Upper half, lower half: which of the two stacked modules are dark.
_HALF_BLOCKS: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_BLACK_ON_WHITE: Final = "\x1b[30;107m"
_RESET: Final = "\x1b[0m"


def code_url(text: str, at: Address = "Q") -> str:
    """The address that the code `text` (16 characters) is drawn as."""
    return f"{settings.SITE_SCHEME}://{settings.PUBLIC_HOST.upper()}/{at}/{text}"


def modules(url: str) -> Modules:
    """The rows of the symbol of `url`, True for dark, without the quiet zone around it.

    What follows the scheme is drawn in upper case. Raises ValueError where that is too much for version 4.
    """
    scheme, separator, rest = url.partition("://")
    # Thirty times as fast as an encoder in Python: sheets hold thousands.
    symbol = zxingcpp.create_barcode(f"{scheme}{separator}{rest.upper()}", zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    rows = _dark(symbol.to_image(scale=1, add_quiet_zones=False))
    if len(rows) > 17 + 4 * MAX_VERSION:
        raise ValueError(f"{url} is too long for a code that scans from afar: shorten its host")
    return rows


def _dark(picture: object) -> Modules:
    # It is a buffer, rows of bytes, which its type does not say.
    rows: list[list[int]] = memoryview(picture).tolist()  # type: ignore[arg-type,assignment]
    return [[shade == _DARK for shade in row] for row in rows]


def qr_svg(text: str, at: Address = "Q") -> str:
    """The symbol of the code `text` as SVG of no fixed size, its quiet zone included."""
    return _svg(modules(code_url(text, at)))


def address_svg(address: str) -> str:
    """The symbol of any address as SVG, letter by letter as it is: for paper that is read from near."""
    symbol = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return _svg(_dark(symbol.to_image(scale=1, add_quiet_zones=False)))


def _svg(rows: Modules) -> str:
    size = len(rows) + 2 * QUIET_ZONE
    path = "".join(
        f"M{start + QUIET_ZONE} {top + QUIET_ZONE}h{length}v1h-{length}z"
        for top, row in enumerate(rows)
        for start, length in dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def qr_png(text: str) -> bytes:
    """The symbol of the code `text` as a black and white PNG, its quiet zone included."""
    rows = modules(code_url(text))
    image = Image.new("1", (len(rows) + 2 * QUIET_ZONE,) * 2, color=1)
    for top, row in enumerate(rows):
        for left, is_dark in enumerate(row):
            if is_dark:
                image.putpixel((left + QUIET_ZONE, top + QUIET_ZONE), 0)
    side = image.width * _PNG_PIXELS_A_MODULE
    file = BytesIO()
    image.resize((side, side), Image.Resampling.NEAREST).save(file, "PNG", optimize=True)
    return file.getvalue()


def qr_terminal(url: str) -> str:
    """The symbol of `url` in half blocks, black on white whatever the terminal's own colours are."""
    symbol = modules(url)
    width = len(symbol) + 2 * QUIET_ZONE
    blank = [False] * width
    margin = [False] * QUIET_ZONE
    rows = [blank] * QUIET_ZONE + [margin + row + margin for row in symbol] + [blank] * (QUIET_ZONE + 1)
    lines = []
    for upper, lower in zip(rows[::2], rows[1::2], strict=False):
        blocks = "".join(_HALF_BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        lines.append(f"{_BLACK_ON_WHITE}{blocks}{_RESET}")
    return "\n".join(lines)


def dark_runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where the dark stretches of a row start, and how many modules long they are."""
    runs: list[tuple[int, int]] = []
    for at, is_dark in enumerate(row):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((at, 1))
    return runs
