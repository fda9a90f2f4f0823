"""Who sees, writes and manages which units, and when."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outreach.errors import Refusal
from outreach.organisation.models import Membership, Officer, Role
from outreach.organisation.scope import Scope, may_manage, may_write, memberships_of, scope_of
from tests.world import World

STATION_A = {"station_a", "post_a"}
SUB_BUREAU = {"sub_bureau", "station_a", "station_b", "post_a"}
OTHER_BUREAU = {"other_bureau", "station_c"}
ALL = {"bureau"} | SUB_BUREAU | OTHER_BUREAU


@pytest.fixture
def scope(world: World) -> Callable[..., Scope]:
    return lambda name, **when: scope_of(world.officers[name], **{"today": world.today} | when)


def names(world: World, unit_ids: frozenset[int]) -> set[str]:
    return {name for name, unit in world.units.items() if unit.pk in unit_ids}


@pytest.mark.parametrize(
    ("officer", "role", "reads", "manages"),
    [
        ("officer", Role.OFFICER, STATION_A, set()),
        ("colleague", Role.OFFICER, STATION_A, set()),
        ("outsider", Role.OFFICER, {"station_b"}, set()),
        ("poster", Role.OFFICER, {"post_a"}, set()),
        ("chief", Role.CHIEF, STATION_A, STATION_A),
        ("sub_chief", Role.CHIEF, SUB_BUREAU, SUB_BUREAU),
        ("administrator", Role.ADMINISTRATOR, ALL, ALL),
        ("other_administrator", Role.ADMINISTRATOR, OTHER_BUREAU, OTHER_BUREAU),
    ],
)
def test_a_membership_is_good_for_its_units_subtree(
    world: World, scope: Callable[..., Scope], officer: str, role: Role, reads: set[str], manages: set[str]
) -> None:
    found = scope(officer)
    assert found.role == role
    assert names(world, found.unit_ids) == reads
    assert names(world, found.writes) == reads
    assert names(world, found.manages) == manages
    assert found.personal_data


def test_an_auditor_reads_every_unit_but_no_personal_data_and_writes_nothing(
    world: World, scope: Callable[..., Scope]
) -> None:
    found = scope("auditor")
    assert found.role == Role.AUDITOR
    assert names(world, found.unit_ids) == ALL
    assert not found.writes
    assert not found.manages
    assert not found.personal_data


def test_an_auditor_of_one_station_reads_the_whole_tree_too(world: World) -> None:
    officer = Officer.objects.create_user("900901", "a long password", name="示例")
    join(world, officer, "station_c", Role.AUDITOR)
    assert names(world, scope_of(officer, today=world.today).unit_ids) == ALL


@pytest.mark.parametrize("officer", ["former", "nobody"])
def test_without_a_membership_today_there_is_nothing(world: World, officer: str) -> None:
    world.officers["nobody"] = Officer.objects.create_user("900900", "a long password", name="示例")
    found = scope_of(world.officers[officer], today=world.today)
    assert found.role is None
    assert not found.unit_ids | found.writes | found.manages
    assert not found.personal_data


def join(world: World, officer: Officer, unit: str, role: Role, first: int = -1, last: int | None = None) -> None:
    """A membership from so many days after today to so many."""
    Membership.objects.create(
        officer=officer,
        unit=world.units[unit],
        role=role,
        starts_on=world.today + timedelta(days=first),
        ends_on=None if last is None else world.today + timedelta(days=last),
    )


@pytest.mark.parametrize(
    ("day", "reads"),
    [(-3, STATION_A), (-2, STATION_A | {"station_b"}), (2, STATION_A | {"station_b"}), (3, STATION_A)],
)
def test_a_secondment_is_good_from_its_first_day_to_its_last(
    world: World, scope: Callable[..., Scope], day: int, reads: set[str]
) -> None:
    join(world, world.officers["officer"], "station_b", Role.OFFICER, first=-2, last=2)
    found = scope("officer", today=world.today + timedelta(days=day))
    assert names(world, found.unit_ids) == reads


def test_a_membership_of_tomorrow_gives_nothing_today(world: World, scope: Callable[..., Scope]) -> None:
    join(world, world.officers["outsider"], "bureau", Role.ADMINISTRATOR, first=1)
    assert scope("outsider").role == Role.OFFICER
    assert names(world, scope("outsider").unit_ids) == {"station_b"}
    assert scope("outsider", today=world.today + timedelta(days=1)).role == Role.ADMINISTRATOR


def test_the_strongest_role_names_the_officer_and_each_is_good_for_its_own_units(
    world: World, scope: Callable[..., Scope]
) -> None:
    join(world, world.officers["officer"], "post_a", Role.CHIEF)
    found = scope("officer")
    assert found.role == Role.CHIEF
    assert names(world, found.writes) == STATION_A
    assert names(world, found.manages) == {"post_a"}


def test_who_audits_besides_serving_reads_all_and_loses_sight_of_personal_data(
    world: World, scope: Callable[..., Scope]
) -> None:
    join(world, world.officers["chief"], "bureau", Role.AUDITOR)
    found = scope("chief")
    assert found.role == Role.CHIEF
    assert names(world, found.unit_ids) == ALL
    assert names(world, found.writes) == STATION_A
    assert not found.personal_data


@pytest.mark.parametrize("officer", ["officer", "auditor", "former"])
def test_a_scope_costs_one_statement(world: World, officer: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        scope_of(world.officers[officer], today=world.today)
    assert len(queries) == 1


def test_it_tells_its_units_by_name_in_the_order_of_the_tree(world: World, scope: Callable[..., Scope]) -> None:
    join(world, world.officers["chief"], "sub_bureau", Role.OFFICER)
    found, post = scope("chief").units, world.units["post_a"]
    assert [unit.pk for unit in found] == [world.units[name].pk for name in tree_below(world, "sub_bureau")]
    assert (post.pk, post.path, post.depth, post.name, post.name_en) in found


def tree_below(world: World, name: str) -> list[str]:
    """The unit and those below it, each before its own."""
    top = world.units[name].path
    below = {each: unit.path for each, unit in world.units.items() if unit.path.startswith(top)}
    return sorted(below, key=lambda each: below[each])


def test_a_subtree_is_what_may_be_read_below_a_unit(world: World, scope: Callable[..., Scope]) -> None:
    station = world.units["station_a"].pk
    assert names(world, scope("administrator").subtree(station)) == STATION_A
    assert names(world, scope("officer").subtree(station)) == STATION_A


def test_a_subtree_elsewhere_is_refused(world: World, scope: Callable[..., Scope]) -> None:
    for elsewhere in ("station_b", "sub_bureau"):
        with pytest.raises(Refusal, match="out_of_scope"):
            scope("officer").subtree(world.units[elsewhere].pk)


def test_a_subtree_of_no_unit_is_not_found(scope: Callable[..., Scope]) -> None:
    with pytest.raises(Refusal, match="not_found"):
        scope("administrator").subtree(10**9)


def test_what_is_managed_passes_and_the_rest_is_refused(world: World, scope: Callable[..., Scope]) -> None:
    station, elsewhere = world.units["station_a"].pk, world.units["station_b"].pk
    scope("chief").require_managed(station)
    with pytest.raises(Refusal, match="permission_denied"):
        scope("officer").require_managed(station)
    with pytest.raises(Refusal, match="permission_denied"):
        scope("auditor").require_managed(station)
    with pytest.raises(Refusal, match="out_of_scope"):
        scope("chief").require_managed(elsewhere)


@pytest.mark.parametrize(
    ("officer", "unit", "days_ago", "writes", "manages"),
    [
        ("officer", "station_a", 0, True, False),
        ("officer", "post_a", 0, True, False),
        ("officer", "sub_bureau", 0, False, False),
        ("officer", "station_b", 0, False, False),
        ("chief", "post_a", 0, True, True),
        ("administrator", "station_c", 0, True, True),
        ("auditor", "station_a", 0, False, False),
        ("former", "station_a", 0, False, False),
        ("former", "station_a", 60, True, False),
        ("former", "station_a", 59, False, False),
        ("officer", "station_a", 201, False, False),
    ],
)
def test_writing_goes_by_the_membership_of_the_day_it_happened(
    world: World, officer: str, unit: str, days_ago: int, writes: bool, manages: bool
) -> None:
    spans = memberships_of(world.officers[officer].pk)
    day, path = world.today - timedelta(days=days_ago), world.units[unit].path
    assert may_write(spans, path=path, day=day) == writes
    assert may_manage(spans, path=path, day=day) == manages


def test_memberships_come_in_one_statement_the_latest_first(world: World) -> None:
    officer = world.officers["officer"]
    join(world, officer, "station_b", Role.CHIEF, first=-5, last=5)
    with CaptureQueriesContext(connection) as queries:
        spans = memberships_of(officer.pk)
    assert len(queries) == 1
    assert [(span.role, span.unit_id) for span in spans] == [
        (Role.CHIEF, world.units["station_b"].pk),
        (Role.OFFICER, world.units["station_a"].pk),
    ]
