"""What a phone may know of codes without a network: salted short hashes of those in use, and how its own are drawn.

A hash tells "known here" from "not known to this phone yet" and nothing else: 6 of SHA-256's 32 bytes under a salt of
the officer's day. A code is 78 random bits, so no list of hashes leads back to one that could be used.
"""

import base64
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection

from outreach.codes.drawing import Address, code_url, modules
from outreach.codes.models import CodeKind
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import mark

HASH_BYTES: Final = 6
SALT_BYTES: Final = 16
# A phone's memory and its officer's patience: 400 KB a kind.
MOST_HASHES: Final = 50_000

# The hash of a code as PostgreSQL computes it; `{code}` is the name its row goes by, the parameter the salt.
HASH: Final = "substring(sha256(%s || convert_to({code}.text, 'UTF8')) FROM 1 FOR 6)"

# Codes with a row of their own go first, then the newest batches.
_HASHES: Final = f"""
SELECT ranked.kind, string_agg(ranked.hash, ''::bytea ORDER BY ranked.hash) FILTER (WHERE place <= %s), max(place)
FROM (
    SELECT code.kind, {HASH.format(code="code")} AS hash,
        row_number() OVER (PARTITION BY code.kind ORDER BY code.batch_id DESC NULLS FIRST, code.id DESC) AS place
    FROM outreach_code AS code
    WHERE code.kind = ANY(%s) AND code.unit_id = ANY(%s) AND code.campaign_id = ANY(%s)
        AND code.revoked_at IS NULL AND code.ends_at > %s
) AS ranked
GROUP BY ranked.kind
"""
_LISTED: Final = (CodeKind.FORM, CodeKind.LEAFLET, CodeKind.ACTIVITY)


@dataclass(frozen=True, slots=True)
class CodeHashes:
    """By kind, the hashes of codes that are or will be good, sorted and joined; `is_cut` where there are more."""

    joined: dict[str, bytes]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol: its side in modules, without quiet zone, and its bits row by row, the most significant first."""

    size: int
    bits: bytes


def salt_of(officer_id: int, day: date) -> bytes:
    """The salt of an officer's list on a local day: the same list gives the same bytes all day long."""
    return mark(environment_key(), "field list salt", str(officer_id), day.isoformat())[:SALT_BYTES]


def code_hashes(
    salt: bytes, *, unit_ids: Collection[int], campaign_ids: Collection[int], now: datetime, most: int = MOST_HASHES
) -> CodeHashes:
    """The hashes of forms, leaflets and activity codes of these units and campaigns, `most` of a kind.

    Codes that are revoked or over at the aware moment `now` are left out. One statement.
    """
    joined = {kind.value: b"" for kind in _LISTED}
    is_cut = False
    with connection.cursor() as cursor:
        cursor.execute(_HASHES, [most, salt, list(joined), list(unit_ids), list(campaign_ids), now])
        for kind, hashes, count in cursor.fetchall():
            joined[kind] = bytes(hashes)
            is_cut = is_cut or count > most
    return CodeHashes(joined, is_cut)


def symbol_of(text: str, at: Address = "Q") -> Symbol:
    """How the code `text` is drawn, for a screen that paints it itself."""
    rows = modules(code_url(text, at))
    bits = "".join("1" if is_dark else "0" for row in rows for is_dark in row)
    padded = bits + "0" * (-len(bits) % 8)
    return Symbol(size=len(rows), bits=int(padded, 2).to_bytes(len(padded) // 8, "big"))


def in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
