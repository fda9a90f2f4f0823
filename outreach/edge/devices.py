"""The device cookie of residents: it finds the same receipt again after a lost answer, and tells nobody anything.

Its value is 128 random bits and is never stored; what follows it into the database is a keyed mark
(design.md section 5).
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from outreach.capture.results import Principal
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import mark

COOKIE: Final = "device"
# Longer than a campaign's season; a receipt is found again by its own code after that.
KEPT: Final = timedelta(days=180)

_BYTES: Final = 16
_ATTRIBUTE: Final = "_resident_device"
_WELL_FORMED: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Device:
    """A resident's browser: the cookie's value, the mark that stands for it, and whether it was given just now."""

    raw: str
    mark: str
    is_new: bool

    @property
    def principal(self) -> Principal:
        return Principal.resident(self.mark)

    def remember_on(self, response: HttpResponseBase, request: HttpRequest) -> None:
        """Set the cookie, if the browser has none yet."""
        if self.is_new:
            response.set_cookie(
                COOKIE,
                self.raw,
                max_age=KEPT,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )


def device_of(request: HttpRequest) -> Device:
    """The device that sent `request`; where its cookie is missing or not ours, a new one for the request."""
    known: Device | None = getattr(request, _ATTRIBUTE, None)
    if known is not None:
        return known
    raw = request.COOKIES.get(COOKIE, "")
    is_new = _WELL_FORMED.fullmatch(raw) is None
    if is_new:
        raw = secrets.token_hex(_BYTES)
    device = Device(raw=raw, mark=mark(environment_key(), "device", raw).hex(), is_new=is_new)
    setattr(request, _ATTRIBUTE, device)
    return device
