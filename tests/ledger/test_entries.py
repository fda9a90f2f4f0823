"""The lines behind a figure: all of them, newest first, page by page."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.ledger.entries import EntriesPage, entries
from outreach.ledger.filters import LineFilter
from outreach.ledger.models import LedgerEntry, Source
from tests.ledger.ledgers import DAY, count, new_campaign, void, void_witness, witness

pytestmark = pytest.mark.django_db


def page(campaign: Campaign, cursor: str | None = None, limit: int = 100, **asked: Any) -> EntriesPage:
    return entries(LineFilter(campaign_id=campaign.pk, **asked), cursor=cursor, limit=limit)


def quantities(page: EntriesPage) -> list[int]:
    return [row["quantity"] for row in page.rows]


def test_a_line_is_told_in_full() -> None:
    campaign = new_campaign()
    act = count(campaign, 3, unit=7)
    (row,) = page(campaign).rows
    assert row == {
        "id": LedgerEntry.objects.get().pk,
        "submission": act.pk,
        "campaign": campaign.slug,
        "unit": 7,
        "indicator": IndicatorKey.RESIDENT_PLEDGES,
        "evidence": Evidence.SELF_REPORTED,
        "audience": Audience.RESIDENTS,
        "quantity": 3,
        "occurred_at": act.occurred_at,
        "received_at": act.occurred_at,
        "source": Source.OFFICER,
        "voided_by": None,
    }


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


def test_the_lines_of_a_voided_act_name_its_void_and_the_void_names_none() -> None:
    campaign = new_campaign()
    act = count(campaign)
    voided_by = void(act)
    assert [(row["quantity"], row["voided_by"]) for row in page(campaign).rows] == [(-1, None), (1, voided_by)]


def test_the_lines_of_a_voided_witness_name_its_void_and_those_of_its_act_do_not() -> None:
    campaign = new_campaign()
    act = count(campaign)
    witnessed_by = witness(act)
    voided_by = void_witness(act, witnessed_by)
    named = {(row["submission"], row["voided_by"]) for row in page(campaign).rows}
    assert named == {(act.pk, None), (witnessed_by, voided_by), (voided_by, None)}


@given(made=st.integers(0, 12), limit=st.integers(1, 5))
def test_pages_are_the_lines_newest_first_there_and_back(made: int, limit: int) -> None:
    campaign = new_campaign()
    for quantity in range(1, made + 1):
        count(campaign, quantity)
    pages = [page(campaign, limit=limit)]
    while pages[-1].next:
        pages.append(page(campaign, pages[-1].next, limit))
    assert [quantity for each in pages for quantity in quantities(each)] == list(range(made, 0, -1))
    assert all(0 < len(each.rows) <= limit for each in pages[1:])
    for newer, older in zip(reversed(pages[:-1]), reversed(pages[1:]), strict=True):
        assert older.previous is not None
        assert page(campaign, older.previous, limit) == newer


def test_a_page_stays_where_it_is_while_lines_arrive() -> None:
    campaign = new_campaign()
    for quantity in (1, 2, 3):
        count(campaign, quantity)
    first = page(campaign, limit=2)
    count(campaign, 4)
    assert quantities(page(campaign, first.next, 2)) == [1]


@pytest.mark.parametrize("cursor", ["?", "bm8", "x", "b-1", "bzA", "bzk5OTk5OTk5OTk5OTk5OTk5OTk5", "号", "\x00"])
def test_a_cursor_of_nobodys_making_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal) as refused:
        page(new_campaign(), cursor)
    assert set(refused.value.errors) == {"cursor"}


def test_days_are_the_days_lines_are_booked_on() -> None:
    campaign = new_campaign()
    count(campaign, day=date(2021, 9, 30))
    assert len(page(campaign, first=date(2021, 9, 30), last=date(2021, 9, 30)).rows) == 1
    assert page(campaign, first=date(2021, 10, 1)).rows == []
