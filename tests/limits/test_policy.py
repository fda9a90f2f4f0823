"""Who is limited together with whom, and what those hear who ask for more."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from outreach.errors import Refusal
from outreach.limits import policy
from outreach.limits.models import Bucket
from outreach.limits.policy import (
    admit_act,
    admit_login,
    admit_number_try,
    login_address,
    network_of,
    number_was_right,
)
from tests.limits.test_challenge import solve

HALL = "203.0.113.7"
SLOW = 1e-6

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_limits(settings: Settings) -> None:
    sizes = {"act": 3, "challenged": 2, "device": 2, "number": 2, "login": 2}
    settings.LIMITS = {name: (burst, SLOW) for name, burst in sizes.items()}


def act(network: str = HALL, device: str = "", code: str = "ABCDEFGHJKMNPQRS", answer: str = "") -> None:
    admit_act(code=code, network=network, device=device, answer=answer)


def refusal_of_act(**whom: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        act(**whom)
    return refused.value


def fill_the_hall() -> None:
    for phone in range(3):
        act(device=f"phone {phone}")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", policy.UNKNOWN_NETWORK),
        ("not an address", policy.UNKNOWN_NETWORK),
    ],
)
def test_a_network_is_one_ipv4_address_or_a_subscribers_ipv6_prefix(address: str, network: str) -> None:
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_a_forwarded_address_of_no_trusted_proxy_is_not_looked_at() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=HALL, headers={"X-Forwarded-For": "198.51.100.1"})
    assert network_of(request) == HALL


@pytest.mark.parametrize(
    ("address", "counted_under"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("", None)],
)
def test_failed_logins_of_a_whole_network_are_counted_together(address: str, counted_under: str | None) -> None:
    assert login_address(RequestFactory().get("/", REMOTE_ADDR=address)) == counted_under


def test_a_crowded_hall_is_challenged_and_the_work_lets_its_phones_through() -> None:
    fill_the_hall()
    refusal = refusal_of_act(device="phone 4")
    assert refusal.problem.code == "challenge_required"
    act(device="phone 4", answer=solve(refusal.extra["challenge"]))


def test_one_answer_lets_one_act_through() -> None:
    fill_the_hall()
    answer = solve(refusal_of_act().extra["challenge"])
    act(answer=answer)
    assert refusal_of_act(answer=answer).problem.code == "challenge_required"


def test_even_phones_that_do_the_work_are_limited() -> None:
    fill_the_hall()
    for _ in range(2):
        act(answer=solve(refusal_of_act().extra["challenge"]))
    answer = solve(refusal_of_act().extra["challenge"])
    assert refusal_of_act(answer=answer).problem.code == "too_many_requests"


def test_another_code_or_another_network_is_not_part_of_the_crowd() -> None:
    fill_the_hall()
    act(code="QRSTVWXYZ2345678")
    act(network="203.0.113.8")


def test_one_device_is_held_back_wherever_it_acts() -> None:
    act(device="phone", code="ABCDEFGHJKMNPQRS")
    act(device="phone", code="QRSTVWXYZ2345678")
    refusal = refusal_of_act(device="phone", network="203.0.113.8", code="23456789ABCDEFGH")
    assert refusal.problem.code == "too_many_requests"
    assert refusal.retry_after is not None
    assert refusal.retry_after >= 1


def test_a_device_held_back_takes_nothing_from_its_hall() -> None:
    act(device="phone")
    act(device="phone")
    refusal_of_act(device="phone")
    act(device="neighbour")


def test_wrong_numbers_run_out() -> None:
    admit_number_try(HALL)
    admit_number_try(HALL)
    with pytest.raises(Refusal, match="too_many_requests"):
        admit_number_try(HALL)


def test_right_numbers_are_free() -> None:
    for _ in range(10):
        admit_number_try(HALL)
        number_was_right(HALL)


def test_logins_from_one_network_are_slowed() -> None:
    admit_login(HALL)
    admit_login(HALL)
    with pytest.raises(Refusal, match="too_many_requests"):
        admit_login(HALL)
    admit_login("203.0.113.8")


@pytest.mark.usefixtures("without_redis")
def test_no_address_and_no_device_is_written_down() -> None:
    act(device="the device's own mark")
    keys = " ".join(Bucket.objects.values_list("key", flat=True))
    assert keys.count(":") == 2
    assert HALL not in keys
    assert "mark" not in keys
