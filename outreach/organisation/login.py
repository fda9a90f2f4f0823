"""Signing in and out with badge and password, on the pages, the API and for tokens alike.

Failed tries are counted by django-axes in the database, by badge and network together: by badge alone anybody could
lock an officer out, by network alone a whole station (design.md section 5, Limits).
"""

from typing import Final

from axes.helpers import get_cool_off
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from outreach.audit.services import note
from outreach.errors import Refusal
from outreach.limits.policy import admit_login, network_of
from outreach.organisation.access import device_of_session, register_device, revoke_device
from outreach.organisation.models import Officer

_LONGEST_USERNAME: Final = 40


def check_password(request: HttpRequest, username: str, password: str) -> Officer:
    """The active officer with this badge (or staff number) and password; nobody is logged in by it.

    Call it outside of a transaction: a failed try must stay on record.

    Raises:
        Refusal: `permission_denied`, which does not tell what was wrong; `too_many_requests` after many failed
            tries with this badge from this network, or too many tries of all kinds from it.
    """
    admit_login(network_of(request))
    officer = None
    if len(username) <= _LONGEST_USERNAME and username.isprintable():
        officer = authenticate(request, username=username, password=password)
    if isinstance(officer, Officer):
        return officer
    if getattr(request, "axes_locked_out", False):
        # Taken back, so that the middleware leaves the answer to us.
        request.axes_locked_out = False  # type: ignore[attr-defined]
        wait = get_cool_off(request)
        raise Refusal(
            "too_many_requests",
            _("Too many failed attempts. Wait a while, or ask your administrator for a new password."),
            retry_after=int(wait.total_seconds()),
        )
    raise Refusal("permission_denied", _("The badge number or the password is wrong."))


def log_in(request: HttpRequest, username: str, password: str) -> Officer:
    """Log an officer in on this browser, and list the browser among the officer's devices.

    Raises Refusal: as `check_password`.
    """
    officer = check_password(request, username, password)
    with transaction.atomic():
        login(request, officer)
        assert request.session.session_key is not None
        device = register_device(officer, request.session.session_key, request.headers.get("User-Agent", ""))
        note(actor=f"officer:{officer.pk}", action="logged_in", subject=f"device:{device.pk}")
    return officer


@transaction.atomic
def log_out(request: HttpRequest) -> None:
    """Log out of this browser and take it off the list of devices; nothing where nobody is logged in."""
    key = request.session.session_key
    device = device_of_session(key) if key and isinstance(request.user, Officer) else None
    if device is not None:
        revoke_device(officer=device.officer, device_id=device.pk)
    logout(request)
