import json

import pytest
import zxingcpp
from PIL import Image

from backend import welcome

DEMO = {
    "base_url": "http://127.0.0.1:8000",
    "campaign": 1,
    "logins": {"officer": {"username": "YS001", "password": "demo-1"}},
    "codes": {"activity": "ACDEFHJKMNPRTWXY", "place": "", "forms": [], "leaflets": []},
}


@pytest.fixture
def var(tmp_path):
    (tmp_path / "demo.json").write_text(json.dumps(DEMO))
    return tmp_path


def test_it_names_the_address_of_this_run_and_every_login(var):
    text = welcome.demonstration(var, "http://127.0.0.1:9000", in_colour=False)
    assert "http://127.0.0.1:9000/" in text
    assert "http://127.0.0.1:9000/Q/ACDEFHJKMNPRTWXY" in text
    assert "officer        YS001        demo-1" in text
    assert "8000" not in text


def test_the_drawn_code_can_be_scanned():
    drawn = welcome.drawing("http://127.0.0.1:8000/Q/ACDEFHJKMNPRTWXY", in_colour=False)
    [found] = zxingcpp.read_barcodes(picture(drawn))
    assert found.text == "http://127.0.0.1:8000/Q/ACDEFHJKMNPRTWXY"


def picture(drawn):
    """A dark terminal's look: ink is light, and a character is two modules high."""
    lines = drawn.splitlines()
    image = Image.new("L", (len(lines[0]), 2 * len(lines)))
    for y, line in enumerate(lines):
        for x, character in enumerate(line):
            image.putpixel((x, 2 * y), 255 * (character in "█▀"))
            image.putpixel((x, 2 * y + 1), 255 * (character in "█▄"))
    return image.resize((image.width * 8, image.height * 8), Image.Resampling.NEAREST)


def test_on_a_terminal_it_is_black_on_white_whatever_the_colours():
    assert "\x1b[" in welcome.drawing("text", in_colour=True)
