"""Tokens and devices: each is listed, good for its time, and can be taken back by its officer alone."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from outreach.audit.models import AuditEvent
from outreach.errors import Refusal
from outreach.organisation.access import (
    SEEN_TO_WITHIN,
    device_of_session,
    devices_of,
    devices_under,
    issue_token,
    note_list_taken,
    officer_of_token,
    register_device,
    revoke_device,
    revoke_device_under,
    revoke_token,
    tokens_of,
    touch_device,
)
from outreach.organisation.login import log_in
from outreach.organisation.models import AccessToken, Device, Membership, Officer, Role
from outreach.organisation.scope import scope_of
from tests.organisation.conftest import Browser
from tests.world import PASSWORD, World

DAY = timedelta(days=1)


@pytest.fixture
def officer(world: World) -> Officer:
    return world.officers["officer"]


def is_logged_in(browser: Browser) -> bool:
    def view(request: HttpRequest) -> bool:
        return request.user.is_authenticated

    return browser.visit(view)


def test_a_token_tells_its_officer(world: World, officer: Officer) -> None:
    text, token = issue_token(officer, now=world.now)
    assert officer_of_token(text, world.now) == (officer, token)


def test_a_tokens_text_is_kept_nowhere(officer: Officer) -> None:
    text, token = issue_token(officer)
    assert len(text) == 43
    assert bytes(AccessToken.objects.get(pk=token.pk).digest) != text.encode()
    assert text not in str(AuditEvent.objects.values())


def test_no_two_tokens_are_alike(officer: Officer) -> None:
    assert len({issue_token(officer)[0] for _ in range(20)}) == 20


def test_a_token_expires(world: World, officer: Officer, settings: Settings) -> None:
    settings.ACCESS_TOKEN_DAYS = 2
    text, token = issue_token(officer, now=world.now)
    assert token.expires_at == world.now + 2 * DAY
    assert officer_of_token(text, world.now + 2 * DAY - timedelta(seconds=1))
    assert officer_of_token(text, world.now + 2 * DAY) is None


def test_a_token_taken_back_is_good_for_nothing(world: World, officer: Officer) -> None:
    text, token = issue_token(officer)
    assert list(tokens_of(officer)) == [token]
    revoke_token(officer=officer, token_id=token.pk)
    assert officer_of_token(text, world.now) is None
    assert not tokens_of(officer)


def test_taking_a_token_back_again_changes_nothing(world: World, officer: Officer) -> None:
    _text, token = issue_token(officer)
    revoke_token(officer=officer, token_id=token.pk, now=world.now)
    again = revoke_token(officer=officer, token_id=token.pk, now=world.now + DAY)
    assert again.revoked_at == world.now
    assert AuditEvent.objects.filter(action="token_revoked").count() == 1


def test_nobody_takes_back_anothers_token(world: World, officer: Officer) -> None:
    text, token = issue_token(officer)
    with pytest.raises(Refusal, match="not_found"):
        revoke_token(officer=world.officers["colleague"], token_id=token.pk)
    assert officer_of_token(text, world.now)


def test_a_token_ends_with_its_officers_service(world: World, officer: Officer) -> None:
    text, _token = issue_token(officer)
    Officer.objects.filter(pk=officer.pk).update(is_active=False)
    assert officer_of_token(text, world.now) is None


@pytest.mark.parametrize("text", ["", "x", "a" * 10_000, "\x00", "证"])
def test_what_is_no_token_tells_nobody(world: World, text: str) -> None:
    assert officer_of_token(text, world.now) is None


def test_a_token_costs_one_statement(world: World, officer: Officer) -> None:
    text, _token = issue_token(officer)
    with CaptureQueriesContext(connection) as queries:
        officer_of_token(text, world.now)
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        ("Mozilla/5.0 (Linux; Android 12; HarmonyOS) Chrome/99.0 HuaweiBrowser/12.1", "HarmonyOS · Huawei Browser"),
        ("Mozilla/5.0 (Linux; Android 10) Chrome/86.0 Mobile MicroMessenger/8.0.20", "Android · WeChat"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) Version/16.0 Safari/604.1", "iPhone · Safari"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0", "Windows · Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Linux · Firefox"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_listed_by_system_and_browser(officer: Officer, user_agent: str, label: str) -> None:
    assert register_device(officer, "a session key", user_agent).label == label


def test_a_session_is_one_device_however_often_it_is_registered(officer: Officer) -> None:
    register_device(officer, "a session key", "")
    register_device(officer, "a session key", "")
    assert devices_of(officer).count() == 1
    assert device_of_session("a session key") == devices_of(officer).get()


def test_a_session_key_is_kept_nowhere_but_with_its_session(officer: Officer) -> None:
    register_device(officer, "a session key", "")
    assert b"a session key" not in bytes(Device.objects.get().session_digest)


def test_being_seen_is_written_down_only_now_and_then(world: World, officer: Officer) -> None:
    device = register_device(officer, "a session key", "", now=world.now)
    touch_device("a session key", now=world.now + SEEN_TO_WITHIN)
    device.refresh_from_db()
    assert device.last_seen_at == world.now
    later = world.now + SEEN_TO_WITHIN + timedelta(seconds=1)
    touch_device("a session key", now=later)
    device.refresh_from_db()
    assert device.last_seen_at == later


def test_a_device_whose_session_has_run_out_is_not_listed(world: World, officer: Officer) -> None:
    register_device(officer, "a session key", "", now=world.now)
    assert devices_of(officer, now=world.now + timedelta(hours=12)).exists()
    assert not devices_of(officer, now=world.now + timedelta(hours=13)).exists()


def test_a_device_taken_back_is_logged_out_at_its_next_request(officer: Officer) -> None:
    phone, desk = Browser(), Browser()
    for browser in (phone, desk):
        browser.visit(lambda request: log_in(request, officer.username, PASSWORD))
    lost = device_of_session(phone.session_key)
    assert lost is not None
    revoke_device(officer=officer, device_id=lost.pk)
    assert not is_logged_in(phone)
    assert is_logged_in(desk)
    assert [device.pk for device in devices_of(officer)] == [device_of_session(desk.session_key).pk]


def test_nobody_takes_back_anothers_device(world: World, officer: Officer, browser: Browser) -> None:
    browser.visit(lambda request: log_in(request, officer.username, PASSWORD))
    device = devices_of(officer).get()
    with pytest.raises(Refusal, match="not_found"):
        revoke_device(officer=world.officers["colleague"], device_id=device.pk)
    assert is_logged_in(browser)
    assert Session.objects.count() == 1


def test_taking_a_device_back_again_changes_nothing(world: World, officer: Officer) -> None:
    device = register_device(officer, "a session key", "")
    revoke_device(officer=officer, device_id=device.pk, now=world.now)
    assert revoke_device(officer=officer, device_id=device.pk, now=world.now + DAY).revoked_at == world.now
    assert AuditEvent.objects.filter(action="device_revoked").count() == 1


def seen_by(world: World, name: str) -> set[str]:
    """Whose devices `name` sees, everyone having one."""
    for officer in world.officers.values():
        register_device(officer, f"session of {officer.pk}", "", now=world.now)
    owners = {officer.pk: owner for owner, officer in world.officers.items()}
    found = devices_under(scope_of(world.officers[name], today=world.today), now=world.now)
    return {owners[device.officer_id] for device in found}


@pytest.mark.parametrize(
    ("name", "owners"),
    [
        ("officer", {"officer"}),
        ("auditor", {"auditor"}),
        ("former", {"former"}),
        ("chief", {"officer", "colleague", "poster", "chief", "retired"}),
        ("chief_b", {"outsider", "chief_b"}),
        ("other_administrator", {"other_administrator"}),
    ],
)
def test_who_manages_units_sees_the_devices_of_their_officers_and_everyone_the_own(
    world: World, name: str, owners: set[str]
) -> None:
    assert seen_by(world, name) == owners


def test_an_officer_lent_to_a_unit_is_seen_there_for_as_long(world: World) -> None:
    lent = Membership.objects.create(
        officer=world.officers["outsider"], unit=world.units["post_a"], role=Role.OFFICER, starts_on=world.today
    )
    assert "outsider" in seen_by(world, "chief")
    lent.starts_on, lent.ends_on = world.today - 2 * DAY, world.today - DAY
    lent.save()
    assert "outsider" not in seen_by(world, "chief")


@pytest.mark.parametrize(("role", "unit"), [(Role.ADMINISTRATOR, "bureau"), (Role.CHIEF, "station_c")])
def test_who_manages_another_unit_as_well_is_not_seen(world: World, role: Role, unit: str) -> None:
    above = Membership.objects.create(
        officer=world.officers["colleague"], unit=world.units[unit], role=role, starts_on=world.today
    )
    assert "colleague" not in seen_by(world, "chief")
    above.starts_on, above.ends_on = world.today - 2 * DAY, world.today - DAY
    above.save()
    assert "colleague" in seen_by(world, "chief")


def test_when_a_device_took_a_list_is_kept_coarsely(world: World, officer: Officer) -> None:
    register_device(officer, "a session key", "", now=world.now)
    for minutes, kept in ((0, 0), (4, 0), (6, 6)):
        note_list_taken("a session key", now=world.now + timedelta(minutes=minutes))
        assert device_of_session("a session key").took_list_at == world.now + timedelta(minutes=kept)


def test_a_device_is_listed_once_however_many_memberships_its_officer_has(world: World) -> None:
    Membership.objects.create(
        officer=world.officers["officer"], unit=world.units["post_a"], role=Role.CHIEF, starts_on=world.today
    )
    register_device(world.officers["officer"], "a session", "", now=world.now)
    scope = scope_of(world.officers["chief"], today=world.today)
    assert devices_under(scope, now=world.now).count() == 1


def test_whom_a_device_was_taken_from_and_by_whom_is_on_record(world: World, officer: Officer) -> None:
    device = register_device(officer, "a session", "", now=world.now)
    chief = world.officers["chief"]
    revoke_device_under(scope=scope_of(chief, today=world.today), device_id=device.pk, now=world.now)
    event = AuditEvent.objects.get(action="device_revoked")
    assert (event.actor, event.facts) == (f"officer:{chief.pk}", {"of": officer.pk})
