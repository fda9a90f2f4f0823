"""Installs shown at a session's end: numbers alone, by another than who held it."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from outreach.capture.models import Activity
from outreach.codes.models import CodeKind
from outreach.errors import Refusal
from outreach.reporting.checks.models import InstallCheck
from outreach.reporting.checks.selectors import Shown, checks_of, sessions_of
from outreach.reporting.checks.services import enter_install_check
from tests.reporting.papers import day, scope
from tests.reporting.suspects import hold_talk, noon, void
from tests.world import World


@pytest.fixture
def held(world: World) -> UUID:
    return hold_talk(world, world.code(CodeKind.ACTIVITY, place=world.places["school"]), 40, noon(world))


def enter(world: World, held: UUID, name: str = "chief", **fields: int) -> InstallCheck:
    numbers: dict[str, Any] = {"drawn": 10, "verified": 7, "not_shown": 2, "after": 0, **fields}
    session = Activity.objects.select_related("act").get(pk=held)
    return enter_install_check(by=scope(world, name), session=session, now=world.now, **numbers)


def shown(world: World) -> Shown | None:
    return checks_of(world.campaign, [world.units["station_a"]], day(world), day(world)).shown


def test_a_report_is_told_how_many_were_drawn_verified_and_not_shown(world: World, held: UUID) -> None:
    assert shown(world) is None
    enter(world, held)
    assert shown(world) == Shown(sessions=1, drawn=10, verified=7, not_shown=2)


def test_numbers_put_right_take_the_place_of_those_before(world: World, held: UUID) -> None:
    enter(world, held)
    enter(world, held, verified=8, after=1)
    assert shown(world) == Shown(sessions=1, drawn=10, verified=8, not_shown=2)
    assert InstallCheck.objects.count() == 2


def test_a_voided_session_is_told_no_more(world: World, held: UUID) -> None:
    enter(world, held)
    void(world, held, world.now)
    assert shown(world) is None
    assert not sessions_of(scope(world), since=noon(world)).exists()


@pytest.mark.parametrize("numbers", [{"verified": 9}, {"drawn": 41}, {"drawn": 8}], ids=str)
def test_numbers_that_do_not_add_up_are_refused(world: World, held: UUID, numbers: dict[str, int]) -> None:
    with pytest.raises(Refusal) as refused:
        enter(world, held, **numbers)
    assert list(refused.value.errors) == ["drawn"]


def test_whoever_held_the_session_does_not_enter_them(world: World) -> None:
    held = hold_talk(world, world.code(CodeKind.ACTIVITY, place=world.places["school"]), 40, noon(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        InstallCheck.objects.create(
            act_id=held,
            number=1,
            drawn=1,
            verified=1,
            not_shown=0,
            entered_by=world.officers["officer"],
            entered_at=world.now,
        )


@pytest.mark.parametrize("name", ["officer", "auditor", "colleague", "chief_b", "outsider", "other_administrator"])
def test_they_are_entered_by_who_manages_the_unit(world: World, held: UUID, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        enter(world, held, name)
    assert refused.value.problem.status == 403


def test_sent_twice_they_are_kept_once_and_another_number_meanwhile_is_refused(world: World, held: UUID) -> None:
    assert enter(world, held).pk == enter(world, held).pk
    with pytest.raises(Refusal) as refused:
        enter(world, held, "sub_chief", verified=6)
    assert refused.value.problem.code == "review_moved_on"


def test_the_database_keeps_them_and_adds_them_up(world: World, held: UUID) -> None:
    kept = enter(world, held)
    with pytest.raises(IntegrityError), transaction.atomic():
        InstallCheck.objects.filter(pk=kept.pk).update(verified=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        InstallCheck.objects.create(
            act_id=held,
            number=2,
            drawn=3,
            verified=2,
            not_shown=2,
            entered_by=world.officers["chief"],
            entered_at=world.now,
        )
