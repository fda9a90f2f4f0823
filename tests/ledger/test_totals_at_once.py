"""Totals at once: each the same as if it were asked alone, all of one statement."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.ledger.folding import fold
from outreach.ledger.totals import TotalsQuery, totals
from outreach.ledger.totals_at_once import totals_at_once
from tests.ledger.ledgers import DAY, count, counts, days, new_campaign

pytestmark = pytest.mark.django_db

questions = st.fixed_dictionaries(
    {"by": st.sampled_from([(), ("month",), ("unit", "week", "evidence"), ("audience",), ("unit", "evidence", "day")])},
    optional={
        "unit_ids": st.frozensets(st.integers(1, 3)),
        "indicators": st.just(frozenset({IndicatorKey.RESIDENT_PLEDGES})),
        "evidence": st.just(frozenset({Evidence.DOCUMENTED})),
        "audience": st.just(frozenset({Audience.ELDERLY})),
    },
)


def asked(campaign: Campaign, question: dict[str, Any], first: date | None, last: date | None) -> TotalsQuery:
    return TotalsQuery(campaign_id=campaign.pk, first=first, last=last, **question)


def alone(query: TotalsQuery) -> list[tuple[Any, ...]]:
    return [(*[row[name] for name in query.labels], row["quantity"]) for row in totals(query).rows]


def same(answers: Sequence[list[tuple[Any, ...]]], queries: Sequence[TotalsQuery]) -> bool:
    return [sorted(answer) for answer in answers] == [sorted(alone(query)) for query in queries]


@settings(max_examples=40)
@given(
    acts=st.lists(counts, max_size=10),
    folded=st.integers(0, 10),
    closes_on=st.sampled_from([25, 31]),
    wanted=st.lists(st.tuples(questions, st.none() | days, st.none() | days), min_size=1, max_size=4),
)
def test_each_is_what_it_is_alone(
    acts: list[dict[str, Any]], folded: int, closes_on: int, wanted: list[tuple[dict[str, Any], Any, Any]]
) -> None:
    campaign, other = new_campaign(month_closes_on=closes_on), new_campaign()
    for act in acts:
        count(campaign, **act)
        count(other, **act)
    fold(limit=folded)
    queries = []
    for question, first, last in wanted:
        ends = (last, first) if first and last and last < first else (first, last)
        queries.append(asked(campaign, question, *ends))
    assert same(totals_at_once(queries).answers, queries)


def test_all_of_them_take_one_statement(django_assert_num_queries: Any) -> None:
    campaign = new_campaign()
    count(campaign, 3)
    queries = [asked(campaign, {"by": by}, DAY, DAY + timedelta(90)) for by in ((), ("month",), ("audience",))]
    with django_assert_num_queries(1):
        found = totals_at_once(queries)
    assert found.answers[0] == [(IndicatorKey.RESIDENT_PLEDGES, 3)]
    assert found.as_of.tzinfo is not None


def test_questions_of_two_campaigns_are_not_asked_at_once() -> None:
    with pytest.raises(ValueError, match="too many values"):
        totals_at_once([asked(new_campaign(), {}, None, None) for _campaign in range(2)])
