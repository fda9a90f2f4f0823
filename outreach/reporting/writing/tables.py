"""The tables of a section: exact figures, in the order of the section. Indicators are columns and never added up."""

from collections.abc import Iterable

from outreach.campaigns.indicators import Audience, Evidence
from outreach.reporting.coverage import CoveredGroupPart
from outreach.reporting.prose.rounding import Rate
from outreach.reporting.section import FigurePart, Section
from outreach.reporting.writing import facts
from outreach.reporting.writing.document import Table
from outreach.reporting.writing.words import Around, Words


def key_figures(section: Section, figures: list[FigurePart], words: Words, around: Around) -> Table:
    """A figure a row, beside the period before where the two may be compared, and the remark on it, if any has one."""
    remarks = facts.words_in(section)["remarks"]
    has_remarks = any(remarks.get(figure["indicator"]) for figure in figures)
    is_compared = any(figure["previous"] is not None for figure in figures)
    has_years = facts.has_prior_year(figures)
    before = (around.PREVIOUS, around.CHANGE) if is_compared else ()
    year = (around.YEAR_BEFORE, around.ON_YEAR) if has_years else ()
    return Table(
        (words.INDICATOR, around.VALUE, *before, *year, *((around.REMARK,) if has_remarks else ())),
        tuple(
            (
                words.column(figure),
                figure["value"],
                *(_beside(figure["previous"], figure["value"], around) if is_compared else ()),
                *(_beside(facts.prior_year(figure), figure["value"], around) if has_years else ()),
                *((remarks.get(figure["indicator"], ""),) if has_remarks else ()),
            )
            for figure in figures
        ),
        name=around.KEY_FIGURES,
        has_remarks=has_remarks,
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


def months_on_year(section: Section, figures: Iterable[FigurePart], words: Words, around: Around) -> Table:
    """Each figure of a month that the year before has one of, beside it."""
    return Table(
        (around.MONTH, words.INDICATOR, around.VALUE, around.YEAR_BEFORE, around.ON_YEAR),
        tuple(
            (around.month_name(section, number), words.column(figure), month["value"], *beside)
            for number in range(len(section["months"]))
            for figure in figures
            for month in [figure["months"][number]]
            if facts.prior_year(month) is not None
            for beside in [_beside(facts.prior_year(month), month["value"], around)]
        ),
        name=around.MONTHS_ON_YEAR,
        names=2,
    )


def coverage(section: Section, words: Words, around: Around) -> tuple[Table, ...]:
    """A table a group: each unit's base, what stands against it with its share, and the source of the base."""
    return tuple(_group(section, group, words, around) for group in facts.covered(section))


def _group(section: Section, group: CoveredGroupPart, words: Words, around: Around) -> Table:
    """Where all bases have one source, the table's name says it once."""
    columns = [words.column(facts.figure_of(section, key)) for key in group["indicators"]]
    shares = (text for column in columns for text in (column, around.SHARE))
    sources = {around.source(section, row["base"]) for row in group["units"] if row["base"]}
    source = sources.pop() if len(sources) == 1 else None
    return Table(
        (words.UNIT, around.POPULATION, *shares, *(() if source else (around.SOURCE,))),
        tuple(
            (
                around.whole_unit(section, facts.unit_of(section, row["unit"])),
                around.NO_POPULATION if row["base"] is None else row["base"]["count"],
                *(
                    cell
                    for value in row["values"]
                    for cell in (value, Rate(value, row["base"]["count"] if row["base"] else 0).in_table())
                ),
                *(() if source else (around.source(section, row["base"]) if row["base"] else "",)),
            )
            for row in group["units"]
        ),
        name=around.coverage_of(group["audience"], source),
        has_remarks=source is None,
    )


def progress(section: Section, words: Words, around: Around) -> Table:
    """Targets in the order of the tree, each beside what was reached."""
    return Table(
        (words.UNIT, words.INDICATOR, around.TARGET, around.REACHED, around.REACHED_SHARE),
        tuple(
            (
                around.whole_unit(section, facts.unit_of(section, part["unit"])),
                words.column(facts.figure_of(section, part["indicator"])),
                part["target"],
                part["reached"],
                Rate(part["reached"], part["target"]).in_table(),
            )
            for part in section.get("progress", [])
        ),
        names=2,
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
        names=2,
    )


def by_unit(section: Section, figures: list[FigurePart], words: Words) -> Table:
    rows: Iterable[tuple[str | int, ...]] = (
        (words.unit_name(section, unit), *(figure["units"][number]["value"] for figure in figures))
        for number, unit in enumerate(section["units"])
        if facts.is_shown(section, number)
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


def _beside(previous: int | None, value: int, around: Around) -> tuple[str | int, str]:
    """What a figure is held against, and the change."""
    return around.NONE_COMPARED if previous is None else previous, around.change(previous, value)
