"""What units owe: every month that is over since the campaign and the unit began, weeks where they are scheduled."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.organisation import tree
from outreach.organisation.models import OrganisationUnit, UnitKind
from outreach.organisation.scope import scope_of
from outreach.reporting.models import Report, ReportState
from outreach.reporting.owing import Due, due_for
from outreach.reporting.schedule import draft_due
from tests.reporting.briefing import DECEMBER, NOVEMBER, NOW, OCTOBER, SEPTEMBER, campaign_of
from tests.reporting.lives import approved, drafted, moved, requested, submitted, switch
from tests.world import World

MONTH, WEEK = PeriodKind.MONTH, PeriodKind.WEEK
YEARS_ON = datetime(2023, 9, 2, 4, tzinfo=UTC)


def owed(
    campaign: Campaign, *units: OrganisationUnit, kind: PeriodKind = MONTH, now: datetime = NOW
) -> dict[str, list[date]]:
    """The first days of the periods that each unit owes and did not report, by its name, the latest first."""
    due = due_for(campaign, units, kind, now=now)
    return {each.unit.name: [period.first for period in each.periods] for each in due.arrears} if due else {}


def months(*numbers: int) -> list[date]:
    return [date(2021, number, 1) for number in numbers]


def last_due(campaign: Campaign, units: list[OrganisationUnit], kind: PeriodKind) -> Due:
    due = due_for(campaign, units, kind, now=NOW)
    assert due is not None
    return due


def test_every_station_and_all_above_owe_the_month_and_posts_do_not(world: World, briefed: Campaign) -> None:
    names = ("sub_bureau", "station_a", "post_a", "station_b")
    units = [world.units[name] for name in names]
    drafted(world, briefed, first=NOVEMBER)
    due = last_due(briefed, units, MONTH)
    assert due.period == Period(MONTH, date(2021, 11, 1), date(2021, 11, 30))
    assert due.units == (units[0], units[1], units[3])
    assert [each.unit for each in due.missing] == [units[0], units[3]]


def test_every_closed_month_since_the_campaign_began_is_owed(world: World, briefed: Campaign) -> None:
    assert owed(briefed, world.units["station_a"]) == {"甲派出所": months(11, 10, 9)}
    drafted(world, briefed, first=OCTOBER)
    assert owed(briefed, world.units["station_a"]) == {"甲派出所": months(11, 9)}
    drafted(world, briefed, first=NOVEMBER)
    due = last_due(briefed, [world.units["station_a"]], MONTH)
    assert (due.units, due.missing) == ((world.units["station_a"],), ())
    assert [each.periods[0].first for each in due.overdue] == months(9)


@pytest.mark.parametrize("make", [requested, drafted, submitted, approved])
def test_a_report_that_was_begun_is_not_missing_however_far_it_came(world: World, briefed: Campaign, make: Any) -> None:
    make(world, briefed, first=OCTOBER)
    assert owed(briefed, world.units["station_a"]) == {"甲派出所": months(11, 9)}


@pytest.mark.parametrize("state", [ReportState.RETURNED, ReportState.FAILED])
def test_one_that_was_sent_back_or_failed_is_not_missing_either(
    world: World, briefed: Campaign, state: ReportState
) -> None:
    report = drafted(world, briefed, first=OCTOBER)
    Report.objects.filter(pk=report.pk).update(state=state)
    assert owed(briefed, world.units["station_a"]) == {"甲派出所": months(11, 9)}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2021, 9, 30, 15, 59, tzinfo=UTC), {}),
        (datetime(2021, 9, 30, 16, 0, tzinfo=UTC), {"甲派出所": months(9)}),
        (datetime(2021, 11, 30, 15, 59, tzinfo=UTC), {"甲派出所": months(10, 9)}),
        (YEARS_ON, {"甲派出所": months(12, 11, 10, 9)}),
    ],
)
def test_a_month_is_owed_once_it_is_over_and_none_after_the_campaign(
    world: World, campaign: Campaign, now: datetime, expected: dict[str, list[date]]
) -> None:
    assert owed(campaign, world.units["station_a"], now=now) == expected


def test_months_are_the_campaigns_own(world: World) -> None:
    campaign = campaign_of(world, slug="early", month_closes_on=25)
    assert owed(campaign, world.units["station_a"]) == {
        "甲派出所": [date(2021, 10, 26), date(2021, 9, 26), date(2021, 8, 26)]
    }


def test_a_report_of_other_days_or_of_another_unit_is_no_months_report(world: World, briefed: Campaign) -> None:
    drafted(world, briefed, WEEK, OCTOBER)
    drafted(world, briefed, PeriodKind.CUSTOM, date(2021, 10, 1), date(2021, 10, 31))
    drafted(world, briefed, first=OCTOBER, unit=world.units["sub_bureau"], officer="sub_chief")
    assert owed(briefed, world.units["station_a"]) == {"甲派出所": months(11, 10, 9)}


def added(world: World, day: date) -> OrganisationUnit:
    """A station that is entered at noon of the local day."""
    by = scope_of(world.officers["administrator"], today=world.today)
    told = {"kind": UnitKind.STATION, "name": "丁派出所", "name_en": "", "landline": ""}
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return tree.add_unit(by=by, above=world.units["sub_bureau"], now=noon, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 8, 20), months(11, 10, 9)),
        (OCTOBER, months(11, 10)),
        (date(2021, 11, 30), months(11)),
        (DECEMBER, []),
    ],
)
def test_a_unit_that_was_entered_later_owes_from_the_month_of_that_day(
    world: World, campaign: Campaign, day: date, expected: list[date]
) -> None:
    unit = added(world, day)
    assert owed(campaign, unit).get("丁派出所", []) == expected
    due = last_due(campaign, [unit], MONTH)
    assert (due.units == (unit,)) is bool(expected)


def test_the_schedule_drafts_nothing_that_is_not_owed(world: World, campaign: Campaign) -> None:
    unit = added(world, DECEMBER)
    world.units["station_d"] = unit
    switch(world, campaign, unit="station_d", officer="sub_chief")
    assert draft_due(now=NOW) == 0
    assert draft_due(now=datetime(2022, 1, 1, 2, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2021, 8, 31), []),
        (SEPTEMBER, months(9)),
        (date(2021, 10, 1), months(10, 9)),
        (date(2021, 12, 1), months(11, 10, 9)),
    ],
)
def test_a_unit_past_its_last_day_owes_up_to_it(
    world: World, campaign: Campaign, last: date, expected: list[date]
) -> None:
    OrganisationUnit.objects.filter(pk=world.units["station_b"].pk).update(ends_on=last)
    unit = OrganisationUnit.objects.get(pk=world.units["station_b"].pk)
    assert owed(campaign, unit).get("乙派出所", []) == expected


@pytest.mark.parametrize(
    ("first", "owing"),
    [
        (date(2021, 11, 1), {"after"}),
        (date(2021, 11, 10), {"before", "after"}),
        (date(2021, 12, 1), {"before"}),
        (date(2021, 12, 20), {"before"}),
    ],
)
def test_a_unit_that_moved_owes_the_periods_in_which_it_was_there(
    world: World, everywhere: Campaign, first: date, owing: set[str]
) -> None:
    switch(world, everywhere, WEEK, officer="administrator")
    units = {"after": moved(world, first), "before": OrganisationUnit.objects.get(pk=world.units["station_a"].pk)}
    due = last_due(everywhere, list(units.values()), MONTH)
    assert {each.unit for each in due.missing} == {units[name] for name in owing}
    weekly = due_for(everywhere, [units["before"]], WEEK, now=NOW)
    assert weekly is not None and bool(weekly.units) is (first > date(2021, 11, 22))


def test_of_a_line_each_owes_its_own_months(world: World, everywhere: Campaign) -> None:
    after = moved(world, date(2021, 10, 10))
    before = OrganisationUnit.objects.get(pk=world.units["station_a"].pk)
    due = last_due(everywhere, [before, after], MONTH)
    assert {each.unit.pk: [period.first for period in each.periods] for each in due.arrears} == {
        before.pk: months(10, 9),
        after.pk: months(11, 10),
    }


def test_neither_side_of_a_campaigns_edge_owes_a_day_it_does_not_have(world: World) -> None:
    """The campaign's first and last month reach beyond it; who was there only beyond owes nothing."""
    campaign = campaign_of(world, slug="edges", starts_on=date(2021, 9, 20), ends_on=date(2021, 10, 10))
    OrganisationUnit.objects.filter(pk=world.units["station_b"].pk).update(ends_on=date(2021, 9, 10))
    ended = OrganisationUnit.objects.get(pk=world.units["station_b"].pk)
    assert owed(campaign, ended, added(world, date(2021, 10, 20)), now=NOW) == {}


def test_weeks_are_owed_where_they_are_scheduled(world: World, briefed: Campaign) -> None:
    units = [world.units["station_a"], world.units["station_b"]]
    assert last_due(briefed, units, WEEK).units == ()
    switch(world, briefed, WEEK)
    due = last_due(briefed, units, WEEK)
    assert due.units == tuple(each.unit for each in due.missing) == (units[0],)


def test_weeks_are_owed_from_the_first_that_the_schedule_drafts(world: World, campaign: Campaign) -> None:
    switch(world, campaign, WEEK, now=NOW - timedelta(days=14))
    station = world.units["station_a"]
    weeks = [date(2021, 11, 22), date(2021, 11, 15), date(2021, 11, 8)]
    assert owed(campaign, station, kind=WEEK) == {"甲派出所": weeks}
    # Switched on once more it stands as it was set.
    switch(world, campaign, WEEK)
    assert owed(campaign, station, kind=WEEK) == {"甲派出所": weeks}


@pytest.mark.parametrize(
    ("off_at", "on_at", "goes_on"),
    [
        # Weeks close when Monday begins, 16:00 UTC of Sunday: NOW is a Friday.
        (NOW - timedelta(minutes=1), NOW, True),
        (datetime(2021, 11, 28, 16, tzinfo=UTC), datetime(2021, 12, 5, 15, 59, tzinfo=UTC), True),
        (datetime(2021, 11, 28, 15, 59, tzinfo=UTC), NOW, False),
        (NOW, datetime(2021, 12, 5, 16, tzinfo=UTC), False),
        (datetime(2021, 11, 16, 4, tzinfo=UTC), datetime(2021, 11, 30, 4, tzinfo=UTC), False),
    ],
)
def test_a_schedule_that_was_off_while_no_week_closed_goes_on_as_if_it_had_not_been(
    world: World, campaign: Campaign, off_at: datetime, on_at: datetime, goes_on: bool
) -> None:
    begun, station = datetime(2021, 11, 9, 4, tzinfo=UTC), world.units["station_a"]
    switch(world, campaign, WEEK, now=begun)
    before = owed(campaign, station, kind=WEEK, now=on_at)
    switch(world, campaign, WEEK, is_on=False, now=off_at)
    assert owed(campaign, station, kind=WEEK, now=on_at) == {}
    schedule = switch(world, campaign, WEEK, now=on_at)
    assert (schedule.set_at, schedule.owed_since) == (on_at, begun if goes_on else on_at)
    again = owed(campaign, station, kind=WEEK, now=on_at)
    assert again == (before if goes_on else {"甲派出所": before["甲派出所"][:1]}) and len(before["甲派出所"]) > 1


def test_after_the_campaigns_last_week_there_is_none_to_be_missed(world: World, campaign: Campaign) -> None:
    switch(world, campaign, WEEK, now=NOW)
    before = owed(campaign, world.units["station_a"], kind=WEEK, now=YEARS_ON)
    for is_on, days in ((False, 40), (True, 1)):
        switch(world, campaign, WEEK, is_on=is_on, now=YEARS_ON - timedelta(days=days))
    assert owed(campaign, world.units["station_a"], kind=WEEK, now=YEARS_ON) == before != {}


def test_switched_twice_before_a_week_closes_it_still_goes_on(world: World, campaign: Campaign) -> None:
    switch(world, campaign, WEEK, now=NOW - timedelta(days=30))
    before = owed(campaign, world.units["station_a"], kind=WEEK)
    for is_on in (False, True, False, True):
        switch(world, campaign, WEEK, is_on=is_on)
    assert owed(campaign, world.units["station_a"], kind=WEEK) == before


def test_sixty_units_of_two_years_take_a_statement_or_two(world: World, django_assert_num_queries: Any) -> None:
    campaign = campaign_of(world, slug="long", ends_on=None)
    for number in range(60):
        unit = OrganisationUnit(kind=UnitKind.STATION, name=f"第{number}派出所", name_en="")
        OrganisationUnit.objects.add_child(OrganisationUnit.objects.get(pk=world.units["sub_bureau"].pk), instance=unit)
        world.units[f"station_{number}"] = unit
        switch(world, campaign, WEEK, unit=f"station_{number}", officer="administrator")
    units = [world.units[f"station_{number}"] for number in range(60)]
    with django_assert_num_queries(1):
        due = due_for(campaign, units, MONTH, now=YEARS_ON)
    assert due is not None and {len(each.periods) for each in due.arrears} == {24}
    with django_assert_num_queries(2):
        weekly = due_for(campaign, units, WEEK, now=YEARS_ON)
    assert weekly is not None and len(weekly.arrears) == 60


def test_the_schedule_of_a_unit_past_its_last_day_drafts_its_last_part_and_no_more(
    world: World, briefed: Campaign
) -> None:
    switch(world, briefed, WEEK, unit="station_b", officer="chief_b", now=NOW - timedelta(days=16))
    OrganisationUnit.objects.filter(pk=world.units["station_b"].pk).update(ends_on=date(2021, 11, 23))
    assert [draft_due(now=NOW + timedelta(weeks=each)) for each in (0, 0, 1, 2)] == [1, 0, 0, 0]
    # What it owed before stays, and goes once somebody over it made it.
    unit = OrganisationUnit.objects.get(pk=world.units["station_b"].pk)
    left = [date(2021, 11, 15), date(2021, 11, 8)]
    assert owed(briefed, unit, kind=WEEK, now=YEARS_ON) == {"乙派出所": left}
    for week in left:
        drafted(world, briefed, WEEK, week, unit=unit, officer="sub_chief")
    assert owed(briefed, unit, kind=WEEK, now=YEARS_ON) == {}
