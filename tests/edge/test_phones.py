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
from outreach.organisation.access import devices_of, register_device
from outreach.organisation.models import Device
from outreach.organisation.scope import memberships_of, scope_of
from tests.world import World


def hold(world: World, name: str = "officer") -> list[Code]:
    own = posts(memberships_of(world.officers[name].pk), world.today)
    return hold_codes(officer_id=world.officers[name].pk, posts=own, campaigns=[world.campaign], now=world.now)


def phone(world: World, name: str = "officer") -> Device:
    return register_device(world.officers[name], f"the session of {name}", "", now=world.now)


def end(world: World, device: Device, by: str) -> Device:
    return end_phone(scope=scope_of(world.officers[by]), device_id=device.pk, now=world.now + timedelta(seconds=1))


@pytest.mark.parametrize("by", ["officer", "chief", "sub_chief", "administrator"])
def test_its_officer_and_who_manages_the_unit_end_it(world: World, by: str) -> None:
    codes, device = hold(world), phone(world)
    end(world, device, by)
    assert not devices_of(world.officers["officer"], now=world.now).exists()
    assert not Code.objects.filter(pk__in=[code.pk for code in codes], revoked_at=None).exists()
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
    assert Code.objects.filter(held_by=world.officers["officer"], revoked_at=None).count() == HELD


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
    assert Code.objects.filter(pk__in=[code.pk for code in others], revoked_at=None).count() == HELD


def test_ending_it_again_changes_nothing(world: World) -> None:
    hold(world)
    device = phone(world)
    assert end(world, device, "chief").revoked_at == end(world, device, "chief").revoked_at
    assert AuditEvent.objects.filter(action="device_revoked").count() == 1
