"""Which requests are let through, whatever edge they came to."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from outreach.edge.admission import admit, admit_officer, meter_unknown_code
from outreach.errors import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_of_each(settings: LazySettings) -> None:
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (1, 0.001))


def refused(code: str) -> Any:
    return pytest.raises(Refusal, check=lambda refusal: refusal.problem.code == code)


def test_a_code_is_one_hall_however_it_is_written(rf: RequestFactory) -> None:
    admit(rf.post("/"), code="ABCD-EFGH-JKMN-PQRS")
    with refused("challenge_required"):
        admit(rf.post("/"), code="abcdefghjkmnpqrs")


def test_another_network_is_another_hall(rf: RequestFactory) -> None:
    admit(rf.post("/"), code="ABCDEFGHJKMNPQRS")
    admit(rf.post("/", REMOTE_ADDR="192.0.2.7"), code="ABCDEFGHJKMNPQRS")


def test_a_device_is_slowed_from_code_to_code(rf: RequestFactory) -> None:
    admit(rf.post("/"), code="ABCDEFGHJKMNPQRS", device="ab")
    with refused("too_many_requests"):
        admit(rf.post("/"), code="ABCDEFGHJKMNPQRT", device="ab")


def test_officers_are_counted_one_by_one(rf: RequestFactory) -> None:
    admit_officer(1)
    admit_officer(2)
    with refused("too_many_requests"):
        admit_officer(1)


def test_unknown_codes_are_counted_by_network(rf: RequestFactory) -> None:
    meter_unknown_code(rf.get("/"))
    meter_unknown_code(rf.get("/", REMOTE_ADDR="192.0.2.7"))
    with refused("too_many_requests"):
        meter_unknown_code(rf.get("/"))
