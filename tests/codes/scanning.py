"""Printed pages as a scanner or a phone sees them."""

from typing import Final

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

# What an office scanner is set to, and roughly what a phone's still camera makes of a page at arm's length.
DPI: Final = 150
# A hand is never straight.
TILTS: Final = (0, 4, -11, 90)
# Standard deviation in pixels at 150 dpi: 0.34 mm on paper, a camera somewhat out of focus.
BLUR: Final = 2


def rasterised(page: pypdfium2.PdfPage, *, dpi: int = DPI) -> Image.Image:
    return page.render(scale=dpi / 72).to_pil().convert("L")


def tilted(picture: Image.Image, degrees: int) -> Image.Image:
    return picture.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def blurred(picture: Image.Image, radius: float = BLUR) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius))


def scanned(picture: Image.Image) -> list[str]:
    """The text of every symbol in the picture, sorted."""
    found = zxingcpp.read_barcodes(np.array(picture), formats=zxingcpp.BarcodeFormat.QRCode)
    return sorted(symbol.text for symbol in found)


def words(page: pypdfium2.PdfPage) -> str:
    return page.get_textpage().get_text_bounded()
