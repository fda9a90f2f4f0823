"""What the other cells of a row say: whole numbers, audiences, and short texts that name nobody."""

import re
import unicodedata
from typing import Final

from outreach.campaigns.indicators import Audience
from outreach.capture.imports.cells import Cell
from outreach.capture.imports.models import LARGEST_QUANTITY
from outreach.capture.imports.problems import RowProblem

# Control characters and marks that turn the direction of writing; breaks of lines become spaces.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
# An identity number, a mobile number (PIPL: nothing of either is asked for, so neither is kept).
_PERSON: Final = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
_SHORTEST_OF_A_PERSON: Final = 11
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(,\d{3})+")
_FIGURES: Final = re.compile(r"0|[1-9]\d*")
_ZEROS: Final = re.compile(r"0+")
# A spreadsheet keeps so many digits of a number.
_KEPT_DIGITS: Final = 15
_BETWEEN: Final = re.compile(r"[、,;;/]+")
_AUDIENCES: Final = {name: each for each in Audience for name in (each.value, each.zh, each.en)}


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
    if len(text) >= _SHORTEST_OF_A_PERSON and _PERSON.search(unicodedata.normalize("NFKC", text)):
        raise RowProblem("person")
    if len(text) > most:
        raise RowProblem("too_long", most=most)
    return text


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


def quantity_of(cell: Cell, *, measure_word: str, least: int) -> int:
    """A whole number, from `least` up; the measure word may follow it. Raises RowProblem."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RowProblem("not_whole")
    if isinstance(value, str):
        number = _number_in(value, measure_word)
    elif isinstance(value, float) and not value.is_integer():
        raise RowProblem("not_whole")
    else:
        number = int(value)
    if number < least:
        raise RowProblem("not_positive" if least else "negative")
    if number > LARGEST_QUANTITY:
        raise RowProblem("quantity_too_large", most=f"{LARGEST_QUANTITY:,}")
    return number


def _number_in(text: str, measure_word: str) -> int:
    plain = "".join(unicodedata.normalize("NFKC", text).split()).removesuffix(measure_word)
    is_negative = plain.startswith("-")
    figures = plain.removeprefix("-")
    if _GROUPED.fullmatch(figures):
        figures = figures.replace(",", "")
    if not _FIGURES.fullmatch(figures):
        raise RowProblem("not_whole")
    # Of a text of a million figures twelve are already too many.
    number = int(figures[:12])
    return -number if is_negative else number


def audience_of(cell: Cell) -> str:
    """The audience that a line is booked under; several are `mixed`. Raises RowProblem."""
    if cell.is_empty:
        return Audience.UNSPECIFIED
    names = [name.strip() for name in _BETWEEN.split(unicodedata.normalize("NFC", str(cell.value))) if name.strip()]
    unknown = [name[:20] for name in names if name not in _AUDIENCES]
    if unknown:
        raise RowProblem("audience_unknown", names="、".join(unknown[:3]))
    told = {_AUDIENCES[name] for name in names}
    return told.pop() if len(told) == 1 else Audience.MIXED
