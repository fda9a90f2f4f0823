"""What a resident's browser does when the server sets a challenge.

It imports nothing of the application, so that it can work in a process of its own: the bench's other client must not
wait for it, as one phone does not wait for another.
"""

import os
from time import perf_counter
from typing import Any

import altcha


def yield_to_others() -> None:
    """Let the server go first: a phone would not use the server's processor."""
    os.nice(10)


def solve(given: dict[str, Any]) -> tuple[str, float]:
    """The answer to send with the act, and how many seconds it took to find."""
    began = perf_counter()
    challenge = altcha.Challenge.from_dict(given)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    answer: str = altcha.Payload(challenge, solution).to_base64()
    return answer, perf_counter() - began
