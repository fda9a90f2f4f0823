"""Every figure is the same in the ledger, json, xlsx, csv, docx, pdf and on the page."""

import json
from collections import Counter
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.ledger.models import LedgerEntry
from outreach.reporting.documents.building import document_of
from outreach.reporting.documents.page import page_of
from outreach.reporting.documents.paper import CaptionedTable, paper_of
from outreach.reporting.section import Section
from outreach.reporting.writing import LANGUAGES
from outreach.reporting.writing.outline import AROUND
from tests.ledger.ledgers import count
from tests.reporting.briefing import OCTOBER, campaign_of, section
from tests.reporting.documents import reading
from tests.world import World

lines = st.lists(
    st.fixed_dictionaries(
        {
            "quantity": st.integers(1, 90_000),
            "indicator": st.sampled_from(list(IndicatorKey)),
            "evidence": st.sampled_from(list(Evidence)),
            "audience": st.sampled_from(list(Audience)),
            "unit": st.sampled_from(["sub_bureau", "station_a", "post_a", "station_b"]),
            "day": st.dates(date(2021, 8, 30), date(2021, 12, 4)),
        }
    ),
    max_size=12,
)


def paper_rows(made: Section, language: str) -> list[list[str]]:
    paper = paper_of(made, language=language)
    tables = [block.table for block in paper.blocks if isinstance(block, CaptionedTable)]
    return [[str(cell) for cell in row] for table in tables for row in (table.header, *table.rows)]


def figures_in(rows: list[dict[str, str]], breakdown: str) -> dict[tuple[str, str], int]:
    return {(row["indicator"], row["part"]): int(row["value"]) for row in rows if row["breakdown"] == breakdown}


def require_agreement(made: Section, language: str) -> None:
    """Every table on paper is the same in docx, pdf and page, and every number of the section is in xlsx and csv."""
    words, around = LANGUAGES[language], AROUND[language]
    files = {form: document_of(made, form=form, language=language) for form in ("docx", "pdf", "xlsx", "csv", "json")}
    assert json.loads(files["json"]) == made
    expected = paper_rows(made, language)
    assert reading.docx_rows(files["docx"]) == expected
    page = render_to_string("reports/document.html", {"page": page_of(made, language=language, approval=None)})
    assert reading.html_rows(page) == expected
    text = reading.pdf_text(files["pdf"])
    assert [row for row in expected if reading.close("".join(row)) not in text] == []
    for prose in (reading.docx_text(files["docx"]), unescape(page)):
        assert all(reading.close(paragraph) in reading.close(prose) for paragraph in paragraphs(made, language))
    assert [p for p in paragraphs(made, language) if reading.close(p) not in text] == []
    flat = reading.csv_rows(files["csv"])
    book = list(reading.xlsx_sheets(files["xlsx"]).values())
    summary, units, months, audiences, evidence, _definitions, _corrections, reconciled = book
    for at, figure in enumerate(made["figures"]):
        key, value = figure["indicator"], figure["value"]
        assert summary[at + 1][2] == value == reconciled[at + 1][1] == figures_in(flat, "total")[key, ""]
        assert reconciled[at + 1][-1] == 0
        by_unit = [unit["value"] for unit in figure["units"]]
        assert [row[at + 1] for row in units[1:]] == [*by_unit, value]
        assert [row["value"] for row in flat if (row["breakdown"], row["indicator"]) == ("unit", key)] == [
            str(each) for each in by_unit
        ]
        by_month = [month["value"] for month in figure["months"]]
        assert [row[at + 1] for row in months[1:]] == ([*by_month, value] if by_month else [])
        assert evidence[at + 1][2:] == [figure["evidence"][level] for level in Evidence]
        assert audiences[at + 1][2:] == [figure["audiences"][audience] for audience in Audience]
        for level in Evidence:
            assert figures_in(flat, "evidence")[key, words.level(level)] == figure["evidence"][level]
        for audience in Audience:
            assert figures_in(flat, "audience")[key, around.audience(audience)] == figure["audiences"][audience]


def paragraphs(made: Section, language: str) -> list[str]:
    """The sentences with figures in them: the overview and the months."""
    words = LANGUAGES[language]
    return [words.overview(made), *(words.month(made, number) for number in range(len(made["months"])))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "first"), [(PeriodKind.CAMPAIGN, None), (PeriodKind.MONTH, OCTOBER)])
def test_the_briefings_figures_agree(briefed: Campaign, language: str, kind: PeriodKind, first: date | None) -> None:
    require_agreement(section(briefed, kind, first), language)


# A failing ledger of a dozen lines is small enough to read: shrinking it would take longer than a test may.
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lines=lines, kind=st.sampled_from([PeriodKind.CAMPAIGN, PeriodKind.MONTH]))
def test_any_ledgers_figures_agree_with_a_recount(
    world: World, campaign: Campaign, lines: list[dict[str, Any]], kind: PeriodKind
) -> None:
    campaign = campaign_of(world, slug=f"c{Campaign.objects.count()}")
    for line in lines:
        count(campaign, **{**line, "unit": world.units[line["unit"]].pk})
    made = section(campaign, kind, OCTOBER if kind == PeriodKind.MONTH else None)
    days = made["period"]["counted_from"], made["period"]["counted_to"]
    recounted = Counter[str]()
    for entry in LedgerEntry.objects.filter(campaign=campaign, day__range=days):
        recounted[entry.indicator] += entry.quantity
    assert {figure["indicator"]: figure["value"] for figure in made["figures"] if figure["value"]} == dict(recounted)
    require_agreement(made, "zh")
