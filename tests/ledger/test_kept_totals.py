"""Totals that are kept: the same as those that are counted, whatever is recorded and folded between two questions."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.campaigns.models import Campaign
from outreach.ledger.folding import fold, fold_all
from outreach.ledger.kept_totals import kept_totals
from outreach.ledger.models import FoldMark
from outreach.ledger.totals import TotalsQuery, totals
from tests.ledger.ledgers import count, counts, new_campaign, void

pytestmark = pytest.mark.django_db


def query(campaign: Campaign, **asked: Any) -> TotalsQuery:
    return TotalsQuery(**{"campaign_id": campaign.pk, "by": ("month",), **asked})


def mark_of(campaign: Campaign) -> int:
    return sum(FoldMark.objects.filter(campaign=campaign).values_list("reached", flat=True))


@settings(max_examples=40)
@given(
    steps=st.lists(st.one_of(counts, st.sampled_from(["ask", "fold", "fold one", "void"])), max_size=14),
    by=st.sampled_from([(), ("month",), ("unit", "week"), ("audience", "evidence", "day")]),
)
def test_they_are_those_that_are_counted(steps: list[Any], by: tuple[str, ...]) -> None:
    campaign, acts = new_campaign(), []
    for step in [*steps, "ask", "fold", "ask"]:
        if step == "ask":
            kept, counted = kept_totals(query(campaign, by=by)), totals(query(campaign, by=by))
            assert (kept.pending, kept.rows) == (counted.pending, counted.rows)
        elif step == "fold":
            fold_all()
        elif step == "fold one":
            fold(1)
        elif step == "void":
            if acts:
                void(acts.pop())
        else:
            acts.append(count(campaign, **step))


def test_asked_again_they_take_one_statement_until_something_is_folded(django_assert_num_queries: Any) -> None:
    campaign = new_campaign()
    count(campaign)
    fold_all()
    kept_totals(query(campaign))
    count(campaign)
    with django_assert_num_queries(1):
        assert [row["quantity"] for row in kept_totals(query(campaign)).rows] == [2]
    fold_all()
    with django_assert_num_queries(2):
        assert [row["quantity"] for row in kept_totals(query(campaign)).rows] == [2]
    with django_assert_num_queries(1):
        kept_totals(query(campaign))


def test_two_questions_are_kept_apart() -> None:
    campaign = new_campaign()
    count(campaign, 1, unit=1)
    count(campaign, 2, unit=2)
    fold_all()
    for unit in (1, 2, 1):
        [row] = kept_totals(query(campaign, unit_ids=frozenset({unit}))).rows
        assert row["quantity"] == unit


def test_another_closing_day_makes_other_months(django_assert_num_queries: Any) -> None:
    campaign = new_campaign()
    count(campaign)
    fold_all()
    before = kept_totals(query(campaign)).rows
    Campaign.objects.filter(pk=campaign.pk).update(month_closes_on=1)
    assert kept_totals(query(campaign)).rows == totals(query(campaign)).rows != before


def test_a_fold_moves_the_mark_of_the_campaigns_it_changed() -> None:
    first, second = new_campaign(), new_campaign()
    marks = []
    for _time in range(2):
        count(first)
        fold_all()
        marks.append(mark_of(first))
    fold_all()
    assert 0 < marks[0] < marks[1] == mark_of(first)
    assert not FoldMark.objects.filter(campaign=second).exists()
    assert kept_totals(query(second)).rows == []


def test_a_restored_database_does_not_meet_its_old_mark_again() -> None:
    campaign = new_campaign()
    count(campaign, 1)
    fold_all()
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT backup")
        count(campaign, 1)
        fold_all()
        assert [row["quantity"] for row in kept_totals(query(campaign)).rows] == [2]
        cursor.execute("ROLLBACK TO SAVEPOINT backup")
    count(campaign, 5)
    fold_all()
    assert [row["quantity"] for row in kept_totals(query(campaign)).rows] == [6]


def test_without_the_cache_they_are_counted(settings: Any) -> None:
    campaign = new_campaign()
    count(campaign)
    cache = {**django_settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": cache}
    for _time in range(2):
        assert [row["quantity"] for row in kept_totals(query(campaign)).rows] == [1]
