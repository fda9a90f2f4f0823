"""What stands on the sheets of a workbook, before it is written: 汇总, 分单位, 按月, 同比, 覆盖, 目标, 分人群,
证据, 口径, 更正, 核对."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from outreach.campaigns.indicators import Audience, Evidence
from outreach.reporting.prose.change import CountStatement, of_counts
from outreach.reporting.prose.rounding import percentage
from outreach.reporting.section import FigurePart, Section
from outreach.reporting.writing import Approval, facts, tables, write
from outreach.reporting.writing.outline import AROUND, LANGUAGES
from outreach.reporting.writing.words import Around, Words

Cell: TypeAlias = str | int | float | None

# In the order of the sheets.
_NAMES: Final = {
    "zh": ("汇总", "分单位", "按月", "同比", "覆盖", "目标", "分人群", "证据", "口径", "更正", "核对"),
    "en": (
        "Summary",
        "Units",
        "Months",
        "On the year",
        "Coverage",
        "Targets",
        "Audiences",
        "Evidence",
        "Definitions",
        "Corrections",
        "Reconciliation",
    ),
}
_DEFINITIONS: Final = {
    "zh": ("指标", "计量单位", "口径", "去重依据", "归属日期", "明细查询"),
    "en": ("Indicator", "Measure", "Definition", "Counted once by", "Dated by", "Lines"),
}
_RECONCILED: Final = {
    "zh": ("指标", "合计", "各单位之和", "各月之和", "各类证据之和", "各类人群之和", "最大差额"),
    "en": ("Indicator", "Total", "Sum of units", "Sum of months", "Sum of evidence", "Sum of audiences", "Difference"),
}
_COVERED: Final = {
    "zh": ("单位", "人口类别", "指标", "数量", "导入（不计入）", "人口基数", "与基数之比", "基数来源", "基数日期"),
    "en": ("Unit", "People", "Indicator", "Counted", "Imported, left out", "Base", "Of the base", "Source", "As of"),
}
# Sheets of long texts, by their number.
_LONG: Final = (0, 4, 8)
_KEY: Final = {"zh": "指标代码", "en": "Key"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """``notes`` stand above the table. A whole number is a count, a fraction a rate. ``is_long``: of long texts."""

    name: str
    title: str
    notes: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_long: bool = False


def sheets_of(section: Section, *, language: str, approval: Approval | None, sha256: str) -> list[Sheet]:
    """Every figure, also those that are zero: a sheet leaves out nothing that a reader might look for."""
    words, around = LANGUAGES[language], AROUND[language]
    document = write(section, language=language, approval=approval)
    notes = (document.subtitle, document.standing, around.digest(sha256))
    figures = section["figures"]
    units = tables.by_unit(section, figures, words)
    months = tables.by_month(section, figures, words, around)
    corrections = tables.corrections(section, words, around)
    contents: list[tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]] = [
        (_summary_header(words, around, language), tuple(_summary(section, words))),
        (units.header, units.rows),
        (months.header, months.rows if section["months"] else ()),
        (_months_header(words, around), tuple(_months_on_year(section, words, around))),
        (_COVERED[language], tuple(_covered(section, words, around))),
        (tables.progress(section, words, around).header, tuple(_progress(section, words, around))),
        _by_audience(section, words, around),
        (tables.by_evidence(figures, words).header, tables.by_evidence(figures, words).rows),
        (_DEFINITIONS[language], tuple(_definition(figure, language) for figure in figures)),
        (corrections.header, corrections.rows),
        (_RECONCILED[language], tuple(_reconciled(section, figure, words) for figure in figures)),
    ]
    return [
        Sheet(
            name=name,
            title=document.title,
            notes=notes if number == 0 else notes[:1],
            header=header,
            rows=rows,
            is_long=number in _LONG,
        )
        for number, (name, (header, rows)) in enumerate(zip(_NAMES[language], contents, strict=True))
    ]


def _summary_header(words: Words, around: Around, language: str) -> tuple[str, ...]:
    return (
        words.INDICATOR, _KEY[language], around.VALUE, around.PREVIOUS, around.DIFFERENCE, around.CHANGE,
        around.YEAR_BEFORE, around.ON_YEAR, around.PUBLISHED, around.REMARK,
    )  # fmt: skip


def _summary(section: Section, words: Words) -> Iterator[tuple[Cell, ...]]:
    remarks = facts.words_in(section)["remarks"]
    for figure in section["figures"]:
        value, previous = figure["value"], figure["previous"]
        yield (
            words.column(figure),
            figure["indicator"],
            value,
            previous,
            None if previous is None else value - previous,
            _change(previous, value),
            facts.prior_year(figure),
            _change(facts.prior_year(figure), value),
            figure["published"],
            remarks.get(figure["indicator"]),
        )


def _change(previous: int | None, value: int) -> float | None:
    """As everywhere: no percentage of nothing, and none of little."""
    if previous is None:
        return None
    result = of_counts(previous, value)
    is_said = result.statement in (CountStatement.PERCENTAGE, CountStatement.EQUAL, CountStatement.NEARLY_EQUAL)
    return float(result.per_cent / 100) if is_said else None


def _months_header(words: Words, around: Around) -> tuple[str, ...]:
    return around.MONTH, words.INDICATOR, around.VALUE, around.YEAR_BEFORE, around.DIFFERENCE, around.ON_YEAR


def _months_on_year(section: Section, words: Words, around: Around) -> Iterator[tuple[Cell, ...]]:
    for number in range(len(section["months"])):
        for figure in section["figures"]:
            value, prior = figure["months"][number]["value"], facts.prior_year(figure["months"][number])
            if prior is not None:
                name = around.month_name(section, number)
                yield name, words.column(figure), value, prior, value - prior, _change(prior, value)


def _covered(section: Section, words: Words, around: Around) -> Iterator[tuple[Cell, ...]]:
    """Every share with its base, real numbers both; units without a base too."""
    for group in section["coverage"]["groups"] if "coverage" in section else []:
        for row in group["units"]:
            unit, base = around.whole_unit(section, facts.unit_of(section, row["unit"])), row["base"]
            for key, value, imported in zip(group["indicators"], row["values"], row["imported"], strict=True):
                column = words.column(facts.figure_of(section, key))
                start = unit, around.people_of(group["audience"]), column, value, imported
                if base is None:
                    yield *start, None, None, around.NO_POPULATION, None
                else:
                    yield *start, base["count"], _share(value, base["count"]), base["source"], base["as_of"]


def _progress(section: Section, words: Words, around: Around) -> Iterator[tuple[Cell, ...]]:
    for *start, target, reached, _rate in tables.progress(section, words, around).rows:
        yield *start, target, reached, _share(int(reached), int(target))


def _share(value: int, base: int) -> float:
    return float(percentage(value, base) / 100)


def _by_audience(
    section: Section, words: Words, around: Around
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    header = (words.INDICATOR, words.TOTAL, *map(around.audience, Audience))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (words.column(figure), figure["value"], *(figure["audiences"].get(each, 0) for each in Audience))
        for figure in section["figures"]
    )
    return header, rows


def _definition(figure: FigurePart, language: str) -> tuple[Cell, ...]:
    part = figure["definition"]
    if language == "zh":
        texts = part["zh"], part["measure_word"], part["definition_zh"], part["deduplicated_by_zh"], part["dated_by_zh"]
    else:
        measure = part["measure_en"][1]
        texts = part["en"], measure, part["definition_en"], part["deduplicated_by_en"], part["dated_by_en"]
    return *texts, facts.entries_query(figure)


def _reconciled(section: Section, figure: FigurePart, words: Words) -> tuple[Cell, ...]:
    """The total, beside what each breakdown adds up to; a period of no months has no such sum."""
    value = figure["value"]
    sums: list[int | None] = [
        sum(unit["value"] for unit in figure["units"]),
        sum(month["value"] for month in figure["months"]) if section["months"] else None,
        sum(figure["evidence"].get(level, 0) for level in Evidence),
        sum(figure["audiences"].get(audience, 0) for audience in Audience),
    ]
    off = max(abs(value - each) for each in sums if each is not None)
    return words.column(figure), value, *sums, off
