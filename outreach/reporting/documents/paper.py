"""What stands on paper, in which order, whatever the form: docx, pdf and the page are set from the same blocks.

The layout is that of a periodical report (domain.md section 6): period and cut-off, overview, itemised, tables, notes
on the data, problems and next steps, definitions. Head, document number and seal are never drawn: a line says who adds
them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final, TypeAlias, TypeVar

from outreach.reporting.canonical import sha256_of
from outreach.reporting.documents.charts import Chart, by_month, by_unit
from outreach.reporting.documents.verifying import verify_address
from outreach.reporting.section import FigurePart, Section
from outreach.reporting.writing import Approval, facts, tables, write
from outreach.reporting.writing.document import Chapter, Table
from outreach.reporting.writing.outline import AROUND, LANGUAGES
from outreach.reporting.writing.words import Around, Words

# Beyond so many units a sentence for each is no longer read; the table has them all.
_UNITS_IN_WORDS: Final = 12

Anything = TypeVar("Anything")


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 is 一、, 2 is （一）."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A line where another office adds something, or another department its part."""

    text: str


@dataclass(frozen=True, slots=True)
class CaptionedTable:
    caption: str
    table: Table


@dataclass(frozen=True, slots=True)
class CaptionedChart:
    caption: str
    chart: Chart


Block: TypeAlias = Heading | Paragraph | Placeholder | CaptionedTable | CaptionedChart


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A report to read.

    ``address`` is where an approved one is verified, None for a draft; ``sha256`` is of the section.
    """

    language: str
    head: str
    title: str
    subtitle: str
    standing: str
    digest: str
    sha256: str
    blocks: tuple[Block, ...]
    seal: str
    closing: str
    address: str | None


@dataclass(slots=True)
class _Numbers:
    """Tables and charts are each numbered through the paper."""

    tables: Iterator[int] = field(default_factory=lambda: count(1))
    charts: Iterator[int] = field(default_factory=lambda: count(1))


def paper_of(
    section: Section, *, language: str = "zh", approval: Approval | None = None, is_whole: bool = False
) -> Paper:
    """The section on paper; ``is_whole``: as its part of a whole report, whose other sections are headed and empty."""
    sha256 = sha256_of(section)
    section = printable(section)
    around = AROUND[language]
    address = verify_address(approval.snapshot) if approval else None
    document = write(section, language=language, approval=approval, is_part=is_whole, is_traced=False)
    lead_in = [Paragraph(text) for text in document.lead_in]
    chapters = list(_chapters(section, document.chapters, language, level=2 if is_whole else 1))
    return Paper(
        language=language,
        head=around.HEAD,
        title=document.title,
        subtitle=document.subtitle,
        standing=document.standing,
        digest=around.digest(sha256),
        sha256=sha256,
        blocks=tuple(_among_others([*lead_in, *chapters], language) if is_whole else [*lead_in, *chapters]),
        seal=around.SEAL,
        closing=around.verify(address) if address else around.not_verifiable(),
        address=address,
    )


def printable(part: Anything) -> Anything:
    """A part of a section without what no document may hold: control characters, and halves of letters."""
    if isinstance(part, str):
        return "".join(map(_printable, part))  # type: ignore[return-value]
    if isinstance(part, dict):
        return {name: printable(member) for name, member in part.items()}  # type: ignore[return-value]
    if isinstance(part, list):
        return [printable(member) for member in part]  # type: ignore[return-value]
    return part


def _printable(letter: str) -> str:
    if letter == "\t":
        return " "
    is_control = (letter < " " and letter != "\n") or "\x7f" <= letter <= "\x9f"
    is_no_letter = "\ud800" <= letter <= "\udfff" or letter in "\ufffe\uffff"
    return "" if is_control or is_no_letter else letter


def _among_others(own: list[Block], language: str) -> Iterator[Block]:
    words, around = LANGUAGES[language], AROUND[language]
    numbers = count(1)
    for name in around.SECTIONS_BEFORE:
        yield from (Heading(words.heading(next(numbers), name), 1), Placeholder(around.OTHER_SECTION))
    yield Heading(words.heading(next(numbers), around.OUTREACH), 1)
    yield from own
    for name in around.SECTIONS_AFTER:
        yield from (Heading(words.heading(next(numbers), name), 1), Placeholder(around.OTHER_SECTION))


def _chapters(section: Section, chapters: tuple[Chapter, ...], language: str, *, level: int) -> Iterator[Block]:
    words, around = LANGUAGES[language], AROUND[language]
    numbers = _Numbers()
    for chapter in chapters:
        yield Heading(chapter.heading, level)
        # Remarks stand by their figures, in the table.
        is_overview = chapter.name == words.OVERVIEW
        yield from map(Paragraph, chapter.paragraphs[:1] if is_overview else chapter.paragraphs)
        match chapter.name:
            case words.AUDIENCES | words.EVIDENCE:
                # A table of the same figures follows.
                pass
            case words.UNITS | around.COVERAGE | around.PROGRESS if len(chapter.items) > _UNITS_IN_WORDS:
                pass
            case _:
                yield from map(Paragraph, chapter.items)
        yield from _set_out(section, chapter, language, numbers)


def _set_out(section: Section, chapter: Chapter, language: str, numbers: _Numbers) -> Iterator[Block]:
    """The tables and charts of a chapter."""
    words, around = LANGUAGES[language], AROUND[language]
    told = [each.figure for each in facts.of_section(section)]
    set_out, charts = chapter.tables, []
    match chapter.name:
        case words.OVERVIEW | words.MONTHS if not told:
            pass
        case words.OVERVIEW:
            set_out = (tables.key_figures(section, told, words, around),)
        case words.MONTHS:
            set_out, charts = tuple(_monthly(section, told, words, around)), by_month(section, told, language)
        case words.UNITS:
            charts = by_unit(section, told, language)
        case words.AUDIENCES:
            set_out = (tables.by_audience(section, words, around),)
    for table in set_out:
        yield CaptionedTable(around.caption(next(numbers.tables), table.name or chapter.name), table)
    for chart in charts:
        name = f"{chapter.name}{around.COLON}{chart.name}" if chart.name else chapter.name
        yield CaptionedChart(around.chart_caption(next(numbers.charts), name), chart)


def _monthly(section: Section, told: list[FigurePart], words: Words, around: Around) -> Iterator[Table]:
    yield tables.by_month(section, told, words, around)
    if facts.has_prior_year(month for figure in told for month in figure["months"]):
        yield tables.months_on_year(section, told, words, around)
