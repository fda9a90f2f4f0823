"""What stands in a written section, and in which order (domain.md section 6, layout of a periodical report)."""

from collections.abc import Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Final

from outreach.reporting.section import Section
from outreach.reporting.writing import en, facts, tables, zh
from outreach.reporting.writing.apparatus import en as around_en
from outreach.reporting.writing.apparatus import zh as around_zh
from outreach.reporting.writing.document import Approval, Chapter, Document, Table
from outreach.reporting.writing.words import Around, Words

LANGUAGES: Final[Mapping[str, Words]] = MappingProxyType({"zh": zh, "en": en})
"""The languages a section is written in."""

AROUND: Final[Mapping[str, Around]] = MappingProxyType({"zh": around_zh, "en": around_en})
"""The same languages."""


def write(
    section: Section,
    *,
    language: str = "zh",
    approval: Approval | None = None,
    is_part: bool = False,
    is_traced: bool = True,
) -> Document:
    """The section as a document in one of ``LANGUAGES``: 初步 until there is an ``approval``.

    As part of a whole report its numbering begins one level deeper. ``is_traced``: each definition is followed by the
    query that finds the lines behind its figure, which is of no use on paper.
    """
    words = LANGUAGES[language]
    heading, item = (words.item, words.subitem) if is_part else (words.heading, words.item)
    numbers = count(1)
    return Document(
        title=words.title(section),
        subtitle=words.subtitle(section),
        standing=words.standing(section, approval),
        lead_in=facts.paragraphs_in(facts.words_in(section)["lead_in"]),
        chapters=tuple(
            Chapter(
                name=name,
                heading=heading(next(numbers), name),
                paragraphs=tuple(paragraphs),
                items=tuple(item(number, text) for number, text in enumerate(items, 1)),
                tables=tables,
            )
            for name, paragraphs, items, tables in _chapters(section, words, AROUND[language], is_traced)
            if paragraphs or items
        ),
    )


def _chapters(
    section: Section, words: Words, around: Around, is_traced: bool
) -> Iterator[tuple[str, list[str], list[str], tuple[Table, ...]]]:
    """Every chapter there may be: its name, its paragraphs, its items and its tables."""
    told = [each.figure for each in facts.of_section(section)]
    months = [words.month(section, number) for number in range(len(section["months"]))]
    audiences = [words.audience(figure) for figure in facts.audiences_noted(section)]
    evidence = [words.evidence(figure) for figure in told]
    corrections = [words.correction(section, each) for each in section["corrections"]]
    definitions = [words.definition(figure) + (words.trace(figure) if is_traced else "") for figure in told]
    remarks = [
        around.remark(figure, text)
        for figure in section["figures"]
        if (text := facts.words_in(section)["remarks"].get(figure["indicator"]))
    ]
    groups, aims = facts.covered(section), section.get("progress", [])
    coverage = [around.covered(section, group, row) for group in groups for row in group["units"]]
    progress = [around.progress(section, aim) for aim in aims]
    yield words.OVERVIEW, [words.overview(section), *remarks], [], ()
    yield words.MONTHS, [], months, ()
    yield words.UNITS, [], _by_unit(section, words), (tables.by_unit(section, told, words),)
    yield (
        around.COVERAGE,
        around.coverage_means(section) if groups else [],
        coverage,
        tables.coverage(section, words, around),
    )
    yield around.PROGRESS, [], progress, (tables.progress(section, words, around),)
    yield words.AUDIENCES, [], audiences, ()
    yield words.EVIDENCE, [], evidence, (tables.by_evidence(told, words),)
    yield words.CORRECTIONS, [], corrections, ()
    yield around.QUALITY, [], around.quality(section), ()
    yield around.NEXT_STEPS, [*facts.paragraphs_in(facts.words_in(section)["next_steps"])], [], ()
    yield words.DEFINITIONS, [words.definitions_apply(section)] if definitions else [], definitions, ()


def _by_unit(section: Section, words: Words) -> list[str]:
    """A sentence for each unit with records and one for all the others; none where there is no unit below."""
    if len(section["units"]) == 1:
        return []
    active = [number for number in range(len(section["units"])) if facts.of_unit(section, number)]
    idle = facts.idle_units(section)
    sentences = [words.unit(section, number) for number in active]
    return [*sentences, words.idle_units(section, idle)] if active and idle else sentences
