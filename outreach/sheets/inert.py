"""Texts that go out into spreadsheets again: whatever somebody typed, no program calculates it."""

from typing import Any, Final

# What makes a formula of a text, by itself or behind a tab (domain.md section 6).
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(value: Any) -> Any:
    """Numbers as they are; a text that a spreadsheet would calculate is led by an apostrophe."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(_STARTS) or value.lstrip().startswith(_STARTS) else value
