"""GET codes/{code}/qr.svg and qr.png: a code drawn."""

import io

import zxingcpp
from PIL import Image

from outreach.codes.drawing import code_url
from tests.api.conftest import ROOT, AsOfficer, Caller, problem
from tests.world import World


def test_the_png_reads_as_the_codes_address(world: World, officer: Caller) -> None:
    text = world.codes["activity"].text
    response = officer.get(f"codes/{text}/qr.png")
    assert response.headers["Content-Type"] == "image/png"
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(response.content)).convert("L"))
    assert found.text == code_url(text)


def test_the_svg_is_one_picture_without_script(world: World, officer: Caller) -> None:
    response = officer.get(f"codes/{world.codes['activity'].text}/qr.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")
    assert b"<script" not in response.content


def test_a_browser_that_asks_for_pictures_gets_one(world: World, officer: Caller) -> None:
    path = f"{ROOT}codes/{world.codes['activity'].text}/qr.png"
    assert officer.client.get(path, headers={"Accept": "image/avif,image/webp"}).status_code == 200


def test_a_program_that_asks_for_pictures_gets_refusals_in_json(world: World, resident: Caller) -> None:
    path = f"{ROOT}codes/{world.codes['activity'].text}/qr.png"
    problem(resident.client.get(path, headers={"Accept": "image/png"}), 401, "not_authenticated")


def test_an_unknown_code_is_not_drawn(officer: Caller) -> None:
    problem(officer.get("codes/ABCDEFGHJKMNPQRS/qr.svg"), 404, "code_unknown")


def test_another_units_code_is_not_drawn(world: World, as_officer: AsOfficer) -> None:
    text = world.codes["activity_b"].text
    problem(as_officer("chief").get(f"codes/{text}/qr.svg"), 403, "out_of_scope")
