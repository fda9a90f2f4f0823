"""A challenge that a phone answers by itself in about a second, without a third party and without anything to look at.

It is ALTCHA's proof of work, version 2 (the `altcha` package on both sides): find the counter whose PBKDF2 key
begins with the given prefix. It is signed, so nothing is kept of it until it is answered; it expires, and one
answer is good once.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

import altcha
from django.utils import timezone
from django.utils.crypto import salted_hmac

from outreach.limits.buckets import take

LIFETIME: Final = timedelta(minutes=10)
MAX_ANSWER_LENGTH: Final = 2_000

_ALGORITHM: Final = "PBKDF2/SHA-256"
# Up to 200 keys of 1,000 rounds: half a second on a phone of 2017, less than a millisecond here to set and to check.
_ROUNDS: Final = 1_000
_COUNTERS: Final = 200


def new_challenge(*, now: datetime | None = None) -> dict[str, Any]:
    """A challenge as the `altcha` library in the browser takes it: `parameters` and their `signature`.

    `now` is the aware moment it is set at, by default the present one; it is good for LIFETIME.
    """
    challenge = altcha.create_challenge(
        _ALGORITHM,
        _ROUNDS,
        counter=secrets.randbelow(_COUNTERS),
        expires_at=(now or timezone.now()) + LIFETIME,
        hmac_secret=_secret(),
    )
    return challenge.to_dict()


def solved(answer: str) -> bool:
    """Whether `answer` (the base64 payload of the `altcha` library) answers a challenge of ours, for the first time."""
    if len(answer) > MAX_ANSWER_LENGTH:
        return False
    payload = _read(answer)
    return payload is not None and altcha.verify_solution(payload, _secret()).verified and _is_first(payload)


def _read(answer: str) -> altcha.Payload | None:
    try:
        return altcha.Payload.from_base64(answer)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _is_first(payload: altcha.Payload) -> bool:
    # A bucket of one token that comes back only when the challenge has long expired.
    key = f"challenge:{payload.challenge.signature}"
    return take(key, burst=1, refill_per_second=0.5 / LIFETIME.total_seconds()).allowed


def _secret() -> str:
    return salted_hmac("outreach.limits.challenge", "", algorithm="sha256").hexdigest()
