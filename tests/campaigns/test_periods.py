"""Weeks and months tile the days of a campaign wherever they close."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.campaigns.periods import EARLIEST, LATEST, ClosingDays, Period, PeriodKind

LHASA = ZoneInfo("Asia/Shanghai")
# In Beirut and Havana summer time begins at midnight, which that day does not have; in Havana midnight comes
# twice on the day it ends.
ZONES = [LHASA, ZoneInfo("UTC"), ZoneInfo("Asia/Beirut"), ZoneInfo("America/Havana")]

# Far enough from the ends of the century for a period of 800 days on either side.
days = st.dates(date(2003, 1, 1), date(2096, 12, 31))
tiling_kinds = st.sampled_from([PeriodKind.WEEK, PeriodKind.MONTH])
closings = st.builds(ClosingDays, week=st.integers(1, 7), month=st.integers(1, 31))
whole_periods = st.builds(ClosingDays.period_of, closings, tiling_kinds, days)


@st.composite
def day_ranges(draw: st.DrawFn) -> tuple[date, date]:
    first = draw(days)
    return first, first + timedelta(days=draw(st.integers(0, 800)))


custom_periods = day_ranges().map(lambda days: Period(PeriodKind.CUSTOM, *days))


@given(closings, tiling_kinds, day_ranges())
def test_periods_over_a_range_tile_it_without_gap_or_overlap(
    closing: ClosingDays, kind: PeriodKind, days: tuple[date, date]
) -> None:
    periods = list(closing.periods(kind, *days))
    assert periods[0].first <= days[0] <= periods[0].last
    assert periods[-1].first <= days[1] <= periods[-1].last
    assert all(later.first - earlier.last == timedelta(days=1) for earlier, later in pairwise(periods))


@given(closings, tiling_kinds, days)
def test_a_day_lies_in_its_period_and_so_does_every_day_of_it(
    closing: ClosingDays, kind: PeriodKind, day: date
) -> None:
    period = closing.period_of(kind, day)
    assert period.first <= day <= period.last
    assert closing.period_of(kind, period.first) == closing.period_of(kind, period.last) == period


@given(closings, tiling_kinds, days)
def test_the_previous_period_is_the_one_the_day_before_lies_in(
    closing: ClosingDays, kind: PeriodKind, day: date
) -> None:
    period = closing.period_of(kind, day)
    assert period.previous() == closing.period_of(kind, period.first - timedelta(days=1))


@given(closings, tiling_kinds, days)
def test_the_period_after_the_previous_one_is_the_same_again(closing: ClosingDays, kind: PeriodKind, day: date) -> None:
    period = closing.period_of(kind, day)
    previous = period.previous()
    assert previous is not None
    assert closing.period_of(kind, previous.last + timedelta(days=1)) == period


@given(custom_periods)
def test_custom_days_are_preceded_by_as_many_days(period: Period) -> None:
    previous = period.previous()
    assert previous is not None
    assert (previous.days, previous.last) == (period.days, period.first - timedelta(days=1))


def test_a_campaign_has_no_previous_period() -> None:
    assert Period(PeriodKind.CAMPAIGN, date(2021, 9, 1), date(2021, 12, 2)).previous() is None


@given(st.integers(1, 7), days)
def test_a_week_has_seven_days_and_ends_on_its_closing_day(weekday: int, day: date) -> None:
    week = ClosingDays(week=weekday).period_of(PeriodKind.WEEK, day)
    assert (week.days, week.last.isoweekday()) == (7, weekday)


@pytest.mark.parametrize(
    ("closes_on", "day", "first", "last"),
    [
        (31, date(2021, 9, 15), date(2021, 9, 1), date(2021, 9, 30)),
        (31, date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        (25, date(2021, 10, 25), date(2021, 9, 26), date(2021, 10, 25)),
        (25, date(2021, 10, 26), date(2021, 10, 26), date(2021, 11, 25)),
        (25, date(2021, 12, 31), date(2021, 12, 26), date(2022, 1, 25)),
        (30, date(2022, 2, 10), date(2022, 1, 31), date(2022, 2, 28)),
        (30, date(2022, 3, 1), date(2022, 3, 1), date(2022, 3, 30)),
        (29, date(2023, 3, 29), date(2023, 3, 1), date(2023, 3, 29)),
    ],
)
def test_a_month_closes_on_its_day_or_on_the_last_of_a_shorter_month(
    closes_on: int, day: date, first: date, last: date
) -> None:
    assert ClosingDays(month=closes_on).period_of(PeriodKind.MONTH, day) == Period(PeriodKind.MONTH, first, last)


def test_weeks_from_friday_to_thursday() -> None:
    week = ClosingDays(week=4).period_of(PeriodKind.WEEK, date(2021, 12, 2))
    assert (week.first, week.last) == (date(2021, 11, 26), date(2021, 12, 2))


@given(st.one_of(whole_periods, custom_periods), st.sampled_from(ZONES))
def test_the_instants_of_consecutive_periods_meet(period: Period, timezone: ZoneInfo) -> None:
    previous = period.previous()
    assert previous is not None
    assert previous.instants(timezone)[1] == period.instants(timezone)[0]


@given(custom_periods, st.sampled_from(ZONES), st.integers(0, 999_999))
def test_every_instant_of_a_period_falls_on_one_of_its_local_days(
    period: Period, timezone: ZoneInfo, millionths: int
) -> None:
    start, end = period.instants(timezone)
    moment = start + (end - start) * millionths // 1_000_000
    assert period.first <= moment.astimezone(timezone).date() <= period.last
    assert (start - timedelta(microseconds=1)).astimezone(timezone).date() < period.first
    assert end.astimezone(timezone).date() > period.last


def test_a_day_in_lhasa_begins_at_sixteen_hours_utc() -> None:
    start, end = Period(PeriodKind.CUSTOM, date(2021, 9, 1), date(2021, 9, 1)).instants(LHASA)
    assert start == datetime(2021, 8, 31, 16, tzinfo=UTC)
    assert end == datetime(2021, 9, 1, 16, tzinfo=UTC)


def test_a_period_is_partial_until_its_last_local_day_is_over() -> None:
    november = Period(PeriodKind.MONTH, date(2021, 11, 1), date(2021, 11, 30))
    assert november.is_partial(datetime(2021, 11, 30, 23, 59, tzinfo=LHASA), LHASA)
    assert not november.is_partial(datetime(2021, 12, 1, tzinfo=LHASA), LHASA)


def test_a_month_the_campaign_covers_in_part_does_not_lie_within_it() -> None:
    september = Period(PeriodKind.MONTH, date(2021, 9, 1), date(2021, 9, 30))
    assert september.lies_within(date(2021, 9, 1), date(2021, 12, 2))
    assert not september.lies_within(date(2021, 9, 2), date(2021, 12, 2))
    assert not september.lies_within(date(2021, 9, 1), date(2021, 9, 29))


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (PeriodKind.CUSTOM, date(2021, 9, 2), date(2021, 9, 1)),
        (PeriodKind.WEEK, date(2021, 9, 1), date(2021, 9, 6)),
        (PeriodKind.MONTH, date(2021, 9, 1), date(2021, 9, 29)),
        (PeriodKind.MONTH, date(2021, 9, 1), date(2021, 10, 31)),
        (PeriodKind.CUSTOM, EARLIEST - timedelta(days=1), date(2021, 9, 1)),
        (PeriodKind.CUSTOM, date(2021, 9, 1), LATEST + timedelta(days=1)),
    ],
)
def test_impossible_periods_are_refused(kind: PeriodKind, first: date, last: date) -> None:
    with pytest.raises(ValueError, match=str(first)):
        Period(kind, first, last)


@pytest.mark.parametrize(("week", "month"), [(0, 31), (8, 31), (7, 0), (7, 32)])
def test_impossible_closing_days_are_refused(week: int, month: int) -> None:
    with pytest.raises(ValueError, match="closes"):
        ClosingDays(week=week, month=month)


@pytest.mark.parametrize("kind", [PeriodKind.CAMPAIGN, PeriodKind.CUSTOM])
def test_a_day_alone_tells_no_campaign_and_no_custom_period(kind: PeriodKind) -> None:
    with pytest.raises(ValueError, match=kind):
        ClosingDays().period_of(kind, date(2021, 9, 1))


def test_a_range_that_ends_before_it_begins_has_no_periods() -> None:
    assert list(ClosingDays().periods(PeriodKind.WEEK, date(2021, 9, 2), date(2021, 9, 1))) == []
