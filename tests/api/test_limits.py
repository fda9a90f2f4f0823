"""How much is let through, and what those hear who ask for more."""

import base64
import json
from typing import Any

import altcha
import pytest
from django.conf import LazySettings

from outreach.ledger.models import Act
from tests.api import acts
from tests.api.conftest import Caller, problem
from tests.world import World


def limit(settings: LazySettings, **limits: tuple[float, float]) -> None:
    settings.LIMITS = {**settings.LIMITS, **limits}


def solve(challenge: dict[str, Any]) -> str:
    """The answer a browser would send."""
    asked = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(asked)
    assert solution is not None
    payload = altcha.Payload(challenge=asked, solution=solution)
    return base64.b64encode(json.dumps(payload.to_dict()).encode()).decode()


def test_more_than_a_hall_is_challenged_and_the_answer_lets_through(
    world: World, settings: LazySettings, resident: Caller
) -> None:
    limit(settings, act=(2, 0.001))
    for _ in range(2):
        assert Caller().post("installs/", acts.install(world)).status_code == 201
    sent = acts.install(world)
    body = problem(resident.post("installs/", sent), 403, "challenge_required")
    answered = sent | {"challenge": solve(body["challenge"])}
    assert resident.post("installs/", answered).status_code == 201
    assert Act.objects.count() == 3


def test_an_answer_is_good_once(world: World, settings: LazySettings, resident: Caller) -> None:
    limit(settings, act=(1, 0.001))
    resident.post("installs/", acts.install(world))
    body = problem(resident.post("installs/", acts.install(world)), 403, "challenge_required")
    solved = solve(body["challenge"])
    resident.post("installs/", acts.install(world, challenge=solved))
    problem(resident.post("installs/", acts.install(world, challenge=solved)), 403, "challenge_required")


@pytest.mark.parametrize("answer", ["nonsense", "e30=", "\ud7ff", base64.b64encode(b"[]").decode()])
def test_a_wrong_answer_lets_nothing_through(
    world: World, settings: LazySettings, resident: Caller, answer: str
) -> None:
    limit(settings, act=(1, 0.001))
    resident.post("installs/", acts.install(world))
    problem(resident.post("installs/", acts.install(world, challenge=answer)), 403, "challenge_required")


def test_even_the_challenged_are_limited(world: World, settings: LazySettings, resident: Caller) -> None:
    limit(settings, act=(1, 0.001), challenged=(1, 0.001))
    resident.post("installs/", acts.install(world))
    for expected in (201, 429):
        body = problem(resident.post("installs/", acts.install(world)), 403, "challenge_required")
        response = resident.post("installs/", acts.install(world, challenge=solve(body["challenge"])))
        assert response.status_code == expected
    assert int(response.headers["Retry-After"]) > 0


def test_another_code_is_another_hall(world: World, settings: LazySettings, resident: Caller) -> None:
    limit(settings, act=(1, 0.001))
    resident.post("installs/", acts.install(world))
    assert resident.post("installs/", acts.install(world, code=world.leaflets[0].text)).status_code == 201


def test_one_device_is_slowed(world: World, settings: LazySettings, resident: Caller) -> None:
    limit(settings, device=(1, 0.001))
    resident.get(f"codes/{world.codes['activity'].text}/")
    assert resident.post("installs/", acts.install(world)).status_code == 201
    response = resident.post("installs/", acts.install(world))
    problem(response, 429, "too_many_requests")
    assert int(response.headers["Retry-After"]) > 0
    assert Caller().post("installs/", acts.install(world)).status_code == 201


def test_a_refusal_is_not_counted_against_a_device(world: World, settings: LazySettings, resident: Caller) -> None:
    limit(settings, device=(1, 0.001))
    resident.post("installs/", acts.install(world))
    assert resident.post("refusals/", acts.refusal(world)).status_code == 201


def test_tries_at_unknown_codes_are_metered(world: World, settings: LazySettings, resident: Caller) -> None:
    limit(settings, unknown_code=(2, 0.001))
    guess = acts.install(world, code="ABCDEFGHJKMNPQRS")
    assert resident.post("installs/", guess).status_code == 404
    assert resident.get("codes/ABCDEFGHJKMNPQRS/").status_code == 404
    problem(resident.post("installs/", guess), 429, "too_many_requests")
    assert resident.post("installs/", acts.install(world)).status_code == 201


def test_an_officer_has_a_limit_of_calls(world: World, settings: LazySettings, officer: Caller) -> None:
    limit(settings, officer=(1, 0.001))
    assert officer.post("sync/", {"operations": []}).status_code == 200
    problem(officer.post("installs/", acts.install(world)), 429, "too_many_requests")


def test_officers_do_not_take_from_the_hall(world: World, settings: LazySettings, officer: Caller) -> None:
    limit(settings, act=(1, 0.001))
    for _ in range(3):
        assert officer.post("installs/", acts.install(world)).status_code == 201
