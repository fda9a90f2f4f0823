"""The figures as csv: one figure a row, each with all that says what it is, for programs and pivot tables."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from outreach.campaigns.indicators import Audience, Evidence
from outreach.reporting.documents.escaping import as_text
from outreach.reporting.documents.paper import printable
from outreach.reporting.section import FigurePart, Section
from outreach.reporting.writing import Approval
from outreach.reporting.writing.outline import AROUND, LANGUAGES

# The names are the same in both languages: programs read them.
COLUMNS: Final = (
    "unit", "from", "to", "standing", "snapshot", "sha256", "as_of",
    "breakdown", "part", "indicator", "name", "measure", "value", "previous", "published", "remark",
)  # fmt: skip

Row = tuple[str, str, int, int | None, int | None]


def csv_of(section: Section, *, language: str, approval: Approval | None, sha256: str) -> bytes:
    """UTF-8 with the mark by which spreadsheet programs know it.

    ``breakdown`` is total, unit, month, evidence, audience or correction, ``part`` which of them; the parts of a
    breakdown add up to the total, indicators never do.
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
        for breakdown, name, value, previous, published in _rows(section, figure, language):
            remark = remarks.get(figure["indicator"], "") if breakdown == "total" else ""
            row = (*common, breakdown, name, *about, value, previous, published, remark)
            writer.writerow(["" if cell is None else as_text(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig")


def _rows(section: Section, figure: FigurePart, language: str) -> Iterator[Row]:
    words, around = LANGUAGES[language], AROUND[language]
    yield "total", "", figure["value"], figure["previous"], figure["published"]
    for unit, counted in zip(section["units"], figure["units"], strict=True):
        yield "unit", words.unit_name(section, unit), counted["value"], None, None
    for number, month in enumerate(figure["months"]):
        yield "month", around.month_name(section, number), month["value"], month["previous"], month["published"]
    for level in Evidence:
        yield "evidence", words.level(level), figure["evidence"].get(level, 0), None, None
    for audience in Audience:
        yield "audience", around.audience(audience), figure["audiences"].get(audience, 0), None, None
    for each in section["corrections"]:
        if each["indicator"] == figure["indicator"]:
            yield "correction", around.correction_period(section, each), each["current"], None, each["published"]
