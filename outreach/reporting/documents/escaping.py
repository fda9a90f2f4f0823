"""Text that a spreadsheet program must not take for a formula."""

from typing import Final

# What such a program begins to reckon at, also behind a tab or a line's end, which it cuts off.
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program might reckon instead of showing ``text``."""
    return text.startswith(_STARTS) or text.lstrip().startswith(_STARTS)


def as_text(cell: str | int | float) -> str | int | float:
    """A cell of a csv: text that begins like a formula has an apostrophe before it; numbers stay as they are."""
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell
