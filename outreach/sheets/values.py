"""Cells that hold one line of text, read as a spreadsheet shows them; whatever is no value is refused."""

import re
import unicodedata
from typing import Final

from outreach.sheets.cells import Cell
from outreach.sheets.problems import SHOWN_LENGTH, RowProblem

# Control characters and marks that turn the direction of writing; breaks of lines become spaces.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
# An identity number, a mobile number (PIPL: nothing of either is asked for, so neither is kept).
_PERSON: Final = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
_SHORTEST_OF_A_PERSON: Final = 11
_ZEROS: Final = re.compile(r"0+")
# A spreadsheet keeps so many digits of a number.
_KEPT_DIGITS: Final = 15


def refuse_what_is_no_value(cell: Cell) -> None:
    """Raises RowProblem for a formula, a cell merged with others, or one that shows an error."""
    if cell.is_formula:
        raise RowProblem("formula")
    if cell.is_merged:
        raise RowProblem("merged")
    if cell.is_error:
        raise RowProblem("error_value")


def text_of(cell: Cell, most: int) -> str:
    """One line of text, a number as it is shown: leading zeros stay. Raises RowProblem."""
    if cell.value is None:
        return ""
    text = " ".join(_shown(cell).split())
    if _UNSEEN.search(text):
        raise RowProblem("control_characters")
    if is_of_a_person(text):
        raise RowProblem("person")
    if len(text) > most:
        raise RowProblem("too_long", most=most)
    return text


def is_of_a_person(text: str) -> bool:
    """Whether an identity or a mobile number stands in it, in full-width figures too."""
    return len(text) >= _SHORTEST_OF_A_PERSON and bool(_PERSON.search(unicodedata.normalize("NFKC", text)))


def _shown(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if len(str(abs(value))) > _KEPT_DIGITS:
            raise RowProblem("digits_lost")
        # "00000" shows 123 as 00123.
        return str(value).zfill(len(cell.format) if _ZEROS.fullmatch(cell.format) else 0)
    return str(value)


def shown_again(cell: Cell) -> str:
    """What stands in a cell, for the list of what is wrong: cut, and without what cannot be seen."""
    text = "" if cell.value is None else str(cell.value)
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:SHOWN_LENGTH])


def plain_name(text: str) -> str:
    """A name as two people write it who mean the same: without spaces, full-width letters and capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def own_name(name: str, most: int = 200) -> str:
    """A file's own name, without the folders that some browsers send along; its last `most` letters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-most:] or "?"
