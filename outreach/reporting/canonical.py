"""The one form of a section that its hash is taken over."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def canonical_json(section: Mapping[str, Any]) -> bytes:
    """``section`` in UTF-8: members sorted by name, no white space.

    A section has no fractions, so this is the JSON Canonicalization Scheme (RFC 8785), and the database's own order
    of members makes no difference.
    """
    return json.dumps(section, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256_of(section: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical_json(section)).hexdigest()
