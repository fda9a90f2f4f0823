"""Signatures: bound to the words they were put under, drawn again from their numbers, and proved later (domain.md §5).

A signature is kept as strokes, sealed under the campaign's key. Its digest, beside the pledge, holds text version and
strokes together: neither can be exchanged unseen. Erasing the person drops strokes and digest.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from outreach.campaigns.models import PledgeText
from outreach.campaigns.services import version_of
from outreach.capture.models import Pledge
from outreach.capture.operations import Signature
from outreach.crypto.cipher import open_sealed, seal
from outreach.crypto.marks import same
from outreach.ledger.models import Act

_INK: Final = "#10305a"
_PAPER: Final = "#fff"
# In half pixels, as the strokes are: what the pad draws at its widest.
_PEN: Final = 5


@dataclass(frozen=True, slots=True)
class Signed:
    """What the signer left: any of a name, a post in the organisation, a drawn signature."""

    name: str = ""
    post: str = ""
    signature: Signature | None = None

    def __bool__(self) -> bool:
        return bool(self.name or self.post or self.signature)


class Proof(StrEnum):
    """What of a pledge can be proved today."""

    MATCHES = "matches"
    """The strokes are those that were put under this version, and its words are those of its version."""
    UNDRAWN = "undrawn"
    """No signature was drawn; the words are those of their version."""
    ERASED = "erased"
    """The signature was deleted, by the signer or with a void; the words are those of their version."""
    DIFFERS = "differs"
    """Strokes or digest were changed since."""
    TEXT_DIFFERS = "text_differs"
    """The words are not those of the version that was signed, or are gone."""


def digest_of(text_version: str, signature: Signature) -> bytes:
    """SHA-256 over text version, canvas and strokes: a signature binds to the words it was put under."""
    drawn = [signature.width, signature.height, signature.strokes]
    return sha256(text_version.encode() + json.dumps(drawn, separators=(",", ":")).encode()).digest()


def sealed(signed: Signed, *, key: bytes, act_id: bytes) -> bytes:
    """What the signer left, closed under the campaign's `key` for the act `act_id` alone."""
    personal: dict[str, object] = {}
    if signed.name:
        personal["name"] = signed.name
    if signed.post:
        personal["post"] = signed.post
    if drawn := signed.signature:
        personal["signature"] = {"w": drawn.width, "h": drawn.height, "strokes": drawn.strokes}
    plain = json.dumps(personal, ensure_ascii=False, separators=(",", ":")).encode()
    return seal(key, plain, bound_to=act_id)


def signed_of(act: Act) -> Signed:
    """What the signer of `act` left, opened; nothing where nothing was left or where it was erased.

    Raises InvalidTag where the record is not the one that was sealed for this act.
    """
    record = getattr(act, "signer_record", None)
    if record is None:
        return Signed()
    personal = json.loads(open_sealed(act.campaign.key, bytes(record.sealed), bound_to=act.id.bytes))
    return Signed(personal.get("name", ""), personal.get("post", ""), _drawn(personal.get("signature")))


def signature_of(act: Act) -> Signature | None:
    """The drawn signature of `act`, where one is kept."""
    return signed_of(act).signature


def text_of(act: Act) -> PledgeText | None:
    """The words that `act` was signed on; one statement."""
    pledge: Pledge = act.pledge
    return PledgeText.objects.filter(campaign=act.campaign_id, version=pledge.text_version).first()


def verify(act: Act, text: PledgeText | None = None) -> Proof:
    """What can be proved of the pledge `act` today. `text` is what it was signed on, where that is at hand already.

    A newer version of the words changes nothing: a pledge is held against its own.
    """
    pledge: Pledge = act.pledge
    text = text or text_of(act)
    if text is None or not _has_its_words(text) or text.version != pledge.text_version:
        return Proof.TEXT_DIFFERS
    signature = signature_of(act)
    if pledge.signature_digest is None and signature is None:
        return Proof.ERASED if pledge.mark == "signature" else Proof.UNDRAWN
    if pledge.signature_digest is None or signature is None:
        return Proof.DIFFERS
    is_bound = same(digest_of(pledge.text_version, signature), bytes(pledge.signature_digest))
    return Proof.MATCHES if is_bound else Proof.DIFFERS


def as_svg(signature: Signature) -> str:
    """The signature drawn again, on paper of its canvas's shape; made of whole numbers alone, in half pixels.

    Raises ValueError for anything but numbers.
    """
    width, height = 2 * signature.width, 2 * signature.height
    path = "".join(_path(stroke) for stroke in signature.strokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:d} {height:d}">'
        f'<path fill="{_PAPER}" d="M0 0h{width:d}v{height:d}H0z"/>'
        f'<path fill="none" stroke="{_INK}" stroke-width="{_PEN}" stroke-linecap="round" stroke-linejoin="round"'
        f' d="{path}"/></svg>'
    )


def _path(stroke: tuple[int, ...]) -> str:
    # A dot is a line to where it began: with round ends it shows.
    steps = list(_pairs(stroke[2:])) or [(0, 0)]
    return f"M{stroke[0]:d} {stroke[1]:d}l" + " ".join(f"{across:d} {down:d}" for across, down in steps)


def _pairs(numbers: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    return zip(numbers[::2], numbers[1::2], strict=True)


def _drawn(kept: dict[str, Any] | None) -> Signature | None:
    if kept is None:
        return None
    return Signature(kept["w"], kept["h"], tuple(tuple(stroke) for stroke in kept["strokes"]))


def _has_its_words(text: PledgeText) -> bool:
    return version_of(kind=text.kind, language=text.language, title=text.title, body=text.body) == text.version
