"""A receipt for who signed on the officer's phone: it comes with the answer, drawn, and leads to what is held."""

import base64
from typing import Any
from uuid import uuid4

import zxingcpp
from PIL import Image

from outreach.capture.models import SignerRecord
from outreach.codes.drawing import QUIET_ZONE, code_url
from tests.api import acts
from tests.api.conftest import Caller
from tests.world import World


def letter(world: World) -> dict[str, Any]:
    told = {
        "signer": "organisation",
        "organisation": world.organisations["firm"].pk,
        "name": "示例负责人",
        "post": "总经理",
    }
    return acts.pledge(world, code=world.codes["enterprise"].text, text_version=world.texts["unit"].version, **told)


def sync(caller: Caller, sent: dict[str, Any]) -> dict[str, Any]:
    (result,) = caller.post("sync/", {"operations": [acts.item("pledge", sent)]}).json()["results"]
    found: dict[str, Any] = result
    return found


def text_in(symbol: dict[str, Any]) -> str:
    """What a scanner reads from the symbol as a phone paints it."""
    size, modules = symbol["size"], base64.b64decode(symbol["modules"])
    picture = Image.new("L", (size + 2 * QUIET_ZONE,) * 2, color=255)
    for at in range(size * size):
        if modules[at >> 3] >> (7 - (at & 7)) & 1:
            picture.putpixel((at % size + QUIET_ZONE, at // size + QUIET_ZONE), 0)
    (read,) = zxingcpp.read_barcodes(picture.resize((picture.width * 8,) * 2, Image.Resampling.NEAREST))
    return str(read.text)


def test_it_comes_with_its_symbol_and_again_with_a_replay(world: World, officer: Caller) -> None:
    sent = letter(world)
    result, again = sync(officer, sent), sync(officer, sent)
    assert text_in(result["receipt_symbol"]) == code_url(result["receipt"], "R")
    assert again["replay"]
    assert (again["receipt"], again["receipt_symbol"]) == (result["receipt"], result["receipt_symbol"])


def test_sent_alone_it_is_answered_with_the_same(world: World, officer: Caller) -> None:
    sent = letter(world)
    receipt = officer.post("pledges/", sent).json()["receipt"]
    assert sync(officer, sent)["receipt"] == receipt


def test_what_has_no_receipt_has_no_symbol(world: World, officer: Caller) -> None:
    result = sync(officer, acts.pledge(world, signature=...))
    assert result["outcome"] == "counted"
    assert not {"receipt", "receipt_symbol"} & set(result)


def test_nobody_reads_it_from_the_submission_afterwards(world: World, officer: Caller) -> None:
    sent = letter(world)
    receipt = sync(officer, sent)["receipt"]
    assert receipt not in officer.get(f"submissions/{sent['submission_id']}/").content.decode()
    assert receipt not in officer.get("record/").content.decode()


def test_the_signatory_of_a_letter_sees_what_is_held_and_erases_it(
    world: World, officer: Caller, resident: Caller
) -> None:
    receipt = sync(officer, letter(world))["receipt"]
    (act,) = resident.get(f"receipts/{receipt}/").json()["acts"]
    assert {"name", "signature"} <= set(act["held"])
    assert (act["text"]["version"], act["proof"]) == (world.texts["unit"].version, "matches")
    resident.post(f"receipts/{receipt}/erase/")
    (act,) = resident.get(f"receipts/{receipt}/").json()["acts"]
    assert (act["held"], act["withdrawn"], act["proof"]) == ([], False, "erased")
    assert not SignerRecord.objects.exists()


def test_it_is_withdrawn_with_its_receipt(world: World, officer: Caller, resident: Caller) -> None:
    sent = letter(world)
    receipt = sync(officer, sent)["receipt"]
    resident.post(f"receipts/{receipt}/withdraw/")
    (act,) = resident.get(f"receipts/{receipt}/").json()["acts"]
    assert (act["held"], act["withdrawn"]) == ([], True)
    # Nobody can tell any more whether it is the same, so the phone is told nothing.
    assert sync(officer, sent)["code"] == "submission_mismatch"
    assert sync(officer, sent | {"submission_id": str(uuid4())})["outcome"] == "counted"


def test_what_was_voided_holds_nothing_under_its_receipt(world: World, officer: Caller, resident: Caller) -> None:
    sent = letter(world)
    receipt = sync(officer, sent)["receipt"]
    officer.post(f"submissions/{sent['submission_id']}/void/", {"submission_id": str(uuid4()), "reason": "误录"})
    (act,) = resident.get(f"receipts/{receipt}/").json()["acts"]
    assert (act["held"], act["withdrawn"], act["proof"]) == ([], True, "erased")
