"""The lines behind a figure as people read them: by day, all of them once, wherever others arrive."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.ledger.filters import LineFilter
from outreach.ledger.lines import LinesPage, lines_page
from outreach.ledger.models import LedgerEntry
from tests.ledger.ledgers import DAY, count, counts, new_campaign, void

pytestmark = pytest.mark.django_db

UNITS = frozenset({1, 2, 3})


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


@settings(deadline=None, max_examples=25)
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


@settings(deadline=None, max_examples=25)
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
