"""What a production deployment must have set before it may start."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured

MINIMUM_SECRET_LENGTH = 50
KEY_BYTES = 32
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def key_fault(key: str) -> str | None:
    """What is wrong with the key that wraps the campaigns' keys, in a sentence; ``None`` when it is sound."""
    if not key:
        return "OUTREACH_KEY is not set: it must be 32 random bytes in base64, and must never be lost."
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return "OUTREACH_KEY is not base64."
    if len(raw) != KEY_BYTES:
        return f"OUTREACH_KEY holds {len(raw)} bytes; it must hold {KEY_BYTES}."
    if len(set(raw)) < KEY_BYTES // 4:
        return "OUTREACH_KEY is not random."
    return None


def secret_fault(secret: str) -> str | None:
    """What is wrong with Django's secret key, in a sentence; ``None`` when it is sound."""
    if not secret:
        return "SECRET_KEY is not set."
    if len(secret) < MINIMUM_SECRET_LENGTH:
        return f"SECRET_KEY has {len(secret)} characters; it must have at least {MINIMUM_SECRET_LENGTH}."
    if len(set(secret)) < 8 or "change" in secret.lower() or "insecure" in secret.lower():
        return "SECRET_KEY looks like an example; make a random one."
    return None


def host_fault(name: str, host: str) -> str | None:
    """What is wrong with a site's host, in a sentence; ``None`` when it is sound."""
    if not host:
        return f"{name} is not set: it is the host name the site is reached by."
    if "/" in host or "*" in host:
        return f"{name} is {host!r}; write one host name, without a scheme or a path."
    if host.rpartition(":")[0].lower() in _LOCAL_NAMES or host.lower() in _LOCAL_NAMES:
        return f"{name} is {host!r}; no phone can reach that."
    return None


def production_faults(settings: Mapping[str, Any]) -> Sequence[str]:
    """Every reason why these settings must not serve the public, a sentence each."""
    faults = [
        secret_fault(settings["SECRET_KEY"]),
        key_fault(settings["OUTREACH_KEY"]),
        host_fault("PUBLIC_HOST", settings["PUBLIC_HOST"]),
        host_fault("STAFF_HOST", settings["STAFF_HOST"]),
        "DEBUG is on: it shows settings and personal data to anyone who meets an error." if settings["DEBUG"] else None,
        None if settings["DATABASE_URL"] else "DATABASE_URL is not set.",
        None if settings["REDIS_URL"] else "REDIS_URL is not set.",
    ]
    if settings["PUBLIC_HOST"] and settings["PUBLIC_HOST"] == settings["STAFF_HOST"]:
        faults.append("PUBLIC_HOST and STAFF_HOST are the same: residents and officers need sites of their own.")
    return [fault for fault in faults if fault]


def require_production_ready(settings: Mapping[str, Any]) -> None:
    """Refuse to start a production deployment that is not ready.

    Raises:
        ImproperlyConfigured: with every fault, one a line, so that an operator mends them in one go.
    """
    faults = production_faults(settings)
    if faults:
        raise ImproperlyConfigured("\n".join(["The Outreach Ledger will not start in production:", *faults]))
