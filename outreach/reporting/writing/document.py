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
    """Exact figures only; the first column names the row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """``paragraphs``, then numbered ``items``; ``table`` says what the items say, for settings that have tables."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``standing`` says how far the figures may be relied on: draft or approved, and counted when."""

    title: str
    subtitle: str
    standing: str
    chapters: tuple[Chapter, ...]
