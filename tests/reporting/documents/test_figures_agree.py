"""Every figure is the same in the ledger, json, xlsx, csv, docx, pdf and on the page."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from outreach.campaigns.aims.models import COUNTED_AUDIENCES
from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.ledger.models import LedgerEntry
from outreach.reporting.documents.building import document_of
from outreach.reporting.documents.page import page_of
from outreach.reporting.documents.paper import CaptionedTable, paper_of
from outreach.reporting.prose.rounding import Rate, percentage
from outreach.reporting.section import Section
from outreach.reporting.writing import LANGUAGES, facts
from outreach.reporting.writing.outline import AROUND
from tests.ledger.ledgers import count
from tests.reporting.aims import base, target, year_before
from tests.reporting.briefing import OCTOBER, campaign_of, section
from tests.reporting.documents import reading
from tests.world import World

units = st.sampled_from(["sub_bureau", "station_a", "post_a", "station_b"])
lines = st.lists(
    st.fixed_dictionaries(
        {
            "quantity": st.integers(1, 90_000),
            "indicator": st.sampled_from(list(IndicatorKey)),
            "evidence": st.sampled_from(list(Evidence)),
            "audience": st.sampled_from(list(Audience)),
            "unit": units,
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
    summary, units, months, on_year, covered, aimed, audiences, evidence, _definitions, _corrections, reconciled = book
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
        assert summary[at + 1][6] == figure["prior_year"]
        years = [month["prior_year"] for month in figure["months"]]
        assert [number_in(row["prior_year"]) for row in flat if is_part(row, "month", key)] == years
        column = words.column(figure)
        assert [row[2:4] for row in on_year[1:] if row[1] == column] == [
            [month["value"], month["prior_year"]] for month in figure["months"] if month["prior_year"] is not None
        ]
        for level in Evidence:
            assert figures_in(flat, "evidence")[key, words.level(level)] == figure["evidence"][level]
        for audience in Audience:
            assert figures_in(flat, "audience")[key, around.audience(audience)] == figure["audiences"][audience]
    require_agreement_of_aims(made, language, flat, covered[1:], aimed[1:])


def require_agreement_of_aims(
    made: Section, language: str, flat: list[dict[str, str]], covered: list[list[Any]], aimed: list[list[Any]]
) -> None:
    """Every share has the same value, base and rate in xlsx, csv and on paper, rounded by the one rule."""
    shares = [
        (key, row["values"][at], row["imported"][at], row["base"] and row["base"]["count"])
        for group in made["coverage"]["groups"]
        for row in group["units"]
        for at, key in enumerate(group["indicators"])
    ]
    assert [(row[3], row[4], row[5]) for row in covered] == [share[1:] for share in shares]
    assert [in_tenths(row[6]) for row in covered] == [
        None if not base else percentage(value, base) for _key, value, _imported, base in shares
    ]
    in_csv = [
        (row["indicator"], *(number_in(row[name]) for name in ("value", "imported", "base")))
        for row in flat
        if row["breakdown"] == "coverage"
    ]
    assert Counter(in_csv) == Counter(shares)
    aims = [(each["indicator"], each["target"], each["reached"]) for each in made["progress"]]
    assert [(row[2], row[3]) for row in aimed] == [aim[1:] for aim in aims]
    assert [in_tenths(row[4]) for row in aimed] == [percentage(reached, target) for _key, target, reached in aims]
    in_csv = [(row["indicator"], number_in(row["target"]), int(row["value"])) for row in flat if row["target"]]
    assert Counter(in_csv) == Counter(aims)
    printed = {cell for row in paper_rows(made, language) for cell in row}
    assert {Rate(value, base or 0).in_table() for _key, value, _imported, base in shares if value} <= printed
    assert {Rate(reached, target).in_table() for _key, target, reached in aims} <= printed


def number_in(cell: str) -> int | None:
    return int(cell) if cell else None


def is_part(row: dict[str, str], breakdown: str, key: str) -> bool:
    return (row["breakdown"], row["indicator"]) == (breakdown, key)


def in_tenths(cell: float | None) -> Decimal | None:
    """A cell's fraction as it is shown: in per cent, with one decimal."""
    return None if cell is None else Decimal(f"{cell * 100:.1f}")


def paragraphs(made: Section, language: str) -> list[str]:
    """The sentences with figures in them: the overview, the months, coverage and targets."""
    words, around = LANGUAGES[language], AROUND[language]
    months = [words.month(made, number) for number in range(len(made["months"]))]
    covered = [around.covered(made, group, row) for group in facts.covered(made) for row in group["units"]]
    aims = [around.progress(made, each) for each in made["progress"]]
    return [words.overview(made), *months, *covered, *aims]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "first"), [(PeriodKind.CAMPAIGN, None), (PeriodKind.MONTH, OCTOBER)])
def test_the_briefings_figures_agree(
    world: World, briefed: Campaign, language: str, kind: PeriodKind, first: date | None
) -> None:
    base(world, briefed, "station_a", 20_000)
    base(world, briefed, "sub_bureau", 150_000)
    base(world, briefed, "station_b", 3_000, audience=Audience.ELDERLY)
    target(world, briefed, "sub_bureau", 50_000)
    target(world, briefed, "station_a", 9_000, days=(date(2021, 10, 1), date(2021, 10, 31)))
    year_before(world, briefed, "station_a", 12_000)
    require_agreement(section(briefed, kind, first), language)


# A failing ledger of a dozen lines is small enough to read: shrinking it would take longer than a test may.
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lines=lines,
    bases=st.dictionaries(
        st.tuples(units, st.sampled_from(["", *COUNTED_AUDIENCES])), st.integers(1, 99_000), max_size=5
    ),
    targets=st.dictionaries(st.tuples(units, st.sampled_from(IndicatorKey)), st.integers(1, 99_000), max_size=3),
    years=st.dictionaries(
        st.tuples(units, st.sampled_from(IndicatorKey), st.sampled_from([date(2020, 9, 1), date(2020, 10, 1)])),
        st.integers(0, 90_000),
        max_size=4,
    ),
    kind=st.sampled_from([PeriodKind.CAMPAIGN, PeriodKind.MONTH]),
)
def test_any_ledgers_figures_agree_with_a_recount(
    world: World,
    campaign: Campaign,
    lines: list[dict[str, Any]],
    bases: dict[tuple[str, str], int],
    targets: dict[tuple[str, IndicatorKey], int],
    years: dict[tuple[str, IndicatorKey, date], int],
    kind: PeriodKind,
) -> None:
    campaign = campaign_of(world, slug=f"c{Campaign.objects.count()}")
    for line in lines:
        count(campaign, **{**line, "unit": world.units[line["unit"]].pk})
    for (unit, audience), people in bases.items():
        base(world, campaign, unit, people, audience=audience)
    in_october = (date(2021, 10, 1), date(2021, 10, 31)) if kind == PeriodKind.MONTH else None
    for (unit, key), quantity in targets.items():
        target(world, campaign, unit, quantity, indicator=key, days=in_october)
    for (unit, key, month), quantity in years.items():
        year_before(world, campaign, unit, quantity, indicator=key, month=month)
    made = section(campaign, kind, OCTOBER if kind == PeriodKind.MONTH else None)
    days = made["period"]["counted_from"], made["period"]["counted_to"]
    recounted = Counter[str]()
    for entry in LedgerEntry.objects.filter(campaign=campaign, day__range=days):
        recounted[entry.indicator] += entry.quantity
    assert {figure["indicator"]: figure["value"] for figure in made["figures"] if figure["value"]} == dict(recounted)
    assert covered_in(made) == recounted_coverage(world, campaign, made)
    priors = {
        figure["indicator"]: figure["prior_year"] for figure in made["figures"] if figure["prior_year"] is not None
    }
    of_october = Counter[str]()
    for (_unit, key, month), quantity in years.items():
        if kind == PeriodKind.MONTH and month == date(2020, 10, 1):
            of_october[key] += quantity
    assert priors == dict(of_october)
    require_agreement(made, "zh")


def covered_in(made: Section) -> dict[tuple[int, str, str], tuple[int, int]]:
    return {
        (row["unit"], group["audience"], key): (row["values"][at], row["imported"][at])
        for group in made["coverage"]["groups"]
        for row in group["units"]
        for at, key in enumerate(group["indicators"])
    }


def recounted_coverage(world: World, campaign: Campaign, made: Section) -> dict[tuple[int, str, str], tuple[int, int]]:
    """What `covered_in` names, added up from single lines."""
    paths = {unit.pk: unit.path for unit in world.units.values()}
    last = date.fromisoformat(made["coverage"]["to"])
    entries = list(LedgerEntry.objects.filter(campaign=campaign, day__range=(campaign.starts_on, last)))

    def of(unit: int, audience: str, key: str, *, imported: bool) -> int:
        return sum(
            entry.quantity
            for entry in entries
            if paths[entry.unit_id].startswith(paths[unit])
            and entry.indicator == key
            and audience in ("", entry.audience)
            and (entry.evidence == Evidence.IMPORTED) == imported
        )

    return {asked: (of(*asked, imported=False), of(*asked, imported=True)) for asked in covered_in(made)}
