"""What a campaign's policy asks of a resident who signs alone: the mark and the age."""

from typing import Any

import pytest

from outreach.campaigns.models import Campaign
from outreach.capture.operations import Signature
from tests.capture.acts import RESIDENT, net, pledge, send
from tests.world import World

DRAWN = Signature(width=300, height=150, strokes=((10, 10, 5, -3, 4, 4),))
NAMED = "示例居民"


def policy(world: World, **fields: Any) -> None:
    Campaign.objects.filter(pk=world.campaign.pk).update(**fields)


@pytest.mark.parametrize(
    ("wanted", "given", "missing"),
    [
        ("finger", {"name": ""}, "signature"),
        ("typed_name", {"name": ""}, "name"),
        ("typed_name", {"signature": DRAWN}, "signature"),
        ("assent", {"name": NAMED}, "name"),
        ("assent", {"signature": DRAWN}, "signature"),
    ],
)
def test_another_mark_than_the_one_asked_for_is_refused(
    world: World, wanted: str, given: dict[str, Any], missing: str
) -> None:
    policy(world, mark=wanted)
    result = send(pledge(world, **given), RESIDENT, world)
    assert (result.status, list(result.errors)) == (400, [missing])
    assert net() == {}


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("finger", {"signature": DRAWN}),
        ("finger", {"name": NAMED}),
        ("typed_name", {"name": NAMED}),
        ("assent", {"name": ""}),
    ],
)
def test_the_one_mark_asked_for_counts(world: World, wanted: str, given: dict[str, Any]) -> None:
    policy(world, mark=wanted)
    assert send(pledge(world, **given), RESIDENT, world).status == 201


def test_what_an_officers_phone_recorded_under_an_earlier_policy_stands(world: World) -> None:
    policy(world, mark="assent")
    assert send(pledge(world, signature=DRAWN, name=""), world.principal("officer"), world).status == 201


@pytest.mark.parametrize(("minimum", "status"), [(14, 201), (18, 400)])
def test_one_who_is_too_young_to_sign_alone_here_is_refused(world: World, minimum: int, status: int) -> None:
    policy(world, minimum_age=minimum)
    assert send(pledge(world, age_band="14_17"), RESIDENT, world).status == status
    guarded = pledge(world, age_band="under_14_with_guardian", text_version=world.texts["minor"].version)
    assert send(guarded, RESIDENT, world).status == 201


@pytest.mark.parametrize(("minimum", "status"), [(14, 400), (16, 201)])
def test_a_guardian_signs_for_those_under_a_later_age(world: World, minimum: int, status: int) -> None:
    policy(world, minimum_age=minimum)
    assert send(pledge(world, text_version=world.texts["minor"].version), RESIDENT, world).status == status
