"""What stands in a written section, and in which order (domain.md section 6, layout of a periodical report)."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Final, Protocol

from outreach.campaigns.indicators import Evidence
from outreach.reporting.section import CorrectionPart, FigurePart, Section, UnitPart
from outreach.reporting.writing import en, facts, zh
from outreach.reporting.writing.document import Approval, Chapter, Document, Table


class Words(Protocol):
    """The sentences of one language; months and units are named by their number in the section, from 0."""

    OVERVIEW: str
    MONTHS: str
    UNITS: str
    AUDIENCES: str
    EVIDENCE: str
    CORRECTIONS: str
    DEFINITIONS: str
    UNIT: str
    INDICATOR: str
    TOTAL: str

    def heading(self, number: int, name: str) -> str: ...
    def item(self, number: int, text: str) -> str: ...
    def title(self, section: Section) -> str: ...
    def subtitle(self, section: Section) -> str: ...
    def standing(self, section: Section, approval: Approval | None) -> str: ...
    def overview(self, section: Section) -> str: ...
    def month(self, section: Section, number: int) -> str: ...
    def unit(self, section: Section, number: int) -> str: ...
    def idle_units(self, section: Section, units: Iterable[UnitPart]) -> str: ...
    def unit_name(self, section: Section, unit: UnitPart) -> str: ...
    def audience(self, figure: FigurePart) -> str: ...
    def evidence(self, figure: FigurePart) -> str: ...
    def correction(self, section: Section, correction: CorrectionPart) -> str: ...
    def definitions_apply(self, section: Section) -> str: ...
    def definition(self, figure: FigurePart) -> str: ...
    def column(self, figure: FigurePart) -> str: ...
    def level(self, evidence: Evidence) -> str: ...


LANGUAGES: Final[Mapping[str, Words]] = MappingProxyType({"zh": zh, "en": en})
"""The languages a section is written in."""


def write(section: Section, *, language: str = "zh", approval: Approval | None = None) -> Document:
    """The section as a document in one of ``LANGUAGES``: 初步 until there is an ``approval``."""
    words = LANGUAGES[language]
    numbers = count(1)
    return Document(
        title=words.title(section),
        subtitle=words.subtitle(section),
        standing=words.standing(section, approval),
        chapters=tuple(
            Chapter(
                heading=words.heading(next(numbers), name),
                paragraphs=tuple(paragraphs),
                items=tuple(words.item(number, text) for number, text in enumerate(items, 1)),
                table=table,
            )
            for name, paragraphs, items, table in _chapters(section, words)
            if paragraphs or items
        ),
    )


def _chapters(section: Section, words: Words) -> Iterator[tuple[str, list[str], list[str], Table | None]]:
    """Every chapter there may be: its name, its paragraphs, its items and its table."""
    told = [each.figure for each in facts.of_section(section)]
    months = [words.month(section, number) for number in range(len(section["months"]))]
    audiences = [words.audience(figure) for figure in facts.audiences_noted(section)]
    evidence = [words.evidence(figure) for figure in told]
    corrections = [words.correction(section, each) for each in section["corrections"]]
    definitions = [words.definition(figure) for figure in told]
    yield words.OVERVIEW, [words.overview(section)], [], None
    yield words.MONTHS, [], months, None
    yield words.UNITS, [], _by_unit(section, words), _unit_table(section, told, words)
    yield words.AUDIENCES, [], audiences, None
    yield words.EVIDENCE, [], evidence, _evidence_table(told, words)
    yield words.CORRECTIONS, [], corrections, None
    yield words.DEFINITIONS, [words.definitions_apply(section)] if definitions else [], definitions, None


def _by_unit(section: Section, words: Words) -> list[str]:
    """A sentence for each unit with records and one for all the others; none where there is no unit below."""
    if len(section["units"]) == 1:
        return []
    active = [number for number in range(len(section["units"])) if facts.of_unit(section, number)]
    idle = [unit for number, unit in enumerate(section["units"]) if number and number not in active]
    sentences = [words.unit(section, number) for number in active]
    return [*sentences, words.idle_units(section, idle)] if active and idle else sentences


def _unit_table(section: Section, figures: list[FigurePart], words: Words) -> Table:
    rows: Iterable[tuple[str | int, ...]] = (
        (words.unit_name(section, unit), *(figure["units"][number]["value"] for figure in figures))
        for number, unit in enumerate(section["units"])
    )
    return Table(
        (words.UNIT, *map(words.column, figures)),
        (*rows, (words.TOTAL, *(figure["value"] for figure in figures))),
    )


def _evidence_table(figures: list[FigurePart], words: Words) -> Table:
    return Table(
        (words.INDICATOR, words.TOTAL, *map(words.level, Evidence)),
        tuple(
            (words.column(figure), figure["value"], *(figure["evidence"][level] for level in Evidence))
            for figure in figures
        ),
    )
