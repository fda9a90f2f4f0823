"""The figures as csv: one figure a row, each with all that says what it is, for programs and pivot tables."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final

from outreach.campaigns.indicators import Audience, Evidence
from outreach.reporting.documents.escaping import as_text
from outreach.reporting.documents.paper import printable
from outreach.reporting.section import CountPart, FigurePart, Section
from outreach.reporting.writing import Approval, facts
from outreach.reporting.writing.outline import AROUND, LANGUAGES
from outreach.reporting.writing.words import Around

# The names are the same in both languages: programs read them.
COLUMNS: Final = (
    "unit", "from", "to", "standing", "snapshot", "sha256", "as_of",
    "breakdown", "part", "indicator", "name", "measure", "value", "previous", "published", "remark",
    "prior_year", "target", "people", "imported", "base", "base_source", "base_as_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A figure, or a part of one; what it is held against stands in further columns, empty where there is nothing."""

    breakdown: str
    part: str
    value: int
    previous: int | None = None
    published: int | None = None
    prior_year: int | None = None
    target: int | None = None
    people: str | None = None
    imported: int | None = None
    base: int | None = None
    base_source: str | None = None
    base_as_of: str | None = None


def csv_of(section: Section, *, language: str, approval: Approval | None, sha256: str) -> bytes:
    """UTF-8 with the mark by which spreadsheet programs know it.

    ``breakdown`` is total, unit, month, evidence, audience, correction, coverage or target, ``part`` which of them; the
    parts of the first five add up to the total, indicators never do. Coverage is counted since the campaign began, of
    a unit with all below it, and without what was imported.
    """
    around = AROUND[language]
    is_chinese = language == "zh"
    section = printable(section)
    common = (
        section["unit"]["name" if is_chinese else "name_en"],
        section["period"]["counted_from"],
        section["period"]["counted_to"],
        around.APPROVED_MARK if approval else around.DRAFT_MARK,
        str(approval.snapshot) if approval else "",
        sha256,
        section["as_of"],
    )
    remarks = section["words"]["remarks"] if "words" in section else {}
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for figure in section["figures"]:
        part = figure["definition"]
        about = (
            figure["indicator"],
            part["zh"] if is_chinese else part["en"],
            part["measure_word"] if is_chinese else part["measure_en"][1],
        )
        for row in _rows(section, figure, language):
            remark = remarks.get(figure["indicator"], "") if row.breakdown == "total" else ""
            cells = (
                *common, row.breakdown, row.part, *about, row.value, row.previous, row.published, remark,
                row.prior_year, row.target, row.people, row.imported, row.base, row.base_source, row.base_as_of,
            )  # fmt: skip
            writer.writerow(["" if cell is None else as_text(cell) for cell in cells])
    return file.getvalue().encode("utf-8-sig")


def _rows(section: Section, figure: FigurePart, language: str) -> Iterator[_Row]:
    words, around = LANGUAGES[language], AROUND[language]
    yield _counted("total", "", figure)
    for unit, counted in zip(section["units"], figure["units"], strict=True):
        yield _Row(breakdown="unit", part=words.unit_name(section, unit), value=counted["value"])
    for number, month in enumerate(figure["months"]):
        yield _counted("month", around.month_name(section, number), month)
    for level in Evidence:
        yield _Row(breakdown="evidence", part=words.level(level), value=figure["evidence"].get(level, 0))
    for audience in Audience:
        value = figure["audiences"].get(audience, 0)
        yield _Row(breakdown="audience", part=around.audience(audience), value=value)
    for each in section["corrections"]:
        if each["indicator"] == figure["indicator"]:
            period = around.correction_period(section, each)
            yield _Row(breakdown="correction", part=period, value=each["current"], published=each["published"])
    yield from _covered(section, figure["indicator"], around)
    for aim in section.get("progress", []):
        if aim["indicator"] == figure["indicator"]:
            name = around.whole_unit(section, facts.unit_of(section, aim["unit"]))
            yield _Row(breakdown="target", part=name, value=aim["reached"], target=aim["target"])


def _counted(breakdown: str, part: str, count: CountPart) -> _Row:
    return _Row(
        breakdown=breakdown,
        part=part,
        value=count["value"],
        previous=count["previous"],
        published=count["published"],
        prior_year=facts.prior_year(count),
    )


def _covered(section: Section, indicator: str, around: Around) -> Iterator[_Row]:
    for group in section["coverage"]["groups"] if "coverage" in section else []:
        for row in group["units"] if indicator in group["indicators"] else []:
            at, base = group["indicators"].index(indicator), row["base"]
            yield _Row(
                breakdown="coverage",
                part=around.whole_unit(section, facts.unit_of(section, row["unit"])),
                value=row["values"][at],
                people=around.people_of(group["audience"]),
                imported=row["imported"][at],
                base=base and base["count"],
                base_source=base and base["source"],
                base_as_of=base and base["as_of"],
            )
