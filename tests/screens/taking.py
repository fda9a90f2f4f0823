"""Windows of the usual sizes, logging in, and saving what is seen in as few bytes as will do."""

from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image

from tests.browser.visitors import Chromium, Visitor

Told = dict[str, Any]

OUT: Final = Path(__file__).resolve().parents[2] / "docs" / "screens"
PHONE: Final = {"width": 360, "height": 740}
WALL: Final = {"width": 1280, "height": 720}
DESK: Final = {"width": 1440, "height": 1400}
_LARGEST: Final = 200 * 1024


def take(visitor: Visitor, name: str, *, whole: bool = True) -> None:
    """Save what the window shows."""
    save(Image.open(BytesIO(visitor.page.screenshot(full_page=whole))), name)


def save(picture: Image.Image, name: str, *, colours: int = 128) -> None:
    """Save a picture in as few colours as it has need of. Raises ValueError for one too large to be committed."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{name}.png"
    picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > _LARGEST:
        raise ValueError(f"{path} has {size} bytes; at most {_LARGEST} may be committed")
    print(f"{path.relative_to(OUT.parent.parent)}  {size // 1024} KB")


def log_in(visitor: Visitor, told: Told, name: str) -> None:
    visitor.go("/officer/login/")
    visitor.page.fill("#id_username", told["logins"][name]["username"])
    visitor.page.fill("#id_password", told["logins"][name]["password"])
    visitor.page.locator("main button").click()
    visitor.page.wait_for_url(lambda address: "/login/" not in address)


__all__ = ["DESK", "OUT", "PHONE", "WALL", "Chromium", "Told", "Visitor", "log_in", "save", "take"]
