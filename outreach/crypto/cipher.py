"""Encryption of single fields at rest (AES-256-GCM), each bound to its row, so that no cipher text can be moved."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from outreach.crypto.keys import NONCE_BYTES


def seal(key: bytes, plain: bytes, *, bound_to: bytes) -> bytes:
    """Encrypt `plain` under the campaign's key; `bound_to` names the row and must be given again to open it."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def open_sealed(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Decrypt what `seal` made. Raises InvalidTag for another key, another row or a changed text."""
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
