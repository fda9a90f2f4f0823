"""What is printed: a pledge form with its stub, leaflets, a place card, a poster, as they come out of the printer."""

from pathlib import Path

import pypdfium2
from PIL import Image

from outreach.codes.models import Code, CodeBatch, CodeKind
from outreach.codes.printing import draw_batch
from outreach.codes.selectors import sheet_of
from tests.screens.taking import Chromium, Told, log_in, save

_SCALE = 110 / 72


def take_all(chromium: Chromium, told: Told, folder: Path) -> None:
    for name, key in (("form", "forms"), ("leaflets", "leaflets")):
        batch = Code.objects.select_related("batch").get(text=told["codes"][key][0]).batch
        assert batch is not None
        save(_page(_sheet(batch)), f"paper-{name}", colours=32)
    chief = chromium.visit()
    log_in(chief, told, "chief")
    poster = Code.objects.get(text=told["codes"]["activity"])
    for code in (Code.objects.get(text=told["codes"]["place"]), poster):
        drawn = chief.context.request.get(f"{told['base_url']}/api/v1/codes/{code.text}/card.pdf?size=A4")
        assert drawn.ok, drawn.text()
        save(_page(drawn.body()), "paper-card" if code.kind == CodeKind.PLACE else "paper-poster", colours=32)


def _sheet(batch: CodeBatch) -> bytes:
    draw_batch(batch.pk)
    sheet = sheet_of(batch)
    assert sheet is not None
    return sheet


def _page(pdf: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[0].render(scale=_SCALE).to_pil()
        return picture
