"""Population bases: the latest by source and day, what a printed report keeps, and that what was entered is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from outreach.audit.models import AuditEvent
from outreach.campaigns.aims.models import PopulationBase
from outreach.campaigns.aims.selectors import history_of_population, standing_populations
from outreach.campaigns.aims.services import enter_population
from outreach.campaigns.indicators import Audience
from outreach.errors import Refusal
from outreach.organisation.scope import scope_of
from tests.world import World

DAY = timedelta(days=1)
Enter = Callable[..., PopulationBase]


@pytest.fixture
def enter(world: World) -> Enter:
    """The administrator enters all people of station A as of so many days before today, unless told otherwise."""

    def enter(
        count: int | None, *, by: str = "administrator", unit: str = "station_a", ago: int = 0, **said: Any
    ) -> PopulationBase:
        usual = {"campaign": world.campaign, "audience": None, "source": "户籍登记", "now": world.now}
        scope = scope_of(world.officers[by], today=world.today)
        as_of = world.today - ago * DAY
        return enter_population(**usual | said, by=scope, unit=world.units[unit], count=count, as_of=as_of)

    return enter


def count(world: World, ago: int = 0, audience: Audience | None = None) -> int | None:
    found = standing_populations(world.campaign, [world.units["station_a"].pk], day=world.today - ago * DAY)
    return next((base.count for base in found if base.audience == (audience or "")), None)


def test_a_reports_base_is_the_latest_as_of_its_last_day(world: World, enter: Enter) -> None:
    enter(1_200, ago=5)
    enter(1_000, ago=30)
    assert [count(world, ago) for ago in (0, 5, 6, 30, 31)] == [1_200, 1_200, 1_000, 1_000, None]


def test_what_was_entered_last_for_a_day_stands_and_the_rest_is_kept(world: World, enter: Enter) -> None:
    wrong, right = enter(12_000), enter(1_200)
    assert count(world) == 1_200
    assert list(history_of_population(wrong)) == [right, wrong]
    assert list(standing_populations(world.campaign, [world.units["station_a"].pk])) == [right]


def test_a_number_taken_back_leaves_the_one_before(world: World, enter: Enter) -> None:
    old = enter(1_000, ago=30)
    enter(1_200)
    enter(None)
    assert count(world) == 1_000
    assert list(standing_populations(world.campaign, [world.units["station_a"].pk])) == [old]


def test_each_audience_has_a_base_of_its_own(world: World, enter: Enter) -> None:
    everybody, elderly = enter(1_000), enter(200, audience=Audience.ELDERLY)
    assert count(world) == 1_000
    assert count(world, audience=Audience.ELDERLY) == 200
    assert count(world, audience=Audience.PUPILS) is None
    assert list(standing_populations(world.campaign, [world.units["station_a"].pk])) == [everybody, elderly]


def test_the_base_is_told_in_one_statement(world: World, enter: Enter, django_assert_num_queries: Any) -> None:
    enter(1_000)
    with django_assert_num_queries(1):
        assert count(world) == 1_000


def test_what_stands_is_not_entered_again_but_another_source_is(enter: Enter) -> None:
    assert enter(1_000) == enter(1_000)
    assert enter(1_000, source="人口普查").source == "人口普查"
    assert PopulationBase.objects.count() == 2


def test_entering_leaves_a_trace(world: World, enter: Enter) -> None:
    base = enter(1_000)
    event = AuditEvent.objects.get(action="population_entered")
    assert (event.actor, event.subject) == (f"officer:{world.officers['administrator'].pk}", f"population:{base.pk}")
    assert event.facts == {
        "unit": base.unit_id,
        "audience": "",
        "count": 1_000,
        "as_of": world.today.isoformat(),
    }


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("officer", "permission_denied"),
        ("chief", "permission_denied"),
        ("sub_chief", "permission_denied"),
        ("auditor", "permission_denied"),
        ("outsider", "out_of_scope"),
        ("other_administrator", "out_of_scope"),
        ("former", "out_of_scope"),
    ],
)
def test_who_does_not_administer_the_unit_enters_nothing(enter: Enter, by: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        enter(1_000, by=by)
    assert refused.value.problem.code == code
    assert not PopulationBase.objects.exists()


@pytest.mark.parametrize(("said", "field"), [({"ago": -1}, "as_of"), ({"count": None}, "count")])
def test_what_cannot_be_is_refused(enter: Enter, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        enter(**{"count": 1_000, **said})
    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize(
    "change", ["UPDATE outreach_populationbase SET count = 1", "DELETE FROM outreach_populationbase"]
)
def test_the_database_changes_and_deletes_none(enter: Enter, change: str) -> None:
    enter(1_000)
    with pytest.raises(IntegrityError, match="kept as written"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"count": 0}, "population_of_somebody"),
        ({"audience": "mixed"}, "population_of_an_audience"),
        ({"source": ""}, "population_has_a_source"),
    ],
)
def test_the_database_takes_no_base_that_cannot_be(enter: Enter, change: dict[str, Any], constraint: str) -> None:
    base = enter(1_000)
    base.pk = None
    for name, value in change.items():
        setattr(base, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        base.save(force_insert=True)
