"""Targets: who sets them, which one stands for which days, and that what was set is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from outreach.audit.models import AuditEvent
from outreach.campaigns.aims.models import Target
from outreach.campaigns.aims.selectors import history_of_target, standing_targets, targets_of
from outreach.campaigns.aims.services import set_target
from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.periods import Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.scope import scope_of
from tests.world import World

DAY = timedelta(days=1)
PLEDGES = IndicatorKey.RESIDENT_PLEDGES
SetTarget = Callable[..., Target]


@pytest.fixture
def set_to(world: World) -> SetTarget:
    """The administrator sets so many pledges for station A in the whole campaign, unless told otherwise."""

    def set_to(quantity: int | None, *, by: str = "administrator", unit: str = "station_a", **said: Any) -> Target:
        usual = {"campaign": world.campaign, "indicator": PLEDGES, "now": world.now}
        scope = scope_of(world.officers[by], today=world.today)
        return set_target(**usual | said, by=scope, unit=world.units[unit], quantity=quantity)

    return set_to


def custom(world: World, first: int, last: int) -> Period:
    """From so many days after today to so many."""
    return Period(PeriodKind.CUSTOM, world.today + first * DAY, world.today + last * DAY)


def days_of(period: Period) -> dict[str, Any]:
    return {"days": (period.first, period.last)}


def quantity(world: World, period: Period, unit: str = "station_a") -> int | None:
    (found,) = targets_of(world.campaign, world.units[unit], period)
    return found.get(PLEDGES)


def test_what_was_set_last_stands_and_what_was_set_before_is_kept(world: World, set_to: SetTarget) -> None:
    week = custom(world, 0, 6)
    first, second = set_to(300, **days_of(week)), set_to(200, **days_of(week))
    assert quantity(world, week) == 200
    assert list(history_of_target(first)) == [second, first]
    assert list(standing_targets(world.campaign, [world.units["station_a"]])) == [second]


def test_it_stands_for_exactly_its_unit_and_days(world: World, set_to: SetTarget) -> None:
    week = custom(world, 0, 6)
    set_to(300, **days_of(week))
    assert quantity(world, custom(world, 0, 5)) is None
    assert quantity(world, week, unit="post_a") is None
    assert quantity(world, week, unit="sub_bureau") is None


def test_a_campaign_to_date_is_measured_by_the_whole_campaigns_target(world: World, set_to: SetTarget) -> None:
    set_to(41_462)
    to_date = Period(PeriodKind.CAMPAIGN, world.campaign.starts_on, world.today)
    assert quantity(world, to_date) == 41_462
    assert quantity(world, Period(PeriodKind.CUSTOM, to_date.first, to_date.last)) is None


def test_the_targets_of_a_unit_in_several_periods_are_told_in_one_statement(
    world: World, set_to: SetTarget, django_assert_num_queries: Any
) -> None:
    week, next_week = custom(world, 0, 6), custom(world, 7, 13)
    to_date = Period(PeriodKind.CAMPAIGN, world.campaign.starts_on, world.today)
    set_to(200, **days_of(week))
    set_to(300, **days_of(week))
    set_to(5, indicator=IndicatorKey.SCHOOL_TALKS, **days_of(week))
    set_to(41_462)
    with django_assert_num_queries(1):
        found = targets_of(world.campaign, world.units["station_a"], week, next_week, to_date)
    assert found == [{PLEDGES: 300, IndicatorKey.SCHOOL_TALKS: 5}, {}, {PLEDGES: 41_462}]


def test_a_target_taken_back_stands_no_more(world: World, set_to: SetTarget) -> None:
    first, gone = set_to(300), set_to(None)
    assert quantity(world, Period(PeriodKind.CAMPAIGN, world.campaign.starts_on, world.today)) is None
    assert not standing_targets(world.campaign, [world.units["station_a"]])
    assert list(history_of_target(first)) == [gone, first]


def test_what_stands_is_not_set_again(set_to: SetTarget) -> None:
    assert set_to(300) == set_to(300)
    assert Target.objects.count() == AuditEvent.objects.filter(action="target_set").count() == 1


def test_setting_leaves_a_trace(world: World, set_to: SetTarget) -> None:
    target = set_to(300)
    event = AuditEvent.objects.get(action="target_set")
    assert event.actor == f"officer:{world.officers['administrator'].pk}"
    assert event.subject == f"target:{target.pk}"
    assert event.facts == {"unit": world.units["station_a"].pk, "indicator": "resident_pledges", "quantity": 300}


@pytest.mark.parametrize(
    ("by", "unit", "code"),
    [
        ("officer", "station_a", "permission_denied"),
        ("chief", "station_a", "permission_denied"),
        ("sub_chief", "station_a", "permission_denied"),
        ("auditor", "station_a", "permission_denied"),
        ("outsider", "station_a", "out_of_scope"),
        ("other_administrator", "station_a", "out_of_scope"),
        ("former", "station_a", "out_of_scope"),
    ],
)
def test_who_does_not_administer_the_unit_sets_nothing(set_to: SetTarget, by: str, unit: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        set_to(300, by=by, unit=unit)
    assert refused.value.problem.code == code
    assert not Target.objects.exists()


def test_an_administrator_of_a_part_sets_that_parts_targets(set_to: SetTarget) -> None:
    assert set_to(300, by="other_administrator", unit="station_c").quantity == 300


def refused_fields(set_to: SetTarget, quantity: int | None, **said: Any) -> set[str]:
    with pytest.raises(Refusal) as refused:
        set_to(quantity, **said)
    return set(refused.value.errors)


def test_days_outside_of_the_campaign_are_refused(world: World, set_to: SetTarget) -> None:
    assert refused_fields(set_to, 300, **days_of(custom(world, -100, -91))) == {"period"}
    assert set_to(300, **days_of(custom(world, -100, -90))).quantity == 300
    assert refused_fields(set_to, 300, campaign=world.past, **days_of(custom(world, -9, 0))) == {"period"}
    assert refused_fields(set_to, 300, days=(world.today, world.today - DAY)) == {"last"}


def test_what_was_not_set_is_not_taken_back(set_to: SetTarget) -> None:
    assert refused_fields(set_to, None) == {"quantity"}


def test_a_unit_the_campaign_is_not_for_is_given_no_target(world: World, set_to: SetTarget) -> None:
    world.campaign.unit = world.units["other_bureau"]
    assert refused_fields(set_to, 300) == {"unit"}


@pytest.mark.parametrize("change", ["UPDATE outreach_target SET quantity = 1", "DELETE FROM outreach_target"])
def test_the_database_changes_and_deletes_none(set_to: SetTarget, change: str) -> None:
    set_to(300)
    with pytest.raises(IntegrityError, match="kept as written"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"quantity": 0}, "target_of_something"),
        ({"indicator": "people"}, "target_of_an_indicator"),
        ({"first": "2026-09-02", "last": "2026-09-01"}, "target_days_in_order"),
        ({"first": "2026-09-02"}, "target_days_in_order"),
        ({"last": "2026-09-02"}, "target_days_in_order"),
    ],
)
def test_the_database_takes_no_target_that_cannot_be(
    set_to: SetTarget, change: dict[str, Any], constraint: str
) -> None:
    target = set_to(300)
    target.pk = None
    for name, value in change.items():
        setattr(target, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        target.save(force_insert=True)
