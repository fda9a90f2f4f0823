"""Keyed one-way marks: pseudonyms, content marks, derived ids. Never a plain hash of personal data (design.md §4.1).

Each purpose has its own label, so that a mark made for one purpose never equals a mark made for another.
"""

import hmac
from hashlib import sha256
from uuid import UUID


def mark(key: bytes, purpose: str, *parts: str | bytes) -> bytes:
    """A 32-byte mark of `parts` under `key` for `purpose`.

    Parts are length-prefixed, so no two lists of parts collide.
    """
    message = bytearray(purpose.encode())
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        message += b"\x00" + len(raw).to_bytes(4, "big") + raw
    return hmac.digest(key, message, sha256)


def derived_uuid(key: bytes, purpose: str, *parts: str | bytes) -> UUID:
    """A version 8 UUID (RFC 9562) that anyone holding `key` finds again from the same parts."""
    raw = bytearray(mark(key, purpose, *parts)[:16])
    raw[6] = (raw[6] & 0x0F) | 0x80
    raw[8] = (raw[8] & 0x3F) | 0x80
    return UUID(bytes=bytes(raw))


def same(one: bytes, other: bytes) -> bool:
    """Constant-time comparison of two marks."""
    return hmac.compare_digest(one, other)
