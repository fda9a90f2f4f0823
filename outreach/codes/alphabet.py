"""The letters of codes, and how a code that was typed, scanned or pasted becomes its 16 characters."""

import re
import secrets
import unicodedata
from typing import Final

# Without 0, 1, I, L, O and U, which are taken for one another in print and on screens.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# 30 letters make 16 characters worth 78.5 random bits (design.md section 3 asks for 78).
LENGTH: Final = 16
GROUP: Final = 4

# Enough for the remainder that picks the letters to be even, to one part in 2 ** 100.
_RANDOM_BYTES: Final = 24
# Codes of rows, witness codes and receipts stand in addresses of their own, and are read alike.
_IN_AN_ADDRESS: Final = re.compile(r"/[qwr]/([^/?#]*)", re.IGNORECASE)
_LEFT_OUT: Final = re.compile(r"[^0-9A-Za-z]+")
_WELL_FORMED: Final = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_text() -> str:
    """A code nobody can guess, from the operating system's randomness."""
    return text_from(secrets.token_bytes(_RANDOM_BYTES))


def text_from(raw: bytes) -> str:
    """The code that `raw` (20 bytes or more) spells: always the same, and as hard to guess as `raw` is."""
    number = int.from_bytes(raw, "big")
    letters = []
    for _position in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def normalise(text: str) -> str:
    """The code in `text`, upper case, without spaces and dashes; a whole address ".../Q/CODE", ".../W/CODE" or
    ".../R/CODE" gives its code.

    Full-width letters, as a Chinese keyboard types them, become plain ones. What was no code stays no code:
    `is_well_formed` tells.
    """
    plain = unicodedata.normalize("NFKC", text)
    address = _IN_AN_ADDRESS.search(plain)
    return _LEFT_OUT.sub("", address[1] if address else plain).upper()


def is_well_formed(text: str) -> bool:
    """Whether `text`, normalised, can be a code at all; a quick no for what need not be looked up."""
    return _WELL_FORMED.fullmatch(text) is not None


def in_groups(text: str) -> str:
    """A code as people read and type it: "ABCD-EFGH-JKMN-PQRS"."""
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))
