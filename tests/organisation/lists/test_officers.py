"""Lists of officers: invited without a password, given further memberships, and their numbers kept as written."""

from datetime import timedelta

import pytest

from outreach.organisation.models import ListKind, Membership, Officer, Role
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from outreach.organisation.staffing import officer_of_link
from tests.organisation.lists.sheets import enter, look, steps, wrong
from tests.world import World

OFFICERS = ListKind.OFFICERS


def test_officers_are_invited_by_links_and_the_list_is_good_again(world: World) -> None:
    rows = [("000123", "新人一", "甲派出所", "民警"), ("000124", "新人二", "甲一警务站", "officer", "2026年9月1日")]
    plan, invited = enter(world, OFFICERS, *rows, by="chief")
    assert steps(plan) == ["add", "add"]
    assert {officer.username for officer, _token in invited} == {"000123", "000124"}
    for officer, token in invited:
        assert not officer.has_usable_password()
        assert officer_of_link(officer.pk, token) == officer
    assert {str(held.starts_on) for held in Membership.objects.filter(officer__username="000124")} == {"2026-09-01"}
    assert steps(look(world, OFFICERS, *rows, by="chief")) == ["keep", "keep"]


def test_who_has_an_account_gets_a_further_membership_and_no_link(world: World) -> None:
    lent = world.officers["outsider"]
    last = (world.today + timedelta(days=30)).isoformat()
    plan, invited = enter(world, OFFICERS, (lent.username, lent.name, "甲派出所", "民警", "", last), by="chief")
    assert (steps(plan), invited) == (["change"], [])
    assert Membership.objects.get(officer=lent, unit=world.units["station_a"]).role == Role.OFFICER


def test_a_new_officer_may_stand_in_the_list_twice(world: World) -> None:
    plan, invited = enter(
        world, OFFICERS, ("A-1", "新人", "甲派出所", "民警"), ("A-1", "新人", "乙派出所", "民警"), by="sub_chief"
    )
    assert (steps(plan), len(invited)) == (["add", "change"], 1)
    assert Membership.objects.filter(officer__username="A-1").count() == 2


def test_every_reason_is_named_with_its_row_and_column(world: World) -> None:
    chief, colleague = world.officers["chief"], world.officers["colleague"]
    plan = look(
        world,
        OFFICERS,
        ("000 1", "甲", "甲派出所", "民警"),
        ("000002", "乙", "乙派出所", "民警"),
        ("000003", "丙", "甲派出所", "负责人"),
        (chief.username, chief.name, "甲一警务站", "民警"),
        (colleague.username, "别人", "甲派出所", "民警"),
        ("000006", "己", "甲派出所", "民警", "2026年9月"),
        ("000007", "庚", "甲派出所", "民警", "2026-09-02", "2026-09-01"),
        ("000008", "辛", "甲派出所", "民警"),
        ("000008", "辛", "甲派出所", "民警"),
        ("13800138000", "壬", "甲派出所", "民警"),
        by="chief",
    )
    assert wrong(plan) == [
        (2, "username", "number_unprintable"),
        (3, "unit", "unit_out_of_scope"),
        (4, "role", "role_not_yours"),
        (5, "username", "oneself"),
        (6, "username", "number_taken"),
        (7, "starts_on", "day_wanted"),
        (8, "ends_on", "ends_before_it_starts"),
        (10, "username", "same_row"),
        (11, "username", "person"),
    ]


def test_a_number_in_a_column_of_numbers_keeps_what_is_shown(world: World) -> None:
    number = int(world.officers["colleague"].username)
    plan = look(world, OFFICERS, (number, world.officers["colleague"].name, "甲派出所", "民警"), by="chief")
    assert steps(plan) == ["keep"]


def test_a_unit_that_is_to_move_takes_officers_to_the_day_and_keeps_them(world: World) -> None:
    by = scope_of(world.officers["administrator"], today=world.today)
    first = world.today + timedelta(days=3)
    station = move_unit(by=by, unit=world.units["station_a"], below=world.units["other_bureau"], first=first)
    for who, number in (("chief", "000123"), ("administrator", "000124")):
        enter(world, OFFICERS, (number, "新人", "甲派出所", "民警"), by=who)
        assert Membership.objects.get(officer__username=number).unit == world.units["station_a"]
    held = Officer.objects.get(username="000123")
    assert station.pk in scope_of(held, today=first).writes


def test_a_unit_takes_no_officers_for_days_before_it_came(world: World) -> None:
    by = scope_of(world.officers["administrator"], today=world.today)
    before = world.now - timedelta(days=9)
    move_unit(by=by, unit=world.units["station_a"], below=world.units["other_bureau"], first=world.today, now=before)
    row = ("000123", "新人", "甲派出所", "民警", (world.today - timedelta(days=1)).isoformat())
    plan = look(world, OFFICERS, row, by="other_administrator")
    assert wrong(plan) == [(2, "starts_on", "unit_not_there_yet")]
    assert steps(look(world, OFFICERS, row, by="administrator")) == ["add"]


@pytest.mark.parametrize("role", ["负责人", "管理员", "审计"])
def test_no_list_gives_more_than_its_sender_may(world: World, role: str) -> None:
    before = Officer.objects.count()
    assert look(world, OFFICERS, ("000001", "甲", "甲派出所", role), by="chief").wrong
    assert Officer.objects.count() == before


@pytest.mark.parametrize("written", [123, "123", "00123"])
def test_a_number_that_lost_its_zeros_makes_no_second_account(world: World, written: int | str) -> None:
    enter(world, OFFICERS, ("000123", "新人", "甲派出所", "民警"), by="chief")
    plan = look(world, OFFICERS, (written, "新人", "甲派出所", "民警"), by="chief")
    assert wrong(plan) == [(2, "username", "zeros_lost")]
    assert plan.wrong[0].problems[0]["known"] == "000123"


def lent(world: World, first: int, last: int | None) -> tuple[str, ...]:
    """A row of the outsider lent to station A, from and to so many days from today."""
    days = [(world.today + timedelta(days=each)).isoformat() if each is not None else "" for each in (first, last)]
    return (world.officers["outsider"].username, world.officers["outsider"].name, "甲派出所", "民警", *days)


@pytest.mark.parametrize("last", [60, None])
def test_a_secondment_is_prolonged_from_the_day_after_its_last_one_and_once(world: World, last: int | None) -> None:
    enter(world, OFFICERS, lent(world, -10, 30), by="chief")
    assert steps(look(world, OFFICERS, lent(world, 0, 30), by="chief")) == ["keep"]
    assert steps(look(world, OFFICERS, lent(world, -10, 20), by="chief")) == ["keep"]
    plan, _invited = enter(world, OFFICERS, lent(world, -10, last), by="chief")
    assert steps(plan) == ["change"]
    held = Membership.objects.filter(officer=world.officers["outsider"], unit=world.units["station_a"])
    assert [
        ((each.starts_on - world.today).days, each.ends_on and (each.ends_on - world.today).days)
        for each in held.order_by("starts_on")
    ] == [(-10, 30), (31, last)]
    assert steps(look(world, OFFICERS, lent(world, -10, last), by="chief")) == ["keep"]


def test_who_left_does_not_come_back_by_a_list_of_before(world: World) -> None:
    enter(world, OFFICERS, lent(world, -10, -1), by="chief")
    assert wrong(look(world, OFFICERS, lent(world, -10, None), by="chief")) == [(2, "starts_on", "membership_over")]
    assert steps(look(world, OFFICERS, lent(world, 0, None), by="chief")) == ["change"]
