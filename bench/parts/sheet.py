"""A sheet of forms, a page each with two codes, is drawn while its chief looks on."""

import time
from dataclasses import dataclass
from typing import Final

import qrcode

from bench.ground import Ground
from bench.scene import Scene, set_scene
from bench.table import Row, at_most
from outreach.codes.alphabet import new_text
from outreach.codes.drawing import code_url
from outreach.codes.models import BatchState, CodeKind
from outreach.codes.printing import draw_batch
from outreach.codes.services import Terms, make_batch


@dataclass(frozen=True, slots=True)
class Size:
    forms: int
    rounds: int


# The promise is about this many.
_PROMISED: Final = 1_000
_SECONDS: Final = 5

SIZES: Final = {
    "full": Size(forms=_PROMISED, rounds=5),
    "quick": Size(forms=_PROMISED, rounds=2),
    "tiny": Size(forms=20, rounds=1),
}


def run(ground: Ground, size: Size) -> list[Row]:
    """Draw batches of forms as a worker does, by turns with as many bare symbols by an encoder in Python."""
    database = ground.new_database("sheet")
    with database.in_use():
        scene = set_scene()
        pairs = [(_seconds_of_sheet(scene, size.forms), _seconds_of_bare(size.forms)) for _round in range(size.rounds)]
    sheets = [sheet for sheet, _bare in pairs]
    return [
        Row(
            part="sheet",
            figure=f"seconds for a sheet of {size.forms} forms",
            values=sheets,
            target=at_most(_SECONDS) if size.forms == _PROMISED else None,
            note=f"on this machine; {sheets[0]:.1f} s in the first round, which loads the typeface",
        ),
        Row(
            part="sheet",
            figure=f"{size.forms} forms / {size.forms} bare symbols by qrcode",
            values=[sheet / bare for sheet, bare in pairs],
            note=f"bare symbols: {pairs[0][1]:.1f} s",
        ),
    ]


def _seconds_of_sheet(scene: Scene, forms: int) -> float:
    terms = Terms(kind=CodeKind.FORM, campaign=scene.campaign, unit=scene.stations[0])
    batch = make_batch(terms, by=None, size=forms)
    began = time.perf_counter()
    drawn = draw_batch(batch.pk)
    seconds = time.perf_counter() - began
    if drawn.state != BatchState.READY:
        raise RuntimeError(f"the sheet is {drawn.state}")
    return seconds


def _seconds_of_bare(symbols: int) -> float:
    urls = [code_url(new_text()) for _number in range(symbols)]
    began = time.perf_counter()
    for url in urls:
        symbol = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=0)
        symbol.add_data(url)
        symbol.get_matrix()
    return time.perf_counter() - began
