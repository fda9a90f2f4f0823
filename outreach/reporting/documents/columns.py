"""How wide the columns of a table on paper are, and how small its letters: the same in pdf and docx."""

from typing import Final

from outreach.reporting.writing.document import Table

_TEXT_WIDTH: Final = 156 / 25.4 * 72
# In letters: what stands left and right of a cell's text; the longest figure or change that is never broken; and what
# names keep at least.
_PADDING: Final = 1.0
_LONGEST: Final = 8.0
_LEAST_NAME: Final = 4.0
_NAME, _NAME_AMONG_MANY, _FIRST_OF_TWO, _REMARK = 2.2, 1.7, 1.5, 2.4


def size_of(table: Table) -> float:
    """In points."""
    columns = len(table.header)
    return 11 if columns <= 6 else 9.5 if columns <= 8 else 8


def widths_of(table: Table) -> list[float]:
    """Each column's part of the width of the text, which is 1.

    Figures and changes share evenly, but none is narrower than its longest cell: names and remarks can be broken, and
    give way.
    """
    columns, names = len(table.header), table.names
    lead = _NAME if columns <= 6 else _NAME_AMONG_MANY
    leads = [lead] if names == 1 else [_FIRST_OF_TWO, lead]
    shares = [*leads, *([1.0] * (columns - names - 1)), _REMARK if table.has_remarks else 1.0]
    room = _TEXT_WIDTH / size_of(table)
    even = [share / sum(shares) * room for share in shares]
    figures = range(names, columns - 1 if table.has_remarks else columns)
    wide = {at: max(even[at], _needed(table, at)) for at in figures}
    words = [at for at in range(columns) if at not in wide]
    left = max(room - sum(wide.values()), _LEAST_NAME * len(words))
    for_words = sum(even[at] for at in words)
    widths = [wide.get(at, even[at] / for_words * left) for at in range(columns)]
    return [width / sum(widths) for width in widths]


def _needed(table: Table, at: int) -> float:
    return min(max((_letters(str(row[at])) for row in table.rows), default=0.0), _LONGEST) + _PADDING


def _letters(text: str) -> float:
    """Its width in Chinese letters, near enough: figures and Latin ones take little more than half the room of one."""
    return sum(1 if letter > "\u2e7f" else 0.58 for letter in text)
