"""Figures: exact, each equal to the lines behind it, and compared only with what is comparable."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.campaigns.indicators import INDICATORS, Audience, Evidence, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.ledger.entries import entries
from outreach.ledger.filters import LineFilter
from outreach.ledger.folding import fold, fold_all
from outreach.ledger.models import LedgerEntry
from outreach.ledger.totals import TotalsQuery, totals
from outreach.organisation.scope import scope_of
from outreach.reporting.figures import Count, Figure, Figures
from tests.ledger.ledgers import count, void
from tests.reporting.briefing import NOVEMBER, NOW, OCTOBER, SEPTEMBER, campaign_of, figures
from tests.world import World

TALKS, PLEDGES = IndicatorKey.SCHOOL_TALKS, IndicatorKey.RESIDENT_PLEDGES


def of(asked: Figures, key: IndicatorKey) -> Figure:
    return next(figure for figure in asked.figures if figure.indicator.key is key)


def test_every_indicator_has_a_figure_in_the_order_reports_print_them(campaign: Campaign) -> None:
    asked = figures(campaign)
    assert [figure.indicator for figure in asked.figures] == list(INDICATORS.values())
    assert all(figure.count == Count(value=0) for figure in asked.figures)


def test_the_briefings_figures_come_out(briefed: Campaign) -> None:
    values = {figure.indicator.key: figure.count.value for figure in figures(briefed).figures}
    assert {key: value for key, value in values.items() if value} == {
        TALKS: 47,
        IndicatorKey.COMMUNITY_SESSIONS: 106,
        IndicatorKey.ATTENDANCE: 5250,
        IndicatorKey.MATERIALS: 80450,
        IndicatorKey.UNIT_PLEDGES: 726,
        PLEDGES: 41462,
        IndicatorKey.APP_INSTALLS: 37798,
        IndicatorKey.APP_CONFIRMATIONS: 1169,
        IndicatorKey.PUBLICATIONS: 63,
    }


def test_units_are_rolled_up_to_those_directly_below(world: World, briefed: Campaign) -> None:
    asked = figures(briefed)
    names = {unit.pk: unit.name for unit in asked.units}
    assert {names[unit]: value for unit, value in of(asked, TALKS).units.items()} == {
        "第一分局": 0,
        "甲派出所": 33,
        "乙派出所": 14,
    }


def test_a_unit_counts_what_is_below_it_and_nothing_beside_it(world: World, briefed: Campaign) -> None:
    assert of(figures(briefed, unit=world.units["station_a"]), TALKS).count.value == 33
    assert of(figures(briefed, unit=world.units["post_a"]), TALKS).count.value == 4
    assert of(figures(briefed, unit=world.units["other_bureau"]), TALKS).count.value == 0


def test_other_campaigns_and_other_days_are_not_counted(world: World, campaign: Campaign) -> None:
    other = campaign_of(world, slug="other")
    unit = world.units["station_a"].pk
    for of_campaign, day in ((other, OCTOBER), (campaign, date(2021, 9, 30)), (campaign, date(2021, 11, 1))):
        count(of_campaign, unit=unit, day=day)
    count(campaign, 7, unit=unit, day=date(2021, 10, 31))
    assert of(figures(campaign, PeriodKind.MONTH, OCTOBER), PLEDGES).count.value == 7


def test_months_stand_beside_the_month_before(briefed: Campaign) -> None:
    assert of(figures(briefed), TALKS).months == (
        Count(value=14),
        Count(value=15, previous=14),
        Count(value=17, previous=15),
        Count(value=1),
    )


def test_a_months_figure_is_compared_with_the_month_before(briefed: Campaign) -> None:
    assert of(figures(briefed, PeriodKind.MONTH, OCTOBER), TALKS).count == Count(value=15, previous=14)
    assert of(figures(briefed, PeriodKind.MONTH, SEPTEMBER), TALKS).count == Count(value=14)


def test_a_weeks_figure_is_compared_with_the_week_before(briefed: Campaign) -> None:
    assert of(figures(briefed, PeriodKind.WEEK, NOVEMBER), TALKS).count == Count(value=17, previous=0)
    assert of(figures(briefed, PeriodKind.WEEK, NOVEMBER + timedelta(7)), TALKS).count == Count(value=0, previous=17)


def test_chosen_days_are_compared_with_as_many_before(briefed: Campaign) -> None:
    asked = figures(briefed, PeriodKind.CUSTOM, date(2021, 10, 1), date(2021, 10, 30))
    assert of(asked, TALKS).count == Count(value=15, previous=14)
    asked = figures(briefed, PeriodKind.CUSTOM, date(2021, 10, 1), date(2021, 11, 30))
    assert of(asked, TALKS).count == Count(value=32)


def test_a_month_that_is_not_over_is_not_compared(briefed: Campaign) -> None:
    asked = figures(briefed, PeriodKind.MONTH, OCTOBER, now=datetime(2021, 10, 20, tzinfo=UTC))
    assert of(asked, TALKS).count == Count(value=15)


def test_months_that_close_on_the_25th_hold_their_own_days(world: World) -> None:
    campaign = campaign_of(world, starts_on=date(2021, 8, 26), month_closes_on=25)
    for day, quantity in ((date(2021, 9, 25), 1), (date(2021, 9, 26), 2), (date(2021, 10, 25), 4)):
        count(campaign, quantity, unit=world.units["station_a"].pk, day=day)
    values = [each.value for each in of(figures(campaign, last=date(2021, 10, 31)), PLEDGES).months]
    assert values == [1, 6, 0]


def test_a_void_takes_the_figure_back(world: World, campaign: Campaign) -> None:
    act = count(campaign, 5, unit=world.units["station_b"].pk, day=OCTOBER)
    void(act)
    assert of(figures(campaign), PLEDGES).count == Count(value=0)


def test_a_figure_is_the_same_before_and_after_the_fold(briefed: Campaign) -> None:
    before = figures(briefed)
    fold(limit=17)
    between = figures(briefed)
    fold_all()
    assert before.figures == between.figures == figures(briefed).figures


@pytest.mark.parametrize("folded", [False, True])
def test_a_whole_campaign_takes_six_statements_and_two_of_its_spot_checks(
    briefed: Campaign, folded: bool, django_assert_num_queries: Callable[[int], Any]
) -> None:
    if folded:
        fold_all()
    unit = briefed.unit
    with django_assert_num_queries(8):
        figures(briefed, unit=unit)


def test_each_figures_query_leads_to_the_lines_that_add_up_to_it(world: World, briefed: Campaign) -> None:
    asked = figures(briefed)
    scope = scope_of(world.officers["sub_chief"])
    for figure in asked.figures:
        assert figure.query["campaign"] == briefed.slug
        wanted = LineFilter(
            campaign_id=briefed.pk,
            unit_ids=scope.subtree(int(figure.query["unit"])),
            first=date.fromisoformat(str(figure.query["from"])),
            last=date.fromisoformat(str(figure.query["to"])),
            indicators=frozenset({str(figure.query["indicator"])}),
        )
        assert sum(line["quantity"] for line in entries(wanted, limit=1000).rows) == figure.count.value


some_lines = st.lists(
    st.fixed_dictionaries(
        {
            "quantity": st.integers(1, 9),
            "indicator": st.sampled_from([TALKS, PLEDGES]),
            "evidence": st.sampled_from([Evidence.SELF_REPORTED, Evidence.IMPORTED]),
            "audience": st.sampled_from([Audience.MIXED, Audience.ELDERLY]),
            "unit": st.sampled_from(["sub_bureau", "station_a", "post_a", "station_b"]),
            "day": st.dates(date(2021, 8, 30), date(2021, 12, 4)),
        }
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lines=some_lines, folded=st.integers(0, 8), closes_on=st.sampled_from([5, 25, 31]))
def test_every_figure_and_breakdown_equals_a_recount(
    world: World, campaign: Campaign, lines: list[dict[str, Any]], folded: int, closes_on: int
) -> None:
    campaign = campaign_of(world, slug=f"c{Campaign.objects.count()}", month_closes_on=closes_on)
    for line in lines:
        count(campaign, **{**line, "unit": world.units[line["unit"]].pk})
    fold(limit=folded)
    asked = figures(campaign)
    stored = LedgerEntry.objects.filter(campaign=campaign, day__range=(campaign.starts_on, campaign.ends_on))
    recounted = Counter[str]()
    for line in stored:
        recounted[line.indicator] += line.quantity
    for figure in asked.figures:
        value = figure.count.value
        assert value == recounted[figure.indicator.key]
        assert value == sum(figure.units.values()) == sum(month.value for month in figure.months)
        assert value == sum(figure.evidence.values()) == sum(figure.audiences.values())


def test_totals_agree_with_figures(briefed: Campaign) -> None:
    rows = totals(TotalsQuery(campaign_id=briefed.pk)).rows
    counted = {figure.indicator.key: figure.count.value for figure in figures(briefed, now=NOW).figures}
    assert {row["indicator"]: row["quantity"] for row in rows} == {key: n for key, n in counted.items() if n}
