"""The lines behind a figure as people read them: by day, all of them once, wherever others arrive."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.ledger.filters import LineFilter
from outreach.ledger.lines import LinesPage, lines_page
from outreach.ledger.models import LedgerEntry, Source
from tests.ledger.ledgers import DAY, count, counts, new_campaign, void

pytestmark = pytest.mark.django_db

UNITS = frozenset({1, 2, 3})

# The first line is like no other; 5,000 of later days follow.
_ONE_AND_MANY = """
INSERT INTO outreach_ledgerentry (submission_id, act_id, campaign_id, unit_id, indicator, evidence, audience, day,
    quantity, occurred_at, received_at, source)
SELECT id, id, %s, 1, 'resident_pledges',
    CASE number WHEN 1 THEN 'spot_checked' ELSE 'self_reported' END,
    CASE number WHEN 1 THEN 'finance_staff' ELSE 'residents' END,
    '2021-09-03'::date + number / 50, CASE number WHEN 1 THEN 7 ELSE 1 END, now(), now(),
    CASE number WHEN 1 THEN 'import' ELSE 'officer' END
FROM (SELECT number, gen_random_uuid() AS id FROM generate_series(1, 5000) AS number) AS drawn
"""
# Rows that were read of the table, whichever index led to them, by this transaction.
_READ = """
SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'outreach_ledgerentry'
"""


def page(campaign: Campaign, cursor: str | None = None, limit: int = 50, **asked: Any) -> LinesPage:
    source = asked.pop("source", None)
    question = LineFilter(**{"campaign_id": campaign.pk, "unit_ids": UNITS, **asked})
    return lines_page(question, source=source, cursor=cursor, limit=limit)


def quantities(page: LinesPage) -> list[int]:
    return [line.quantity for line in page.rows]


def test_the_latest_day_comes_first_whenever_it_was_recorded() -> None:
    campaign = new_campaign()
    for quantity, day in ((1, DAY), (2, DAY + timedelta(2)), (3, DAY + timedelta(1)), (4, DAY + timedelta(1))):
        count(campaign, quantity, day=day)
    assert quantities(page(campaign)) == [2, 4, 3, 1]


def test_lines_are_filtered_as_totals_are() -> None:
    campaign = new_campaign()
    count(campaign, 1, unit=1)
    count(campaign, 2, unit=2, day=DAY + timedelta(1))
    count(campaign, 3, unit=2, audience=Audience.ELDERLY)
    count(campaign, 4, unit=2, evidence=Evidence.DOCUMENTED)
    count(campaign, 5, unit=2, indicator=IndicatorKey.MATERIALS)
    count(new_campaign(), 6, unit=2)
    asked = {
        "unit_ids": frozenset({2}),
        "first": DAY + timedelta(1),
        "last": DAY + timedelta(1),
        "indicators": frozenset({IndicatorKey.RESIDENT_PLEDGES}),
        "evidence": frozenset({Evidence.SELF_REPORTED}),
        "audience": frozenset({Audience.RESIDENTS}),
    }
    assert quantities(page(campaign, **asked)) == [2]


def test_lines_of_one_way_in_stand_alone() -> None:
    campaign = new_campaign()
    count(campaign, 1)
    assert quantities(page(campaign, source="officer")) == [1]
    assert quantities(page(campaign, source="resident")) == []
    with pytest.raises(Refusal):
        page(campaign, source="nowhere")


def test_a_voided_line_names_its_void_and_the_void_names_none() -> None:
    campaign = new_campaign()
    voided_by = void(count(campaign))
    assert [(line.quantity, line.voided_by) for line in page(campaign).rows] == [(-1, None), (1, voided_by)]


@settings(max_examples=25)
@given(made=st.lists(counts, max_size=14), limit=st.integers(1, 5))
def test_pages_are_all_lines_once_there_and_back(made: list[dict[str, Any]], limit: int) -> None:
    campaign = new_campaign()
    for each in made:
        count(campaign, **each)
    pages = [page(campaign, limit=limit)]
    while pages[-1].next:
        pages.append(page(campaign, pages[-1].next, limit))
    expected = LedgerEntry.objects.filter(campaign=campaign).order_by("-day", "-id").values_list("id", flat=True)
    assert [line.id for each in pages for line in each.rows] == list(expected)
    for later, older in zip(reversed(pages[:-1]), reversed(pages[1:]), strict=True):
        assert older.previous is not None
        assert page(campaign, older.previous, limit).rows == later.rows


@settings(max_examples=25)
@given(
    made=st.lists(counts, max_size=14),
    limit=st.integers(1, 4),
    asked=st.fixed_dictionaries(
        {},
        optional={
            "evidence": st.sets(st.sampled_from(Evidence), max_size=2).map(frozenset),
            "audience": st.sampled_from(Audience).map(lambda audience: frozenset({audience})),
            "indicators": st.sets(st.sampled_from(IndicatorKey), min_size=1, max_size=2).map(frozenset),
            "source": st.sampled_from(Source),
        },
    ),
)
def test_pages_of_any_filters_are_what_is_left_of_all_lines_there_and_back(
    made: list[dict[str, Any]], limit: int, asked: dict[str, Any]
) -> None:
    campaign = new_campaign()
    for each in made:
        count(campaign, **each)
    pages = [page(campaign, limit=limit, **asked)]
    while pages[-1].next:
        pages.append(page(campaign, pages[-1].next, limit, **asked))
    names = {"evidence": "evidence__in", "audience": "audience__in", "indicators": "indicator__in"}
    expected = LedgerEntry.objects.filter(
        campaign=campaign, **{names.get(name, name): value for name, value in asked.items()}
    ).order_by("-day", "-id")
    assert [line.id for each in pages for line in each.rows] == list(expected.values_list("id", flat=True))
    for later, older in zip(reversed(pages[:-1]), reversed(pages[1:]), strict=True):
        assert older.previous is not None
        assert page(campaign, older.previous, limit, **asked).rows == later.rows


@pytest.mark.parametrize(
    "asked",
    [
        {"evidence": frozenset({Evidence.SPOT_CHECKED})},
        {"audience": frozenset({Audience.FINANCE_STAFF})},
        {"source": Source.IMPORT},
    ],
)
def test_a_rare_line_is_found_without_reading_those_that_came_after_it(asked: dict[str, Any]) -> None:
    campaign = new_campaign()
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AND_MANY, [campaign.pk])
        cursor.execute("ANALYZE outreach_ledgerentry")
        cursor.execute(_READ)
        before = cursor.fetchone()
        assert quantities(page(campaign, **asked)) == [7]
        cursor.execute(_READ)
        after = cursor.fetchone()
    assert after[0] - before[0] < 20


@settings(max_examples=25)
@given(made=st.lists(counts, min_size=4, max_size=8), arriving=st.lists(counts, max_size=6))
def test_what_arrives_meanwhile_moves_nothing_of_what_is_still_to_come(
    made: list[dict[str, Any]], arriving: list[dict[str, Any]]
) -> None:
    campaign = new_campaign()
    for each in made:
        count(campaign, **each)
    first = page(campaign, limit=2)
    rest = [line.id for line in page(campaign, first.next).rows]
    for each in arriving:
        count(campaign, **each)
    there_now = [line.id for line in page(campaign, first.next).rows]
    assert [number for number in there_now if number <= max(rest)] == rest


@pytest.mark.parametrize("cursor", ["?", "bm8", "x", "b-1", "bzE", "bzIwMjEtMDktMDMgMA", "号", "\x00"])
def test_a_cursor_of_nobodys_making_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal) as refused:
        page(new_campaign(), cursor)
    assert set(refused.value.errors) == {"cursor"}
