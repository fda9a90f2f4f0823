"""Held codes: enough of them, the officer's own, always the same ones until a talk takes them, never anybody else's."""

import threading
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from outreach.audit.models import AuditEvent
from outreach.campaigns.models import Campaign
from outreach.capture.operations import Talk
from outreach.capture.record import record
from outreach.codes.models import Code, CodeKind
from outreach.codes.reserve import HELD, hold_codes, posts, revoke_held
from outreach.codes.services import give_number
from outreach.organisation.models import Membership, Role
from outreach.organisation.scope import memberships_of
from tests.world import ZONE, World

DAY = timedelta(days=1)


def hold(world: World, name: str = "officer", **fields: Any) -> list[Code]:
    officer = world.officers[name]
    usual = {
        "officer_id": officer.pk,
        "posts": fields.get("posts") or posts(memberships_of(officer.pk), world.today),
        "campaigns": [world.campaign],
        "now": world.now,
    }
    return hold_codes(**{**usual, **fields})


def second(world: World, name: str, unit: str, role: Role = Role.OFFICER) -> None:
    Membership.objects.create(
        officer=world.officers[name], unit=world.units[unit], role=role, starts_on=world.today - DAY
    )


def where(world: World, name: str) -> set[str]:
    held = {span.unit_id for span in posts(memberships_of(world.officers[name].pk), world.today)}
    return {unit for unit, row in world.units.items() if row.pk in held}


def test_an_officer_works_where_the_membership_is(world: World) -> None:
    assert where(world, "officer") == {"station_a"}


def test_of_two_memberships_in_one_line_the_lower_one_is_where_one_works(world: World) -> None:
    second(world, "sub_chief", "post_a")
    assert where(world, "sub_chief") == {"post_a"}


def test_who_is_seconded_elsewhere_works_in_both(world: World) -> None:
    second(world, "officer", "station_c")
    assert where(world, "officer") == {"station_a", "station_c"}


@pytest.mark.parametrize("name", ["auditor", "former"])
def test_who_writes_nowhere_works_nowhere(world: World, name: str) -> None:
    assert where(world, name) == set()
    assert hold(world, name) == []


def test_they_are_made_for_their_officer(world: World) -> None:
    codes = hold(world)
    assert len(codes) == HELD
    for code in codes:
        assert (code.kind, code.unit, code.campaign) == (CodeKind.ACTIVITY, world.units["station_a"], world.campaign)
        assert (code.held_by, code.batch, code.place) == (world.officers["officer"], None, None)
    assert AuditEvent.objects.filter(action="code_made", actor="system:codes").count() == HELD


@pytest.mark.parametrize("fields", [{"batch": True}, {}], ids=["of a batch", "single"])
def test_what_may_hang_on_a_wall_is_never_held(world: World, fields: dict[str, bool]) -> None:
    """Batches are printed and cut apart, single codes are posters: nobody told of a talk where they hang."""
    batch = world.pool[0].batch if fields else None
    printed = [world.code(CodeKind.ACTIVITY, batch=batch, serial=100 + at if batch else None) for at in range(5)]
    assert not {*printed, *world.pool} & set(hold(world))
    assert not Code.objects.filter(pk__in=[code.pk for code in printed]).exclude(held_by=None).exists()


def test_asked_again_it_gives_the_same(world: World) -> None:
    assert hold(world) == hold(world) == hold(world, now=world.now + timedelta(hours=1))


@pytest.mark.parametrize("count", [1, 40])
def test_asked_again_it_takes_one_statement(world: World, count: int) -> None:
    own_posts = posts(memberships_of(world.officers["officer"].pk), world.today)
    hold(world, posts=own_posts, count=count)
    with CaptureQueriesContext(connection) as queries:
        hold(world, posts=own_posts, count=count)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 1


def test_a_code_that_a_talk_took_is_made_up_for(world: World) -> None:
    taken, *left = hold(world)
    place = world.codes["place"].text
    talk = Talk(submission_id=uuid4(), code=place, activity_kind="school_talk", activity_code=taken.text)
    record([talk], principal=world.principal("officer"), now=world.now)
    again = hold(world)
    assert taken not in again and len(again) == HELD and set(left) < set(again)


def test_codes_held_stay_held_when_the_officer_moves_on(world: World) -> None:
    codes = hold(world)
    Membership.objects.filter(officer=world.officers["officer"]).update(unit=world.units["station_b"])
    moved = hold(world)
    assert {code.unit for code in moved} == {world.units["station_b"]}
    assert not set(codes) & set(hold(world, "colleague"))


def test_each_post_and_each_campaign_has_its_own(world: World) -> None:
    second(world, "officer", "station_c")
    other = Campaign.objects.create(slug="other", name="另一活动", unit=world.units["bureau"], starts_on=world.today)
    codes = hold(world, campaigns=[world.campaign, other])
    assert Counter((code.campaign, code.unit) for code in codes) == {
        (campaign, world.units[unit]): HELD
        for campaign in (world.campaign, other)
        for unit in ("station_a", "station_c")
    }


def test_a_campaign_of_other_units_gives_none(world: World) -> None:
    world.campaign.unit = world.units["other_bureau"]
    world.campaign.save()
    assert hold(world) == []


def test_each_has_six_digits_of_the_day(world: World) -> None:
    codes = hold(world)
    assert len({code.number for code in codes}) == HELD
    for code in codes:
        assert (len(code.number), code.number_day) == (6, world.today)


def test_the_digits_stay_all_day_and_are_new_the_next(world: World) -> None:
    first = [code.number for code in hold(world)]
    assert [code.number for code in hold(world)] == first
    assert give_number(text=hold(world)[0].text, now=world.now).number == first[0]
    tomorrow = hold(world, now=world.now + DAY)
    assert {code.number_day for code in tomorrow} == {(world.now + DAY).astimezone(ZONE).date()}


def test_digits_given_before_are_kept(world: World) -> None:
    held = hold(world, now=world.now - DAY)
    given = give_number(text=held[1].text, now=world.now).number
    assert hold(world)[1].number == given


def test_taking_them_back_leaves_none_to_show(world: World) -> None:
    codes = hold(world)
    by = world.officers["chief"].pk
    assert revoke_held(officer_id=world.officers["officer"].pk, by=by, now=world.now) == HELD
    assert not set(codes) & set(hold(world, now=world.now + timedelta(seconds=1)))
    event = AuditEvent.objects.get(action="held_codes_revoked")
    assert (event.actor, event.facts) == (f"officer:{by}", {"codes": HELD})


def test_only_those_of_some_units_are_taken_back_where_units_are_named(world: World) -> None:
    second(world, "officer", "station_c")
    hold(world)
    units = {world.units["station_c"].pk}
    officer = world.officers["officer"].pk
    assert revoke_held(officer_id=officer, by=officer, now=world.now, unit_ids=units) == HELD
    left = Code.objects.filter(held_by=officer, revoked_at=None)
    assert {code.unit for code in left} == {world.units["station_a"]}


def test_taking_them_back_leaves_the_code_of_a_talk_alone(world: World) -> None:
    taken, *_left = hold(world)
    place = world.codes["place"].text
    talk = Talk(submission_id=uuid4(), code=place, activity_kind="school_talk", activity_code=taken.text)
    record([talk], principal=world.principal("officer"), now=world.now)
    officer = world.officers["officer"].pk
    assert revoke_held(officer_id=officer, by=officer, now=world.now) == HELD - 1
    taken.refresh_from_db()
    assert taken.revoked_at is None


def test_with_nothing_held_there_is_nothing_to_take_back(world: World) -> None:
    officer = world.officers["officer"].pk
    assert revoke_held(officer_id=officer, by=officer, now=world.now) == 0
    assert not AuditEvent.objects.filter(action="held_codes_revoked").exists()


@pytest.mark.django_db(transaction=True)
def test_phones_that_ask_at_once_never_share_and_an_officers_own_always_do(transactional_db: None) -> None:
    world = World.build()
    names = ["officer", "officer", "officer", "colleague", "colleague", "chief"]
    gate, found = threading.Barrier(len(names)), [[]] * len(names)

    def ask(number: int) -> None:
        try:
            gate.wait(timeout=20)
            found[number] = [code.pk for code in hold(world, names[number])]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(names))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    by_officer = {name: {tuple(found[at]) for at, each in enumerate(names) if each == name} for name in set(names)}
    assert all(len(lists) == 1 for lists in by_officer.values())
    assert len({code for lists in by_officer.values() for codes in lists for code in codes}) == 3 * HELD
    assert Code.objects.filter(held_by__isnull=False).count() == 3 * HELD
