"""What a phone closes and only this installation opens: personal fields that wait in an officer's queue.

The phone opens without a network and without a login, so no secret can be at hand there; it seals with a public key
(frontend.md). `frontend/src/officer/sealing.js` writes the format, `frontend/test/sealing.vectors.json` fixes it:
base64url without padding of

    0x01 | ephemeral public key, an uncompressed point of P-256 (65 bytes) | nonce (12) | AES-256-GCM text and tag

under HKDF-SHA256 of the two keys' shared secret, with the label and the ephemeral public key as its info: a key is for
one sealed text and no other. The key pair is derived from the installation's key: nothing more to
keep, and destroying that key closes every queue for good.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from outreach.crypto.keys import KEY_BYTES, NONCE_BYTES, environment_key

_LABEL: Final = b"outreach sealed v1"
_KEY_PAIR_LABEL: Final = b"outreach sealing key pair v1"
_VERSION: Final = 1
_POINT_BYTES: Final = 65
_TAG_BYTES: Final = 16
_HEAD_BYTES: Final = 1 + _POINT_BYTES + NONCE_BYTES
# The order of P-256's group (FIPS 186-5).
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# So many more bits than the order has that the remainder is as good as even.
_SCALAR_BYTES: Final = 48


class CannotOpen(ValueError):
    """The text is not sealed for this installation, was changed on the way, or holds no JSON object."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The public half: `public` is the uncompressed point, `id` tells one installation's key from another's."""

    id: str
    public: bytes


def sealing_key() -> SealingKey:
    """The key that phones seal with."""
    public = _private_key(environment_key()).public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return SealingKey(id=sha256(point).hexdigest()[:16], public=point)


def open_sealed_fields(text: str) -> dict[str, Any]:
    """The fields that a phone sealed as `text`. Raises CannotOpen, which says nothing about why."""
    raw = _decoded(text)
    if len(raw) < _HEAD_BYTES + _TAG_BYTES or raw[0] != _VERSION:
        raise CannotOpen
    point, nonce = raw[1 : 1 + _POINT_BYTES], raw[1 + _POINT_BYTES : _HEAD_BYTES]
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = _private_key(environment_key()).exchange(ec.ECDH(), theirs)
        plain = AESGCM(_derived(shared, point)).decrypt(nonce, raw[_HEAD_BYTES:], _LABEL)
        fields = json.loads(plain.decode(), parse_constant=_refuse_constant)
    except (ValueError, InvalidTag, RecursionError):
        raise CannotOpen from None
    if not isinstance(fields, dict):
        raise CannotOpen
    return fields


@lru_cache(maxsize=2)
def _private_key(key: bytes) -> ec.EllipticCurvePrivateKey:
    spread = HKDF(SHA256(), _SCALAR_BYTES, salt=None, info=_KEY_PAIR_LABEL).derive(key)
    return ec.derive_private_key(int.from_bytes(spread, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _derived(shared: bytes, point: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=b"", info=_LABEL + point).derive(shared)


def _decoded(text: str) -> bytes:
    try:
        # Without a check of its own the decoder skips letters that are none of the alphabet's.
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise CannotOpen from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
