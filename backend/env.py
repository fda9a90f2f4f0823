"""Settings read from the environment.

Each reader takes the name of a variable and answers with a value of one type. A value that cannot be read
raises ``ImproperlyConfigured`` with a sentence that names the variable and says what it should hold: a wrong
setting stops the process at start, it never becomes a default.
"""

import ipaddress
import os
from fractions import Fraction
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_POSTGRES_SCHEMES = frozenset({"postgres", "postgresql"})


def text(name: str, default: str = "") -> str:
    """The variable without surrounding space; ``default`` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """One of ``choices``."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(choices)}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """A yes or no, written 1/0, true/false, yes/no or on/off."""
    value = text(name).lower()
    if not value:
        return default
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def number(name: str, default: int, *, minimum: int = 0, maximum: int = 2**31 - 1) -> int:
    """A whole number from ``minimum`` to ``maximum``, both included."""
    value = text(name)
    if not value:
        return default
    try:
        result = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.") from None
    if not minimum <= result <= maximum:
        raise ImproperlyConfigured(f"{name} is {result}; it must be from {minimum} to {maximum}.")
    return result


def rate(name: str, default: tuple[float, float]) -> tuple[float, float]:
    """A token bucket as ``burst,refill``: how many at once (1 or more), and how many more a second (above 0).

    The refill may be a fraction: ``1/86400`` is one a day.
    """
    value = text(name)
    if not value:
        return default
    try:
        burst, refill = (float(Fraction(part.strip())) for part in value.split(","))
    except (ValueError, ZeroDivisionError, OverflowError):
        raise ImproperlyConfigured(f"{name} is {value!r}; write burst,refill per second, as in 60,0.5.") from None
    if burst < 1 or refill <= 0:
        raise ImproperlyConfigured(f"{name} is {value!r}; the burst must be 1 or more, the refill above 0.")
    return burst, refill


def names(name: str) -> list[str]:
    """A list written with commas; empty when the variable is unset."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def networks(name: str) -> list[Network]:
    """Addresses and networks (``10.0.0.0/8``) written with commas."""
    try:
        return [ipaddress.ip_network(item, strict=False) for item in names(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} holds something that is no network: {error}.") from None


def database(url: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL database at ``url``.

    Args:
        url: ``postgresql://user:password@host:port/name?sslmode=require``. Parts may be percent-encoded; the
            query's parameters are handed to libpq as they are (``?host=/run/postgresql`` reaches a Unix
            socket).

    Raises:
        ImproperlyConfigured: the URL is not PostgreSQL's or names no database. The sentence never repeats the
            URL, which holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("DATABASE_URL cannot be read as a URL.") from None
    if parts.scheme not in _POSTGRES_SCHEMES:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://: no other engine is supported.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
