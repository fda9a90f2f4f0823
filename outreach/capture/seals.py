"""Scans of sealed unit letters (盖章件): taken in, kept encrypted, and looked at with a trace (domain.md section 3).

A photo from a phone says where it was taken, and a file may hold more than a picture: a picture is drawn anew and only
that is kept. A PDF is kept as it is and never shown within a page.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from outreach.audit.services import note
from outreach.capture.models import Pledge, SealedCopy, Signer
from outreach.crypto.cipher import open_sealed, seal
from outreach.errors import Refusal
from outreach.ledger.models import Act
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import answering_for

LARGEST_SCAN: Final = 5_000_000
# A page of A4 at 400 dots to the inch and what phones photograph; drawing it takes some 200 MB for a second.
_MOST_PIXELS: Final = 25_000_000
# A page of A4 at 300 dots to the inch.
_LONGEST_SIDE: Final = 3508
_LABEL: Final = b"sealed copy"


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it is kept: `media` is jpeg or pdf."""

    media: str
    content: bytes


def read_scan(content: bytes) -> Scan:
    """What is kept of a file that was sent: a picture without all that was said beside it, or a PDF.

    Raises Refusal: `malformed` where it is neither, cannot be read, or is too large.
    """
    if len(content) > LARGEST_SCAN:
        raise _refused(_("The file is larger than 5 MB. Take a smaller picture."))
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return Scan("pdf", content)
    try:
        with warnings.catch_warnings():
            # What is wrong beside a picture that can be drawn is nobody's concern.
            warnings.simplefilter("ignore", UserWarning)
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
            if picture.width * picture.height > _MOST_PIXELS:
                raise _refused(_("The picture has too many dots. Take a smaller one."))
            picture.load()
            page = picture if picture.mode == "RGB" else picture.convert("RGB")
            page.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused(_("This is no picture (JPEG, PNG) and no PDF that can be read.")) from None
    upright = _upright(page)
    drawn = BytesIO()
    # A new picture: what the file said beside the old one is not carried over.
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(drawn, "JPEG", quality=85)
    return Scan("jpeg", drawn.getvalue())


def _upright(page: Image.Image) -> Image.Image:
    """The page as whoever took it held the phone; as it lies where what the file says of that cannot be read."""
    try:
        return ImageOps.exif_transpose(page)
    except Exception:
        # Pillow lets escape whatever it stumbles over in a broken block, and the picture itself is sound.
        return page


def add_sealed_copy(*, by: Scope, act_id: UUID, content: bytes, now: datetime | None = None) -> SealedCopy:
    """Keep the scan of a letter's sealed copy: the letter awaits its seal no more. It changes nothing that counts.

    Raises:
        Refusal: `not_found` for what is no letter; `out_of_scope` or `permission_denied` for its unit; `act_voided`;
            `erased_by_signer`; `malformed` with the field `file`.
    """
    letter = _letter(by, act_id)
    scan = read_scan(content)
    added_at = now or timezone.now()
    with transaction.atomic():
        act = Act.objects.select_for_update().get(pk=letter.act_id)
        if act.voided_by is not None:
            raise Refusal("act_voided")
        if Pledge.objects.filter(act=act, erased_at__isnull=False).exists():
            raise Refusal("erased_by_signer")
        copy, _is_new = SealedCopy.objects.update_or_create(
            act=act,
            defaults={
                "media": scan.media,
                "content": seal(letter.act.campaign.key, scan.content, bound_to=_bound_to(act_id)),
                "added_by_id": by.officer_id,
                "added_at": added_at,
            },
        )
        Pledge.objects.filter(act=act).update(awaits_seal=False)
        facts: dict[str, str | int] = {"media": scan.media, "bytes": len(scan.content)}
        _note(by, "sealed_copy_added", act_id, facts, added_at)
    return copy


@transaction.atomic
def open_sealed_copy(*, by: Scope, act_id: UUID, now: datetime | None = None) -> Scan:
    """The scan, for who manages the letter's unit and does not audit; that it was looked at is noted.

    Raises:
        Refusal: `not_found` where there is none or it cannot be opened any more; `out_of_scope`, `permission_denied`.
    """
    letter = _letter(by, act_id)
    if not by.personal_data:
        raise Refusal("permission_denied")
    copy = SealedCopy.objects.filter(act=act_id).first()
    if copy is None:
        raise Refusal("not_found")
    try:
        content = open_sealed(letter.act.campaign.key, bytes(copy.content), bound_to=_bound_to(act_id))
    except InvalidTag:
        raise Refusal("not_found") from None
    _note(by, "sealed_copy_seen", act_id, {"media": copy.media}, now or timezone.now())
    return Scan(copy.media, content)


def _letter(by: Scope, act_id: UUID) -> Pledge:
    letters = Pledge.objects.filter(act=act_id, signer=Signer.ORGANISATION)
    letter = letters.select_related("act__campaign", "act__unit", "organisation").first()
    if letter is None:
        raise Refusal("not_found")
    by.require_any_managed(answering_for(letter.act.unit, timezone.localdate()))
    return letter


def _note(by: Scope, action: str, act_id: UUID, facts: Mapping[str, str | int], at: datetime) -> None:
    note(actor=f"officer:{by.officer_id}", action=action, subject=f"act:{act_id}", facts=facts, at=at)


def _bound_to(act_id: UUID) -> bytes:
    return _LABEL + act_id.bytes


def _refused(words: str) -> Refusal:
    return Refusal("malformed", errors={"file": [words]})
