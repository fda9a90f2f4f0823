"""The limits by name: how much is let through for whom, and what those hear who ask for more (design.md section 5)."""

import ipaddress
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from outreach.errors import Refusal
from outreach.limits import buckets, challenge
from outreach.limits.buckets import Taking, Verdict

IPV6_PREFIX: Final = 64
UNKNOWN_NETWORK: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Limit:
    """A token bucket for each of those it is for."""

    name: str
    burst: float
    refill_per_second: float

    def take(self, *whom: str) -> Verdict:
        """Take one token of those `whom` names."""
        return buckets.take_each([self.taking(*whom)])[0]

    def taking(self, *whom: str) -> Taking:
        """One token of those `whom` names, to be taken together with others."""
        return Taking(key=self._key(whom), burst=self.burst, refill_per_second=self.refill_per_second)

    def require(self, *whom: str) -> None:
        """Take one token, or raise Refusal `too_many_requests`, which says when to come again."""
        verdict = self.take(*whom)
        if not verdict.allowed:
            raise Refusal("too_many_requests", retry_after=verdict.retry_after)

    def give_back(self, *whom: str) -> None:
        """Put one token back."""
        buckets.give_back(self._key(whom), burst=self.burst, refill_per_second=self.refill_per_second)

    def _key(self, whom: tuple[str, ...]) -> str:
        # A keyed hash: no address and no device is written anywhere (PIPL, minimisation; domain.md section 5).
        digest = salted_hmac(f"outreach.limits.{self.name}", "\n".join(whom), algorithm="sha256").hexdigest()
        return f"{self.name}:{digest[:32]}"


def limit(name: str) -> Limit:
    """The limit `name` as the settings have it."""
    burst, refill_per_second = settings.LIMITS[name]
    return Limit(name, burst, refill_per_second)


def network_of(request: HttpRequest) -> str:
    """The network a request came from: one IPv4 address, or the /64 that an IPv6 subscriber holds.

    Whose forwarded address counts was settled before, by `backend.proxies.TrustedProxies`.
    """
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return UNKNOWN_NETWORK
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))


def login_address(request: HttpRequest) -> str | None:
    """The address under which django-axes counts failed logins: the first of the request's network."""
    network = network_of(request)
    return None if network == UNKNOWN_NETWORK else network.partition("/")[0]


def admit_act(*, code: str, network: str, device: str, answer: str = "") -> None:
    """Let a resident's act on `code` (16 characters) through, or refuse it.

    A hall full of phones shares one address, so more than a hall's worth is challenged, not turned away.

    Args:
        device: the mark of the device cookie; empty where there is none.
        answer: the solved challenge of an earlier refusal, if any.

    Raises:
        Refusal: `challenge_required` with a `challenge` to solve, or `too_many_requests`: of this device, or of
            the network, whose challenged phones are limited as well.
    """
    takings = [limit("device").taking(device)] if device else []
    takings.append(limit("act").taking(code, network))
    verdicts = buckets.take_each(takings)
    if verdicts[-1].allowed:
        return
    if len(verdicts) < len(takings):
        raise Refusal("too_many_requests", retry_after=verdicts[-1].retry_after)
    if not answer or not challenge.solved(answer):
        raise Refusal("challenge_required", challenge=challenge.new_challenge())
    # So that solving challenges by machine gains little.
    limit("challenged").require(code, network)


def admit_number_try(network: str) -> None:
    """Let a try at the six digits of an activity through. Call `number_was_right` when it was: right ones are free.

    Raises Refusal: `too_many_requests`.
    """
    limit("number").require(network)


def number_was_right(network: str) -> None:
    """Give the try back, so that a hall may type its number from one address."""
    limit("number").give_back(network)


def admit_login(network: str) -> None:
    """Let a try to log in through; what each costs is a slow hash. Failed ones are counted by django-axes besides.

    Raises Refusal: `too_many_requests`.
    """
    limit("login").require(network)
