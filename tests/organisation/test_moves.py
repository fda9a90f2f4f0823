"""A unit moves by date: who may, what goes with it, and what the database holds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.organisation import moves, places, staffing, tree
from outreach.organisation.models import Membership, OrganisationUnit, Place, PlaceKind, Role, UnitKind
from outreach.organisation.scope import Scope, scope_of
from outreach.organisation.selectors import in_force
from tests.world import World

DAY = timedelta(days=1)


def scope(world: World, name: str = "administrator") -> Scope:
    return scope_of(world.officers[name], today=world.today)


def move(
    world: World, unit: str | OrganisationUnit = "station_a", below: str = "other_bureau", days: int = 1, **said: Any
) -> OrganisationUnit:
    moved = world.units[unit] if isinstance(unit, str) else unit
    by = scope(world, said.get("by", "administrator"))
    return moves.move_unit(by=by, unit=moved, below=world.units[below], first=world.today + days * DAY)


def refused(call: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as why:
        call()
    return why.value


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("administrator", ""),
        *((each, "permission_denied") for each in ("sub_chief", "chief", "officer", "auditor")),
        *((each, "out_of_scope") for each in ("outsider", "other_administrator", "former")),
    ],
)
def test_who_administers_both_superiors_moves_a_unit(world: World, by: str, code: str) -> None:
    if code:
        assert refused(lambda: move(world, by=by)).problem.code == code
    else:
        assert move(world, by=by).pk
    assert AuditEvent.objects.filter(action="unit_moved").exists() is not bool(code)


def test_it_ends_where_it_stood_and_begins_below_the_other_with_all_below_it(world: World) -> None:
    station = move(world, days=3)
    assert OrganisationUnit.objects.get_parent(station).pk == world.units["other_bureau"].pk
    (post,) = OrganisationUnit.objects.get_children(station)
    for name, now in (("station_a", station), ("post_a", post)):
        before = OrganisationUnit.objects.get(pk=world.units[name].pk)
        assert (now.name, now.landline, now.successor_of) == (before.name, before.landline, before)
        assert (before.ends_on, now.begins_on) == (world.today + 2 * DAY, world.today + 3 * DAY)
        assert in_force(before, world.today + 2 * DAY) == in_force(now, world.today) == before
        assert in_force(before, world.today + 3 * DAY) == now
    assert OrganisationUnit.objects.find_problems() == ([], [], [], [], [])


def test_officers_work_at_it_to_the_day_and_from_the_day_on(world: World) -> None:
    station = move(world, days=1)
    for is_settled in (False, True):
        if is_settled:
            assert moves.settle(world.today + DAY)
        now, then = (scope_of(world.officers["chief"], today=world.today + days * DAY) for days in (0, 1))
        assert world.units["station_a"].pk in now.manages and station.pk not in now.manages
        assert station.pk in then.manages and world.units["station_a"].pk not in then.manages
    held = Membership.objects.get(officer=world.officers["chief"])
    assert (held.unit, held.role, held.ends_on) == (station, Role.CHIEF, None)
    assert Membership.objects.get(officer=world.officers["former"]).unit == world.units["station_a"]
    assert not moves.settle(world.today + DAY)


def test_its_chief_leads_its_officers_before_and_after(world: World) -> None:
    move(world, days=1)
    officer = world.officers["officer"]
    for days, leaders in ((0, {"chief": True, "other_administrator": False}), (1, {"chief": True})):
        day = world.today + days * DAY
        moves.settle(day)
        for leader, is_led in leaders.items():
            assert staffing.leads(scope_of(world.officers[leader], today=day), officer, today=day) is is_led
    day = world.today + DAY
    assert staffing.leads(scope_of(world.officers["other_administrator"], today=day), officer, today=day)


@pytest.mark.parametrize("role", [Role.CHIEF, Role.ADMINISTRATOR])
@pytest.mark.parametrize("where", ["before", "after"])
def test_who_will_lead_the_unit_from_the_day_on_is_let_in_by_no_chief(world: World, role: Role, where: str) -> None:
    station = move(world, days=3)
    officer = world.officers["officer"]
    Membership.objects.create(
        officer=officer,
        unit=station if where == "after" else world.units["station_a"],
        role=role,
        starts_on=world.today + 3 * DAY,
    )
    for leader in ("chief", "sub_chief"):
        by = scope(world, leader)
        assert not staffing.leads(by, officer, today=world.today)
        assert refused(lambda by=by: staffing.renew_link(by=by, officer=officer)).problem.code == "permission_denied"
    assert staffing.renew_link(by=scope(world), officer=officer)


def test_a_membership_that_is_ended_before_the_day_is_over_at_both(world: World) -> None:
    move(world, days=3)
    held = Membership.objects.get(officer=world.officers["officer"])
    staffing.end_membership(by=scope(world, "chief"), membership_id=held.pk, last=world.today)
    for days in (1, 3):
        moves.settle(world.today + days * DAY)
        assert scope_of(world.officers["officer"], today=world.today + days * DAY).role is None


def test_who_comes_before_the_day_stays_after_it(world: World) -> None:
    station = move(world, days=2)
    lent = world.officers["outsider"]
    said = {"username": lent.username, "unit": world.units["station_a"], "role": Role.OFFICER}
    staffing.begin_membership(by=scope(world, "chief"), starts_on=world.today, ends_on=None, **said)
    assert station.pk in scope_of(lent, today=world.today + 2 * DAY).writes


@pytest.mark.parametrize("days", [0, 1])
def test_nobody_comes_by_a_unit_that_is_still_to_begin_to_the_one_before_it(world: World, days: int) -> None:
    """Its new superior gives no role at it for days on which it is none of the superior's."""
    station = move(world, days=2)
    by, lent = scope(world, "other_administrator"), world.officers["outsider"]
    terms = {"unit": station, "role": Role.CHIEF, "starts_on": world.today + days * DAY, "ends_on": None}
    for call in (
        lambda: staffing.begin_membership(by=by, username=lent.username, **terms),
        lambda: staffing.invite(by=by, username="000001", name="新人", **terms),
    ):
        assert set(refused(call).errors) == {"starts_on"}
    terms["starts_on"] = station.begins_on
    staffing.begin_membership(by=by, username=lent.username, **terms)
    assert world.units["station_a"].pk not in scope_of(lent, today=world.today).manages
    assert station.pk in scope_of(lent, today=world.today + 2 * DAY).manages


def test_who_will_be_chief_there_is_not_led_by_the_chief_of_before(world: World) -> None:
    station = move(world, days=2)
    officer = world.officers["officer"]
    assert staffing.leads(scope(world, "chief"), officer, today=world.today)
    said = {"username": officer.username, "unit": station, "role": Role.CHIEF, "starts_on": station.begins_on}
    staffing.begin_membership(by=scope(world, "other_administrator"), ends_on=None, **said)
    assert not staffing.leads(scope(world, "chief"), officer, today=world.today)


def test_a_place_that_it_gets_before_the_day_follows(world: World) -> None:
    station = move(world, days=1)
    before = OrganisationUnit.objects.get(pk=world.units["station_a"].pk)
    said = {"kind": PlaceKind.VILLAGE, "name": "示例村", "name_en": ""}
    place = places.add_place(by=scope(world, "chief"), unit=before, **said)
    moves.settle(world.today)
    assert Place.objects.get(pk=place.pk).unit == before
    moves.settle(world.today + DAY)
    assert Place.objects.get(pk=place.pk).unit == station


def test_a_unit_moves_again(world: World) -> None:
    second = move(world, move(world, days=1), "sub_bureau", days=5)
    assert second.origin_id == world.units["station_a"].pk
    days = [in_force(second, world.today + days * DAY) for days in (0, 1, 4, 5)]
    assert [unit and unit.successor_of_id for unit in days] == [
        None,
        world.units["station_a"].pk,
        world.units["station_a"].pk,
        second.successor_of_id,
    ]


@pytest.mark.parametrize(
    ("unit", "below", "days", "field"),
    [
        ("station_a", "other_bureau", 0, "first"),
        ("station_a", "post_a", 1, "below"),
        ("station_a", "station_a", 1, "below"),
        ("station_a", "sub_bureau", 1, "below"),
    ],
)
def test_what_cannot_be_is_said(world: World, unit: str, below: str, days: int, field: str) -> None:
    assert set(refused(lambda: move(world, unit, below, days)).errors) == {field}
    assert OrganisationUnit.objects.count() == len(world.units)


def test_a_unit_moves_below_one_of_a_higher_kind(world: World) -> None:
    assert moves.may_move_below(scope(world), world.units["station_a"]) == [
        world.units[name] for name in ("bureau", "other_bureau")
    ]
    assert set(refused(lambda: move(world, below="station_c")).errors) == {"below"}


def test_a_unit_that_ends_anyhow_does_not_move_nor_one_before_it_begins(world: World) -> None:
    later = move(world, days=4)
    assert refused(lambda: move(world, later, "sub_bureau", 2)).problem.code == "malformed"
    tree.end_unit(by=scope(world), unit=world.units["station_b"], last=world.today + 9 * DAY)
    assert refused(lambda: move(world, OrganisationUnit.objects.get(pk=world.units["station_b"].pk))).detail


def test_a_unit_does_not_leave_its_own_campaign_behind(world: World) -> None:
    Campaign.objects.filter(pk=world.past.pk).update(unit=world.units["station_a"], ends_on=world.today)
    move(world, days=1)
    Campaign.objects.create(
        slug="own", name="本所活动", name_en="", unit=world.units["station_b"], starts_on=world.today
    )
    assert set(refused(lambda: move(world, "station_b")).errors) == {"first"}


def test_a_unit_that_moved_may_itself_be_moved_below(world: World) -> None:
    world.units["station_c"].kind = UnitKind.POST
    world.units["station_c"].save(update_fields=["kind"])
    station = move(world, days=2)
    by = scope(world)
    for today, is_offered in ((world.today, False), (world.today + 2 * DAY, True)):
        offered = moves.may_move_below(by.with_new(station), world.units["station_c"], today=today)
        assert (station in offered) is is_offered
    why = refused(
        lambda: moves.move_unit(
            by=by.with_new(station), unit=world.units["station_c"], below=station, first=world.today + DAY
        )
    )
    assert set(why.errors) == {"below"}


def test_a_unit_does_not_end_before_it_begins(world: World) -> None:
    station = move(world, days=4)
    assert set(refused(lambda: tree.end_unit(by=scope(world), unit=station, last=world.today)).errors) == {"last"}


def test_the_highest_unit_stays(world: World) -> None:
    assert refused(lambda: move(world, "bureau")).problem.code == "permission_denied"


def test_a_moved_unit_keeps_its_last_day(world: World) -> None:
    station = move(world, days=3)
    before = OrganisationUnit.objects.get(pk=world.units["station_a"].pk)
    for change in (
        lambda: tree.end_unit(by=scope(world), unit=before, last=world.today),
        lambda: tree.bring_back(by=scope(world), unit=before),
    ):
        assert set(refused(change).errors) <= {"last", "name"}
    before.refresh_from_db()
    assert before.ends_on == station.begins_on - DAY


def test_a_superior_that_ends_with_a_units_move_is_brought_back_and_ends_on_another_day(world: World) -> None:
    by, superior = scope(world), world.units["sub_bureau"]
    station = move(world, days=3)
    last = world.today + 2 * DAY
    for call in (
        lambda: tree.end_unit(by=by, unit=superior, last=last),
        lambda: tree.bring_back(by=by, unit=superior),
        lambda: tree.end_unit(by=by, unit=superior, last=last),
        lambda: tree.end_unit(by=by, unit=superior, last=last + DAY),
    ):
        call()
        for name in ("station_a", "post_a"):
            assert OrganisationUnit.objects.get(pk=world.units[name].pk).ends_on == station.begins_on - DAY
    for name in ("sub_bureau", "station_b"):
        assert OrganisationUnit.objects.get(pk=world.units[name].pk).ends_on == last + DAY


@pytest.mark.parametrize(
    "change",
    [
        {"begins_on": None},
        {"begins_on": "2031-01-01"},
        {"successor_of": None},
        {"successor_of": "itself"},
    ],
)
def test_the_database_holds_one_line_without_gap_or_circle(world: World, change: dict[str, Any]) -> None:
    station = move(world)
    values = {name: station if value == "itself" else value for name, value in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationUnit.objects.filter(pk=station.pk).update(**values)


def test_a_unit_has_one_successor(world: World) -> None:
    station, other = move(world), world.units["station_c"]
    with pytest.raises(IntegrityError, match="successor_of"), transaction.atomic():
        OrganisationUnit.objects.filter(pk=other.pk).update(
            successor_of=station.successor_of, begins_on=station.begins_on, origin=station.origin
        )
