"""The tables of a section: exact figures, in the order of the section. Indicators are columns and never added up."""

from collections.abc import Iterable

from outreach.campaigns.indicators import Audience, Evidence
from outreach.reporting.section import FigurePart, Section
from outreach.reporting.writing import facts
from outreach.reporting.writing.document import Table
from outreach.reporting.writing.words import Around, Words


def key_figures(section: Section, figures: Iterable[FigurePart], words: Words, around: Around) -> Table:
    """A figure a row, beside the period before where the two may be compared, and the remark on it."""
    remarks = facts.words_in(section)["remarks"]
    is_compared = any(figure["previous"] is not None for figure in figures)
    before = (around.PREVIOUS, around.CHANGE) if is_compared else ()
    return Table(
        (words.INDICATOR, around.VALUE, *before, around.REMARK),
        tuple(
            (
                words.column(figure),
                figure["value"],
                *((_or_none(figure["previous"], around), around.change(figure)) if is_compared else ()),
                remarks.get(figure["indicator"], ""),
            )
            for figure in figures
        ),
    )


def by_month(section: Section, figures: list[FigurePart], words: Words, around: Around) -> Table:
    rows: Iterable[tuple[str | int, ...]] = (
        (around.month_name(section, number), *(figure["months"][number]["value"] for figure in figures))
        for number in range(len(section["months"]))
    )
    return Table(
        (around.MONTH, *map(words.column, figures)),
        (*rows, (words.TOTAL, *(figure["value"] for figure in figures))),
    )


def by_audience(section: Section, words: Words, around: Around) -> Table:
    """The figures of which it was noted whom they reached; audiences that none reached have no column."""
    figures = facts.audiences_noted(section)
    reached = [each for each in Audience if any(figure["audiences"].get(each) for figure in figures)]
    return Table(
        (words.INDICATOR, words.TOTAL, *map(around.audience, reached)),
        tuple(
            (words.column(figure), figure["value"], *(figure["audiences"].get(each, 0) for each in reached))
            for figure in figures
        ),
    )


def corrections(section: Section, words: Words, around: Around) -> Table:
    names = {figure["indicator"]: words.column(figure) for figure in section["figures"]}
    return Table(
        (around.PERIOD, words.INDICATOR, around.PUBLISHED, around.CURRENT, around.DIFFERENCE),
        tuple(
            (
                around.correction_period(section, each),
                names[each["indicator"]],
                each["published"],
                each["current"],
                each["difference"],
            )
            for each in section["corrections"]
        ),
    )


def by_unit(section: Section, figures: list[FigurePart], words: Words) -> Table:
    rows: Iterable[tuple[str | int, ...]] = (
        (words.unit_name(section, unit), *(figure["units"][number]["value"] for figure in figures))
        for number, unit in enumerate(section["units"])
    )
    return Table(
        (words.UNIT, *map(words.column, figures)),
        (*rows, (words.TOTAL, *(figure["value"] for figure in figures))),
    )


def by_evidence(figures: list[FigurePart], words: Words) -> Table:
    return Table(
        (words.INDICATOR, words.TOTAL, *map(words.level, Evidence)),
        tuple(
            (words.column(figure), figure["value"], *(figure["evidence"][level] for level in Evidence))
            for figure in figures
        ),
    )


def _or_none(value: int | None, around: Around) -> str | int:
    return around.NONE_COMPARED if value is None else value
