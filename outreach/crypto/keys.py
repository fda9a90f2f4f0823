"""Campaign keys: random, wrapped by the environment's key, unwrapped in memory only.

Destroying a campaign's wrapped key at the end of retention makes every pseudonym and content mark made under it
meaningless (design.md section 4, rule 6). No certification is claimed; the primitives stand behind these few
functions so that SM2/SM3/SM4 can take their place (domain.md section 5).
"""

import base64
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
_WRAP_LABEL = b"outreach campaign key"


def environment_key() -> bytes:
    """The key of this installation, from OUTREACH_KEY (32 bytes, base64)."""
    return _decoded(settings.OUTREACH_KEY)


@lru_cache(maxsize=2)
def _decoded(text: str) -> bytes:
    key = base64.b64decode(text)
    if len(key) != KEY_BYTES:
        raise ValueError("OUTREACH_KEY must be 32 bytes, base64-encoded")
    return key


def new_wrapped_key() -> bytes:
    """A fresh random campaign key, wrapped for storage."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(environment_key()).encrypt(nonce, os.urandom(KEY_BYTES), _WRAP_LABEL)


@lru_cache(maxsize=256)
def unwrap(wrapped: bytes) -> bytes:
    """The campaign key behind its wrapped form. Raises InvalidTag when the environment's key is another one."""
    return AESGCM(environment_key()).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _WRAP_LABEL)
