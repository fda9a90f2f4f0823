"""What cells of paper records say beside days and texts: whole numbers and audiences."""

import re
import unicodedata
from typing import Final

from outreach.campaigns.indicators import Audience
from outreach.capture.imports.models import LARGEST_QUANTITY
from outreach.sheets.cells import Cell
from outreach.sheets.problems import RowProblem

_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(,\d{3})+")
_FIGURES: Final = re.compile(r"0|[1-9]\d*")
_BETWEEN: Final = re.compile(r"[、,;;/]+")
_AUDIENCES: Final = {name: each for each in Audience for name in (each.value, each.zh, each.en)}


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
