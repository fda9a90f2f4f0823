"""What a written section consists of, in any language and any setting."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Approval:
    """What makes a section 已核定: the snapshot that froze it, and the aware instant at which it did."""

    snapshot: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """Exact figures only, and rates; the first ``names`` columns name the row.

    ``name`` is what it is called where it is not the chapter's only one. ``has_remarks``: its last column is text.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    name: str = ""
    names: int = 1
    has_remarks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """``paragraphs``, then numbered ``items``; ``tables`` say what the items say, for settings that have tables.

    ``heading`` is ``name`` with its number.
    """

    name: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``standing`` says how far the figures may be relied on: draft or approved, and counted when.

    ``lead_in`` is what a person wrote to open it.
    """

    title: str
    subtitle: str
    standing: str
    lead_in: tuple[str, ...]
    chapters: tuple[Chapter, ...]
