"""A lost phone: signed out, and without a code that could be used."""

from datetime import timedelta
from uuid import uuid4

import pytest

from outreach.audit.models import AuditEvent
from outreach.capture.operations import Talk
from outreach.capture.record import record
from outreach.codes.models import Code
from outreach.codes.reserve import HELD, hold_codes, posts
from outreach.edge.phones import end_phone
from outreach.errors import Refusal
from outreach.organisation.access import devices_of, note_list_taken, register_device
from outreach.organisation.models import Device, Membership, Role
from outreach.organisation.scope import memberships_of, scope_of
from tests.world import World


def hold(world: World, name: str = "officer") -> list[Code]:
    own = posts(memberships_of(world.officers[name].pk), world.today)
    return hold_codes(officer_id=world.officers[name].pk, posts=own, campaigns=[world.campaign], now=world.now)


def phone(world: World, name: str = "officer") -> Device:
    """One that took a field list."""
    session = f"the session of {name}"
    register_device(world.officers[name], session, "", now=world.now)
    note_list_taken(session, now=world.now)
    return Device.objects.latest("pk")


def good(world: World, name: str = "officer") -> set[Code]:
    return set(Code.objects.filter(held_by=world.officers[name], revoked_at=None))


def end(world: World, device: Device, by: str) -> Device:
    return end_phone(scope=scope_of(world.officers[by]), device_id=device.pk, now=world.now + timedelta(seconds=1))


@pytest.mark.parametrize("by", ["officer", "chief", "sub_chief", "administrator"])
def test_its_officer_and_who_manages_the_unit_end_it(world: World, by: str) -> None:
    codes, device = hold(world), phone(world)
    end(world, device, by)
    assert not devices_of(world.officers["officer"], now=world.now).exists()
    assert len(codes) == HELD and not good(world)
    events = AuditEvent.objects.filter(action__in=("device_revoked", "held_codes_revoked"))
    assert {event.actor for event in events} == {f"officer:{world.officers[by].pk}"}
    assert events.count() == 2


@pytest.mark.parametrize("by", ["colleague", "outsider", "chief_b", "other_administrator", "auditor", "poster"])
def test_nobody_else_does(world: World, by: str) -> None:
    hold(world)
    device = phone(world)
    with pytest.raises(Refusal, match="not_found"):
        end(world, device, by)
    assert devices_of(world.officers["officer"], now=world.now).exists()
    assert len(good(world)) == HELD


def test_a_talk_under_way_keeps_its_code(world: World) -> None:
    taken, *left = hold(world)
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place"].text,
        activity_kind="school_talk",
        activity_code=taken.text,
    )
    record([talk], principal=world.principal("officer"), now=world.now)
    end(world, phone(world), "chief")
    revoked = Code.objects.filter(held_by=world.officers["officer"], revoked_at__isnull=False)
    assert set(revoked) == set(left)


def test_a_colleagues_codes_stay(world: World) -> None:
    hold(world)
    others = hold(world, "colleague")
    end(world, phone(world), "chief")
    assert good(world, "colleague") == set(others)


def test_ending_it_again_takes_nothing_from_the_phone_that_came_after_it(world: World) -> None:
    hold(world)
    device = phone(world)
    ended_at = end(world, device, "chief").revoked_at
    codes = hold(world)
    for by in ("chief", "officer"):
        assert end(world, device, by).revoked_at == ended_at
    assert good(world) == set(codes)
    assert AuditEvent.objects.filter(action="device_revoked").count() == 1


def test_a_browser_that_took_no_list_holds_no_codes_and_takes_none_along(world: World) -> None:
    codes = hold(world)
    desk = register_device(world.officers["officer"], "the session at the desk", "", now=world.now)
    end(world, desk, "officer")
    assert good(world) == set(codes)


def test_of_an_officer_who_was_lent_a_chief_takes_back_what_is_for_the_chiefs_units(world: World) -> None:
    Membership.objects.create(
        officer=world.officers["officer"], unit=world.units["station_b"], role=Role.OFFICER, starts_on=world.today
    )
    hold(world)
    end(world, phone(world), "chief_b")
    assert {code.unit for code in good(world)} == {world.units["station_a"]}


def test_of_the_own_phone_all_are_taken_back_wherever_they_are_for(world: World) -> None:
    Membership.objects.create(
        officer=world.officers["chief"], unit=world.units["station_c"], role=Role.OFFICER, starts_on=world.today
    )
    hold(world, "chief")
    end(world, phone(world, "chief"), "chief")
    assert not good(world, "chief")


@pytest.mark.parametrize("name", ["administrator", "sub_chief"])
def test_who_is_lent_to_a_station_from_above_stays_above_its_chief(world: World, name: str) -> None:
    Membership.objects.create(
        officer=world.officers[name], unit=world.units["station_a"], role=Role.OFFICER, starts_on=world.today
    )
    device = phone(world, name)
    with pytest.raises(Refusal, match="not_found"):
        end(world, device, "chief")
    assert end(world, device, name).revoked_at
