"""What the camera of a test's phone sees: a film of codes, made here and fed to Chromium in place of a picture.

    def test_forty_papers(world, camera_visitor, tmp_path):
        clip = film(tmp_path, [code_url(code.text) for code in world.forms])
        officer = camera_visitor(clip)

A film begins when the page opens the camera, and begins again when it is over.
"""

import random
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from tests.browser.visitors import Chromium, Visitor

CameraVisitor = Callable[..., Visitor]

# Chromium shows a film at this rate.
FRAMES_A_SECOND: Final = 30
_LANDSCAPE: Final = (640, 480)
_DEVICE: Final = "--use-fake-device-for-media-stream"
_ANSWER: Final = {"granted": "--use-fake-ui-for-media-stream", "denied": "--deny-permission-prompts"}


@pytest.fixture
def camera_visitor(chromium: Chromium) -> CameraVisitor:
    """`camera_visitor(clip)` opens a window on a phone whose camera shows that film.

    `camera_visitor(None)` has no camera; `answer="denied"` is someone who does not let the page use it. Other options
    are those of `new_visitor`.
    """
    return looking_through(chromium)


def looking_through(chromium: Chromium) -> CameraVisitor:
    """Opens windows of `chromium` on phones with a camera, or without one."""

    def visit(clip: Path | None, *, answer: str = "granted", **options: object) -> Visitor:
        device = [_DEVICE, f"--use-file-for-fake-video-capture={clip}"] if clip else [f"{_DEVICE}=device-count=0"]
        return chromium.visit(*device, _ANSWER[answer], **options)

    return visit


def film(
    folder: Path,
    texts: Iterable[str | None],
    *,
    shown: int = 10,
    between: int = 5,
    side: int = 260,
    angle: float = 0,
    blur: float = 0,
    size: tuple[int, int] = _LANDSCAPE,
) -> Path:
    """A film in `folder` that shows the codes of `texts` one after the other on a grainy ground.

    Each stands for `shown` frames, followed by `between` frames without a code; None is a code's time without one.
    `side` is a code's side in pixels, its quiet zone included; `angle` turns it, in degrees; `blur` is the radius in
    pixels by which it is out of focus.
    """
    clip = folder / f"film-{len(list(folder.glob('film-*')))}.mjpeg"
    ground = _ground(size)
    pause = _jpeg(ground) * between
    with clip.open("wb") as file:
        for text in texts:
            frame = _frame(ground, text, side=side, angle=angle, blur=blur) if text else ground
            file.write(_jpeg(frame) * shown + pause)
    return clip


def photo(text: str, *, side: int = 600, size: tuple[int, int] = (3000, 4000)) -> bytes:
    """A photo, as a phone takes it, with the code of `text` in the middle."""
    return _jpeg(_frame(_ground(size), text, side=side, angle=4, blur=1))


def drawn(text: str) -> Image.Image:
    """The code of any text, ours or not, at one pixel a module with its quiet zone."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q").to_image(scale=1)
    rows: list[list[int]] = memoryview(symbol).tolist()  # type: ignore[arg-type,assignment]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([shade for row in rows for shade in row])
    return picture


def _frame(ground: Image.Image, text: str, *, side: int, angle: float, blur: float) -> Image.Image:
    code = drawn(text).resize((side, side), Image.Resampling.BOX)
    paper = Image.new("L", (side, side), 255)
    turned = code.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    mask = paper.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    frame = ground.copy()
    corner = ((frame.width - turned.width) // 2, (frame.height - turned.height) // 2)
    frame.paste(turned.convert("RGB"), corner, mask)
    return frame.filter(ImageFilter.GaussianBlur(blur)) if blur else frame


def _ground(size: tuple[int, int]) -> Image.Image:
    """A grey wall in poor light, the same in every film."""
    grain = random.Random(7).randbytes(size[0] * size[1] // 64)
    coarse = Image.frombytes("L", (size[0] // 8, size[1] // 8), grain).point(lambda shade: 90 + shade // 4)
    return coarse.resize(size, Image.Resampling.BILINEAR).convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=85, subsampling="4:2:0")
    return file.getvalue()
