"""Which requests are let through to `record`, on the HTML edge and the API alike (design.md section 5, "Limits").

Call these outside of a transaction and before any work: a request that is turned away costs one round trip.
"""

from django.http import HttpRequest

from outreach.codes.alphabet import normalise
from outreach.limits.policy import admit_act, limit, network_of


def admit(request: HttpRequest, *, code: str, device: str = "", challenge: str = "") -> None:
    """Let a resident's act on `code` through.

    Args:
        device: the mark of the device cookie; empty where the act is not to be connected with one.
        challenge: the answer to the challenge of an earlier refusal, if there is one.

    Raises:
        Refusal: `too_many_requests`, or `challenge_required` with a `challenge` to solve.
    """
    admit_act(code=normalise(code), network=network_of(request), device=device, answer=challenge)


def admit_officer(officer_id: int) -> None:
    """Let a call of an officer through. Raises Refusal: `too_many_requests`."""
    limit("officer").require(str(officer_id))


def admit_receipt(receipt: str) -> None:
    """Let what changes or draws something under this receipt through: whoever holds one repeats it a few times.

    Raises Refusal: `too_many_requests`.
    """
    limit("receipt").require(normalise(receipt))


def meter_unknown_code(request: HttpRequest) -> None:
    """Count an attempt on a code that does not exist.

    Raises Refusal: `too_many_requests`, in place of the answer that there is none, once a network tried too
    many.
    """
    limit("unknown_code").require(network_of(request))
