"""Who tells of pressure is heard once a month of each unit, wherever it is told, and about the unit that is meant."""

from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django import Settings

from outreach.campaigns.models import TextKind
from outreach.capture.operations import Install, Pledge, Talk
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.codes.models import CodeKind
from outreach.privacy.models import PressureReport
from outreach.privacy.services import tell_pressure
from tests.pages.conftest import phone
from tests.pages.steps import url
from tests.world import World


def told() -> list[str]:
    """The units that were told of."""
    return list(PressureReport.objects.order_by("pk").values_list("about__name", flat=True))


def receipts_of(world: World) -> list[str]:
    """The pages of a pledge and of an install that was not linked to it."""
    code, version = world.codes["activity"].text, world.texts[TextKind.RESIDENT].version
    done = (
        Pledge(submission_id=uuid4(), code=code, text_version=version, assent=True, name="示例居民"),
        Install(submission_id=uuid4(), code=code, basis="installed_self"),
    )
    results = record(done, principal=Principal.resident(), now=world.now)
    return [f"/R/{result.receipt}" for result in results]


def test_a_leaflet_taken_home_tells_of_the_unit_that_held_the_talk(world: World, resident: Client) -> None:
    talk = Talk(
        submission_id=uuid4(),
        code=world.codes["place_b"].text,
        activity_kind="school_talk",
        attendance=20,
        bundles=(world.leaflets[0].text,),
    )
    assert record([talk], principal=world.principal("sub_chief"), now=world.now)[0].status == 201
    resident.post(url(world.leaflets[1], "pressure"))
    assert told() == ["乙派出所"]


def test_one_phone_with_two_receipts_is_one_teller(world: World, resident: Client) -> None:
    resident.get(url(world.codes["activity"], "pressure"))
    for receipt in receipts_of(world):
        assert resident.post(f"{receipt}/pressure").status_code == 302
        resident.post(f"/api/v1/receipts/{receipt.removeprefix('/R/')}/pressure/")
    resident.post(url(world.codes["activity"], "pressure"))
    assert told() == ["甲派出所"]


def test_a_phone_without_a_cookie_is_heard_once_by_each_receipt(world: World) -> None:
    for receipt in receipts_of(world) * 2:
        assert phone().post(f"{receipt}/pressure").status_code == 302
    assert told() == ["甲派出所", "甲派出所"]


def test_one_phone_is_heard_of_each_unit(world: World, resident: Client) -> None:
    elsewhere = world.code(CodeKind.ACTIVITY, unit=world.units["station_b"])
    for code in (world.codes["activity"], elsewhere) * 2:
        resident.post(url(code, "pressure"))
    assert told() == ["甲派出所", "乙派出所"]


def test_it_is_heard_again_after_a_month() -> None:
    most, per_second = configured.LIMITS["pressure"]
    assert (most, round(1 / per_second / 86_400)) == (1, 30)


@pytest.mark.parametrize("address", ["/R/{}/pressure", "/api/v1/receipts/{}/pressure/"])
def test_receipts_of_one_network_are_limited_as_well(world: World, settings: Settings, address: str) -> None:
    settings.LIMITS = settings.LIMITS | {"pressure_network": (1, 1e-6)}
    first, second = (receipt.removeprefix("/R/") for receipt in receipts_of(world))
    assert phone().post(address.format(first)).status_code < 400
    answer = phone().post(address.format(second))
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert told() == ["甲派出所"]


def test_what_could_not_be_kept_may_be_told_again(world: World, settings: Settings) -> None:
    settings.LIMITS = settings.LIMITS | {"pressure_network": (1, 1e-6)}
    of = {"campaign": world.campaign, "about": world.units["station_a"], "teller": "t", "network": "192.0.2.1"}
    with pytest.raises(IntegrityError), transaction.atomic():
        run("ADD CONSTRAINT nothing_more CHECK (false)")
        tell_pressure(**of)
    tell_pressure(**of)
    assert told() == ["甲派出所"]


def run(change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE outreach_pressurereport {change}")
