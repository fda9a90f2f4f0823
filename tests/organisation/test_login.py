"""Officers log in by badge and password; whoever guesses is held back without locking the officer out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from outreach.audit.models import AuditEvent
from outreach.errors import Refusal
from outreach.organisation.login import check_password, log_in, log_out
from outreach.organisation.models import Device, Officer
from tests.organisation.conftest import Browser
from tests.world import PASSWORD, World


def username(world: World, name: str = "officer") -> str:
    return world.officers[name].username


def enter(browser: Browser, badge: str, password: str = PASSWORD) -> Officer:
    return browser.visit(lambda request: log_in(request, badge, password))


def who_is_there(browser: Browser) -> Officer | None:
    def view(request: HttpRequest) -> Officer | None:
        return request.user if isinstance(request.user, Officer) else None

    return browser.visit(view)


def refusal(browser: Browser, badge: str, password: str = "wrong") -> Refusal:
    with pytest.raises(Refusal) as refused:
        enter(browser, badge, password)
    return refused.value


def fail_to_the_limit(browser: Browser, badge: str) -> Refusal:
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert refusal(browser, badge).problem.code == "permission_denied"
    return refusal(browser, badge)


def test_the_right_password_logs_in_and_stays(world: World, browser: Browser) -> None:
    officer = enter(browser, username(world))
    assert officer == world.officers["officer"]
    assert who_is_there(browser) == officer


def test_logging_in_is_written_to_the_audit_log_without_personal_values(world: World, browser: Browser) -> None:
    officer = enter(browser, username(world))
    event = AuditEvent.objects.get(action="logged_in")
    device = Device.objects.get(officer=officer)
    assert (event.actor, event.subject, event.facts) == (f"officer:{officer.pk}", f"device:{device.pk}", {})


def test_the_session_gets_a_new_key_so_that_nobody_else_knows_it(world: World, browser: Browser) -> None:
    browser.visit(lambda request: request.session.update({"before": True}))
    known_before = browser.session_key
    enter(browser, username(world))
    assert browser.session_key != known_before


@pytest.mark.parametrize(
    ("badge", "password"),
    [
        ("900000", "wrong"),
        ("900000", ""),
        ("no such badge", PASSWORD),
        ("", PASSWORD),
        ("9" * 100_000, PASSWORD),
        ("9\x0000000", PASSWORD),
        ("9\ud800", PASSWORD),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(world: World, browser: Browser, badge: str, password: str) -> None:
    refused = refusal(browser, badge, password)
    assert refused.problem.code == "permission_denied"
    assert refused.detail == refusal(browser, username(world), "wrong").detail
    assert who_is_there(browser) is None


def test_who_is_not_active_any_more_cannot_log_in(world: World, browser: Browser) -> None:
    assert refusal(browser, username(world, "retired"), PASSWORD).problem.code == "permission_denied"


def test_a_password_alone_logs_nobody_in(world: World, browser: Browser) -> None:
    officer = browser.visit(lambda request: check_password(request, username(world), PASSWORD))
    assert officer == world.officers["officer"]
    assert who_is_there(browser) is None
    assert not Device.objects.exists()


def test_many_failures_close_the_badge_to_that_network(world: World, browser: Browser) -> None:
    last = fail_to_the_limit(browser, username(world))
    assert last.problem.code == "too_many_requests"
    assert last.retry_after == 15 * 60
    assert refusal(browser, username(world), PASSWORD).problem.code == "too_many_requests"


def test_trying_on_does_not_keep_the_badge_locked_for_longer(world: World, browser: Browser) -> None:
    fail_to_the_limit(browser, username(world))
    AccessAttempt.objects.update(attempt_time=timezone.now() - get_cool_off() + timedelta(minutes=1))
    refusal(browser, username(world))
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=2))
    assert enter(browser, username(world)) == world.officers["officer"]


def test_the_officer_elsewhere_and_colleagues_beside_are_not_locked_out(world: World, browser: Browser) -> None:
    fail_to_the_limit(browser, username(world))
    assert enter(Browser(address="203.0.113.8"), username(world)) == world.officers["officer"]
    assert enter(Browser(), username(world, "colleague")) == world.officers["colleague"]


def test_another_address_of_the_same_ipv6_subscriber_is_no_way_around(world: World) -> None:
    fail_to_the_limit(Browser(address="2001:db8:1:2::1"), username(world))
    neighbour = Browser(address="2001:db8:1:2::ffff")
    assert refusal(neighbour, username(world), PASSWORD).problem.code == "too_many_requests"


def test_the_right_password_forgives_earlier_failures(world: World, browser: Browser) -> None:
    for _ in range(3):
        for _failure in range(settings.AXES_FAILURE_LIMIT - 1):
            refusal(browser, username(world))
        enter(browser, username(world))


def test_the_answer_stays_ours_where_axes_would_put_its_own(world: World, browser: Browser) -> None:
    fail_to_the_limit(browser, username(world))

    def view(request: HttpRequest) -> bool:
        with pytest.raises(Refusal):
            check_password(request, username(world), PASSWORD)
        return bool(request.axes_locked_out)

    assert browser.visit(view) is False


@pytest.mark.django_db(transaction=True)
def test_failures_sent_in_parallel_are_all_counted(world: World) -> None:
    def fail(_attempt: int) -> str:
        try:
            return refusal(Browser(), username(world)).problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(fail, range(settings.AXES_FAILURE_LIMIT)))
    assert refusal(Browser(), username(world), PASSWORD).problem.code == "too_many_requests"


def test_logging_out_ends_the_session_and_takes_the_device_off_the_list(world: World, browser: Browser) -> None:
    officer = enter(browser, username(world))
    browser.visit(log_out)
    assert who_is_there(browser) is None
    assert not Device.objects.filter(officer=officer, revoked_at=None).exists()


def test_logging_out_leaves_other_devices_alone(world: World, browser: Browser) -> None:
    other = Browser()
    enter(browser, username(world))
    officer = enter(other, username(world))
    browser.visit(log_out)
    assert who_is_there(other) == officer


def test_logging_out_twice_is_no_mistake(world: World, browser: Browser) -> None:
    enter(browser, username(world))
    browser.visit(log_out)
    browser.visit(log_out)


@pytest.mark.parametrize("number", ["012345", "GH-2021-007", "网格0017"])
def test_a_badge_or_a_staff_number_of_any_shape_logs_in(world: World, browser: Browser, number: str) -> None:
    Officer.objects.filter(pk=world.officers["officer"].pk).update(username=number)
    assert enter(browser, number) == world.officers["officer"]


def test_a_login_lasts_for_a_shift(world: World, browser: Browser) -> None:
    enter(browser, username(world))
    session = Session.objects.get(session_key=browser.session_key)
    left = session.expire_date - timezone.now()
    assert timedelta(hours=11, minutes=55) < left <= timedelta(hours=12)
