"""A challenge is answered once, in time, by whoever did the work."""

import base64
import json
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from outreach.limits.challenge import LIFETIME, MAX_ANSWER_LENGTH, new_challenge, solved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("either_store")]


def solve(given_challenge: dict[str, Any]) -> str:
    """What a browser sends back."""
    puzzle = altcha.Challenge.from_dict(json.loads(json.dumps(given_challenge)))
    solution = altcha.solve_challenge(puzzle)
    assert solution is not None
    return altcha.Payload(puzzle, solution).to_base64()


def changed(answer: str, **parameters: Any) -> str:
    payload = json.loads(base64.b64decode(answer))
    payload["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_the_work_is_accepted() -> None:
    assert solved(solve(new_challenge()))


def test_an_answer_is_good_once() -> None:
    answer = solve(new_challenge())
    assert solved(answer)
    assert not solved(answer)


def test_the_same_answer_written_otherwise_is_not_good_again() -> None:
    answer = solve(new_challenge())
    assert solved(answer)
    respaced = base64.b64encode(json.dumps(json.loads(base64.b64decode(answer)), indent=1).encode()).decode()
    assert not solved(respaced)


def test_a_guess_is_refused_and_spends_nothing() -> None:
    puzzle = new_challenge()
    guess = {"challenge": puzzle, "solution": {"counter": 1, "derivedKey": "00" * 32}}
    assert not solved(base64.b64encode(json.dumps(guess).encode()).decode())
    assert solved(solve(puzzle))


def test_an_easier_challenge_of_ones_own_is_refused() -> None:
    own = altcha.create_challenge("SHA-256", 1, hmac_secret="mine")
    assert not solved(solve(own.to_dict()))


def test_a_challenge_made_easier_afterwards_is_refused() -> None:
    assert not solved(changed(solve(new_challenge()), keyPrefix="", cost=1))


def test_an_expired_answer_is_refused() -> None:
    assert not solved(solve(new_challenge(now=timezone.now() - LIFETIME - timedelta(seconds=5))))


def test_an_expiry_put_off_is_refused() -> None:
    assert not solved(changed(solve(new_challenge()), expiresAt=4_000_000_000))


def test_an_overlong_answer_is_not_even_read() -> None:
    assert not solved("A" * (MAX_ANSWER_LENGTH + 1))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
parameters = st.fixed_dictionaries(
    dict.fromkeys(("algorithm", "nonce", "salt", "cost"), json_values),
    optional=dict.fromkeys(("keyLength", "keyPrefix", "expiresAt", "data", "keySignature"), json_values),
)
payloads = json_values | st.fixed_dictionaries(
    {
        "challenge": json_values | st.fixed_dictionaries({"parameters": parameters, "signature": json_values}),
        "solution": json_values | st.fixed_dictionaries({"counter": json_values, "derivedKey": json_values}),
    }
)


@given(payloads.map(lambda payload: base64.b64encode(json.dumps(payload).encode()).decode()))
def test_no_forged_payload_is_accepted_or_breaks_anything(answer: str) -> None:
    assert not solved(answer)


@given(st.text(max_size=80))
def test_no_other_text_is_accepted_or_breaks_anything(answer: str) -> None:
    assert not solved(answer)
