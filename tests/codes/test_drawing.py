"""A drawn code is read back by a scanner's decoder, whatever it was drawn on."""

import re
from io import BytesIO
from typing import Final

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from pytest_django import Settings

from outreach.codes.alphabet import new_text
from outreach.codes.drawing import (
    MAX_VERSION,
    Modules,
    code_url,
    dark_runs,
    modules,
    qr_png,
    qr_svg,
    qr_terminal,
)

TEXT: Final = "ABCDEFGHJKMNPQRS"
# The longest fills version 4.
HOSTS: Final = ["127.0.0.1:8000", "fz.example.cn", "fanzha-xuanchuan.example.gov.cn", "x" * 27 + ".gov.cn:9"]
PIXELS: Final = 6


def read(picture: np.ndarray) -> zxingcpp.Barcode:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert len(found) == 1
    return found[0]


def pixels(rows: Modules) -> np.ndarray:
    """The rows as a picture: dark is black, `PIXELS` wide each."""
    dark = np.kron(np.array(rows, dtype=bool), np.ones((PIXELS, PIXELS), dtype=bool))
    return np.where(dark, 0, 255).astype(np.uint8)


def from_svg(svg: str) -> Modules:
    """The drawing, painted module by module as its one path says."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    rows = [[False] * size for _ in range(size)]
    path = re.search(r'<path d="([^"]+)"/>', svg)[1]
    for left, top, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        for at in range(int(left), int(left) + int(length)):
            rows[int(top)][at] = True
    return rows


def from_terminal(drawing: str) -> Modules:
    rows = []
    for line in re.sub(r"\x1b\[[0-9;]*m", "", drawing).splitlines():
        rows += [[block in "▀█" for block in line], [block in "▄█" for block in line]]
    return rows


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest, settings: Settings) -> str:
    settings.PUBLIC_HOST = request.param
    return settings.PUBLIC_HOST


@pytest.fixture(params=["https", "http"])
def scheme(request: pytest.FixtureRequest, settings: Settings) -> str:
    settings.SITE_SCHEME = request.param
    return settings.SITE_SCHEME


@pytest.fixture
def address(host: str, scheme: str) -> str:
    """What must be read."""
    return f"{scheme}://{host.upper()}/Q/{TEXT}"


def test_a_code_stands_for_its_address(address: str) -> None:
    assert code_url(TEXT) == address


def test_a_witness_code_and_a_receipt_have_addresses_of_their_own(address: str) -> None:
    assert code_url(TEXT, "W") == address.replace("/Q/", "/W/")
    assert read(pixels(from_svg(qr_svg(TEXT, "R")))).text == address.replace("/Q/", "/R/")


def test_the_png_is_read_back(address: str) -> None:
    image = Image.open(BytesIO(qr_png(TEXT)))
    assert read(np.array(image.convert("L"))).text == address


def test_the_svg_is_read_back(address: str) -> None:
    assert read(pixels(from_svg(qr_svg(TEXT)))).text == address


def test_the_terminal_drawing_is_read_back(address: str) -> None:
    assert read(pixels(from_terminal(qr_terminal(code_url(TEXT))))).text == address


def test_any_code_is_read_back(settings: Settings) -> None:
    settings.PUBLIC_HOST = "fz.example.cn"
    for text in (new_text() for _ in range(50)):
        assert read(np.array(Image.open(BytesIO(qr_png(text))).convert("L"))).text.endswith(f"/Q/{text}")


def test_a_quarter_of_the_symbol_may_be_dirty(address: str) -> None:
    assert read(np.array(Image.open(BytesIO(qr_png(TEXT))).convert("L"))).ec_level == "Q"


def test_the_symbol_is_at_most_version_4(host: str) -> None:
    assert len(modules(code_url(TEXT))) <= 17 + 4 * MAX_VERSION


def test_the_scheme_and_the_rest_are_two_segments(settings: Settings) -> None:
    """One segment of bytes would need version 5 for this host."""
    settings.PUBLIC_HOST, settings.SITE_SCHEME = "x" * 36, "https"
    assert len(modules(code_url(TEXT))) == 17 + 4 * MAX_VERSION


def test_a_host_too_long_to_scan_from_afar_is_refused(settings: Settings) -> None:
    settings.PUBLIC_HOST, settings.SITE_SCHEME = "x" * 37, "https"
    with pytest.raises(ValueError, match="shorten its host"):
        modules(code_url(TEXT))


@pytest.mark.parametrize(
    ("row", "runs"),
    [("....", []), ("####", [(0, 4)]), ("#.##", [(0, 1), (2, 2)]), (".#.#", [(1, 1), (3, 1)])],
)
def test_dark_stretches_are_found(row: str, runs: list[tuple[int, int]]) -> None:
    assert dark_runs([module == "#" for module in row]) == runs
