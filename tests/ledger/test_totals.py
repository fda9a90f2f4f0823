"""Totals: exact at every instant, folded or not, and in one statement."""

from collections import Counter
from datetime import date, timedelta
from itertools import chain, combinations
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import ClosingDays, PeriodKind
from outreach.errors import Refusal
from outreach.ledger.folding import fold, fold_all
from outreach.ledger.models import DayTally, LedgerEntry
from outreach.ledger.totals import TotalsQuery, totals
from tests.ledger.ledgers import DAY, audiences, count, counts, days, evidence_levels, indicators, new_campaign, units

pytestmark = pytest.mark.django_db

PLEDGES = IndicatorKey.RESIDENT_PLEDGES


def rows(campaign: Campaign, **asked: Any) -> list[dict[str, Any]]:
    return totals(TotalsQuery(campaign_id=campaign.pk, **asked)).rows


def test_a_line_counts_before_and_after_its_fold() -> None:
    campaign = new_campaign()
    count(campaign, 3)
    waiting = totals(TotalsQuery(campaign_id=campaign.pk))
    fold()
    folded = totals(TotalsQuery(campaign_id=campaign.pk))
    assert waiting.rows == folded.rows == [{"indicator": PLEDGES, "quantity": 3}]
    assert (waiting.pending, folded.pending) == (1, 0)


def test_totals_take_one_statement(django_assert_num_queries: Any) -> None:
    query = TotalsQuery(campaign_id=new_campaign().pk, first=DAY, last=DAY + timedelta(90), by=("unit", "month"))
    with django_assert_num_queries(1):
        totals(query)


def test_a_campaign_without_lines_has_no_rows_but_a_moment() -> None:
    answer = totals(TotalsQuery(campaign_id=new_campaign().pk))
    assert (answer.rows, answer.pending) == ([], 0)
    assert answer.as_of.tzinfo is not None


def test_pending_tells_of_the_lines_asked_about_only() -> None:
    campaign = new_campaign()
    for unit in (1, 1, 2):
        count(campaign, unit=unit)
    assert totals(TotalsQuery(campaign_id=campaign.pk, unit_ids=frozenset({1}))).pending == 2


def test_units_may_be_none_at_all() -> None:
    campaign = new_campaign()
    count(campaign)
    fold()
    assert rows(campaign, unit_ids=frozenset()) == []


def test_another_campaign_stays_out() -> None:
    one, other = new_campaign(), new_campaign()
    count(one)
    assert rows(other) == []


def test_rows_carry_the_labels_asked_for_in_a_fixed_order() -> None:
    campaign = new_campaign()
    count(campaign, unit=2, evidence=Evidence.DOCUMENTED)
    count(campaign, unit=1)
    by = ("audience", "evidence", "day", "unit", "indicator")
    labels = {"indicator": PLEDGES, "day": DAY, "audience": Audience.RESIDENTS, "quantity": 1}
    assert rows(campaign, by=by) == [
        {"unit": 1, "evidence": Evidence.SELF_REPORTED, **labels},
        {"unit": 2, "evidence": Evidence.DOCUMENTED, **labels},
    ]


def test_unlike_acts_are_never_added_up() -> None:
    campaign = new_campaign()
    count(campaign, 4)
    count(campaign, 300, indicator=IndicatorKey.MATERIALS)
    assert rows(campaign, by=("unit",)) == [
        {"indicator": IndicatorKey.MATERIALS, "unit": 1, "quantity": 300},
        {"indicator": PLEDGES, "unit": 1, "quantity": 4},
    ]


def test_whole_months_are_read_from_the_month_tally_and_the_rest_from_days() -> None:
    campaign = new_campaign()
    for day in (date(2021, 9, 1), date(2021, 9, 30), date(2021, 10, 1)):
        count(campaign, day=day)
    fold()
    DayTally.objects.filter(day__month=9).delete()
    assert rows(campaign, first=date(2021, 9, 1), last=date(2021, 10, 1)) == [{"indicator": PLEDGES, "quantity": 3}]
    assert rows(campaign, first=date(2021, 9, 2), last=date(2021, 10, 1)) == [{"indicator": PLEDGES, "quantity": 1}]


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"by": ("indicator", "colour")}, "by"),
        ({"by": ("day", "month")}, "by"),
        ({"indicators": frozenset({"people"})}, "indicator"),
        ({"evidence": frozenset({"hearsay"})}, "evidence"),
        ({"audience": frozenset({"everyone"})}, "audience"),
        ({"first": date(1021, 9, 1)}, "from"),
        ({"last": date(9999, 12, 31)}, "to"),
        ({"first": date(2021, 9, 2), "last": date(2021, 9, 1)}, "to"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(asked: dict[str, Any], parameter: str) -> None:
    with pytest.raises(Refusal) as refused:
        TotalsQuery(campaign_id=1, **asked)
    assert refused.value.problem.code == "malformed"
    assert set(refused.value.errors) == {parameter}


TIMES = ("day", "week", "month")
LABELS = [
    names
    for size in range(6)
    for names in combinations(("indicator", "unit", *TIMES, "evidence", "audience"), size)
    if len(set(names) & set(TIMES)) <= 1
]
closings = st.builds(ClosingDays, week=st.integers(1, 7), month=st.sampled_from([25, 28, 30, 31]))


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """Any question that may be asked of a ledger drawn from the same few keys."""
    first, last = draw(st.none() | days), draw(st.none() | days)
    if first and last and last < first:
        first, last = last, first
    some = {
        "unit_ids": st.frozensets(units),
        "indicators": st.frozensets(indicators),
        "evidence": st.frozensets(evidence_levels),
        "audience": st.frozensets(audiences),
    }
    filters = {name: draw(st.none() | values) for name, values in some.items()}
    return {"first": first, "last": last, "by": draw(st.sampled_from(LABELS)), **filters}


@given(st.lists(counts, max_size=12), st.integers(0, 12), closings, questions())
def test_totals_are_the_lines_added_up_however_many_are_folded(
    made: list[dict[str, Any]], folded: int, closing: ClosingDays, asked: dict[str, Any]
) -> None:
    with transaction.atomic():
        campaign = new_campaign(week_closes_on=closing.week, month_closes_on=closing.month)
        for fields in made:
            count(campaign, **fields)
        fold(limit=folded)
        query = TotalsQuery(campaign_id=campaign.pk, **asked)
        answered = totals(query)
        expected = _added_up(query, closing)
        assert Counter({tuple(row.values())[:-1]: row["quantity"] for row in answered.rows}) == expected
        assert all(list(row) == [*query.labels, "quantity"] and row["quantity"] for row in answered.rows)
        fold_all()
        assert totals(query).rows == answered.rows
        transaction.set_rollback(True)


def _added_up(query: TotalsQuery, closing: ClosingDays) -> Counter[tuple[Any, ...]]:
    """The same, from the lines, by the plainest code."""
    sums: Counter[tuple[Any, ...]] = Counter()
    for line in LedgerEntry.objects.filter(campaign_id=query.campaign_id):
        labels = {
            "indicator": line.indicator,
            "unit": line.unit_id,
            "day": line.day,
            "week": closing.period_of(PeriodKind.WEEK, line.day).first,
            "month": closing.period_of(PeriodKind.MONTH, line.day).first,
            "evidence": line.evidence,
            "audience": line.audience,
        }
        asked = (
            (query.unit_ids, line.unit_id),
            (query.indicators, line.indicator),
            (query.evidence, line.evidence),
            (query.audience, line.audience),
        )
        if all(values is None or value in values for values, value in asked) and (
            (query.first or line.day) <= line.day <= (query.last or line.day)
        ):
            sums[tuple(labels[name] for name in query.labels)] += line.quantity
    return sums


@pytest.mark.parametrize("kind", [PeriodKind.WEEK, PeriodKind.MONTH])
def test_weeks_and_months_are_the_campaigns_own_wherever_they_close(kind: PeriodKind) -> None:
    campaign = new_campaign()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO outreach_daytally (campaign_id, day, unit_id, indicator, evidence, audience, quantity)
            SELECT %s, day, extract(epoch FROM day) / 86400, %s, 'documented', 'mixed', 1
            FROM generate_series('2019-12-01'::date, '2021-03-31', '1 day') AS day""",
            [campaign.pk, PLEDGES],
        )
    for closing in chain(
        (ClosingDays(week=week) for week in range(1, 8)), (ClosingDays(month=month) for month in range(1, 32))
    ):
        Campaign.objects.filter(pk=campaign.pk).update(week_closes_on=closing.week, month_closes_on=closing.month)
        # The unit tells the day again; audience keeps the month tally, which was not filled, out of it.
        found = {row["unit"]: row[kind] for row in rows(campaign, by=("unit", kind, "audience"))}
        assert found == {day: closing.period_of(kind, date(1970, 1, 1) + timedelta(day)).first for day in found}
