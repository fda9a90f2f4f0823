"""Which days a report is about, and what they may be compared with."""

from datetime import UTC, date, datetime

import pytest

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.errors import Refusal
from outreach.reporting.spans import Basis, Span, chosen, last_two_months_of, months_of, span_of
from tests.reporting.briefing import NOW

START, END = date(2021, 9, 1), date(2021, 12, 2)


def campaign(**fields: object) -> Campaign:
    return Campaign(**{"slug": "c", "starts_on": START, "ends_on": END, **fields})


def counted(span: Span) -> tuple[date, date, Basis]:
    return span.first, span.last, span.basis


def month(day: date, of: Campaign, now: datetime = NOW) -> Span:
    return span_of(chosen(of, kind=PeriodKind.MONTH, first=day, now=now), of, now)


def test_a_campaign_to_date_runs_from_its_first_day_to_its_last() -> None:
    assert chosen(campaign(), kind=PeriodKind.CAMPAIGN, now=NOW) == Period(PeriodKind.CAMPAIGN, START, END)


def test_an_open_campaign_runs_to_the_local_day() -> None:
    late_evening = datetime(2021, 10, 9, 16, 30, tzinfo=UTC)
    period = chosen(campaign(ends_on=None), kind=PeriodKind.CAMPAIGN, now=late_evening)
    assert period.last == date(2021, 10, 10)


def test_a_campaign_may_be_cut_off_earlier() -> None:
    period = chosen(campaign(), kind=PeriodKind.CAMPAIGN, last=date(2021, 10, 31), now=NOW)
    assert (period.first, period.last) == (START, date(2021, 10, 31))


def test_a_week_and_a_month_are_named_by_any_of_their_days() -> None:
    closing = campaign(week_closes_on=4, month_closes_on=25)
    week = chosen(closing, kind=PeriodKind.WEEK, first=date(2021, 10, 12), now=NOW)
    october = chosen(closing, kind=PeriodKind.MONTH, first=date(2021, 10, 1), now=NOW)
    assert (week.first, week.last) == (date(2021, 10, 8), date(2021, 10, 14))
    assert (october.first, october.last) == (date(2021, 9, 26), date(2021, 10, 25))


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (PeriodKind.MONTH, date(2021, 8, 1), None),
        (PeriodKind.MONTH, date(2022, 1, 1), None),
        (PeriodKind.MONTH, None, None),
        (PeriodKind.CUSTOM, date(2021, 10, 1), None),
        (PeriodKind.CUSTOM, date(2021, 10, 2), date(2021, 10, 1)),
        (PeriodKind.CUSTOM, date(1021, 10, 2), date(2021, 10, 1)),
        (PeriodKind.CAMPAIGN, None, date(2021, 8, 31)),
    ],
)
def test_a_period_the_campaign_has_no_day_of_is_refused(
    kind: PeriodKind, first: date | None, last: date | None
) -> None:
    with pytest.raises(Refusal) as refused:
        chosen(campaign(), kind=kind, first=first, last=last, now=NOW)
    assert refused.value.problem.code == "malformed"
    assert list(refused.value.errors) == ["period"]


def test_a_period_that_has_not_begun_is_refused() -> None:
    with pytest.raises(Refusal):
        chosen(campaign(), kind=PeriodKind.MONTH, first=END, now=datetime(2021, 11, 30, tzinfo=UTC))


def test_a_whole_month_after_a_whole_month_is_compared() -> None:
    assert counted(month(date(2021, 10, 1), campaign())) == (date(2021, 10, 1), date(2021, 10, 31), Basis.COMPARED)


def test_the_first_whole_month_has_nothing_to_be_compared_with() -> None:
    assert month(START, campaign()).basis is Basis.NO_BASE
    assert month(date(2021, 10, 1), campaign(starts_on=date(2021, 9, 2))).basis is Basis.NO_BASE


@pytest.mark.parametrize(
    ("starts_on", "now", "first", "last"),
    [
        (START, datetime(2021, 10, 20, tzinfo=UTC), date(2021, 10, 1), date(2021, 10, 20)),
        # The last day itself is not over at 23:59 in Shanghai.
        (START, datetime(2021, 10, 31, 15, 59, tzinfo=UTC), date(2021, 10, 1), date(2021, 10, 31)),
        (date(2021, 10, 9), NOW, date(2021, 10, 9), date(2021, 10, 31)),
    ],
)
def test_a_month_not_wholly_counted_is_partial(starts_on: date, now: datetime, first: date, last: date) -> None:
    of = campaign(starts_on=starts_on)
    assert counted(month(date(2021, 10, 15), of, now)) == (first, last, Basis.PARTIAL)


def test_a_month_is_over_at_midnight_in_the_campaigns_own_time_zone() -> None:
    midnight = datetime(2021, 10, 31, 16, 0, tzinfo=UTC)
    assert month(date(2021, 10, 15), campaign(), midnight).basis is Basis.COMPARED


def test_a_campaign_to_date_is_told_month_by_month() -> None:
    of = campaign()
    months = months_of(span_of(chosen(of, kind=PeriodKind.CAMPAIGN, now=NOW), of, NOW), of, NOW)
    assert [counted(each) for each in months] == [
        (date(2021, 9, 1), date(2021, 9, 30), Basis.NO_BASE),
        (date(2021, 10, 1), date(2021, 10, 31), Basis.COMPARED),
        (date(2021, 11, 1), date(2021, 11, 30), Basis.COMPARED),
        (date(2021, 12, 1), date(2021, 12, 2), Basis.PARTIAL),
    ]


@pytest.mark.parametrize("closes_on", [31, 25])
@pytest.mark.parametrize("today", [date(2021, 9, 3), date(2021, 9, 26), date(2021, 10, 31), date(2021, 12, 28)])
def test_the_last_two_months_are_the_last_of_all(today: date, closes_on: int) -> None:
    of, now = campaign(month_closes_on=closes_on), datetime(today.year, today.month, today.day, 4, tzinfo=UTC)
    span = span_of(chosen(of, kind=PeriodKind.CAMPAIGN, now=now), of, now)
    *_earlier, before, latest = None, *months_of(span, of, now)
    assert last_two_months_of(span, of, now) == (latest, before)


def test_chosen_days_cut_the_months_at_their_ends() -> None:
    of = campaign()
    days = chosen(of, kind=PeriodKind.CUSTOM, first=date(2021, 9, 20), last=date(2021, 11, 30), now=NOW)
    assert [counted(each) for each in months_of(span_of(days, of, NOW), of, NOW)] == [
        (date(2021, 9, 20), date(2021, 9, 30), Basis.PARTIAL),
        (date(2021, 10, 1), date(2021, 10, 31), Basis.COMPARED),
        (date(2021, 11, 1), date(2021, 11, 30), Basis.COMPARED),
    ]


@pytest.mark.parametrize("kind", [PeriodKind.WEEK, PeriodKind.MONTH])
def test_a_week_and_a_month_are_not_told_month_by_month(kind: PeriodKind) -> None:
    of = campaign()
    assert months_of(span_of(chosen(of, kind=kind, first=date(2021, 10, 1), now=NOW), of, NOW), of, NOW) == ()
