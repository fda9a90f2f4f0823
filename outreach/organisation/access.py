"""Tokens and devices: what an officer is signed in with, listed and taken back one by one (design.md section 5).

Of a token only its SHA-256 is kept. It is 256 random bits, so there is nothing to guess and no key is needed. Of a
device only the SHA-256 of its session's key is kept: who reads the list cannot enter the session.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import BinaryField, F, Func, Q, QuerySet, Value
from django.utils import timezone

from outreach.audit.services import note
from outreach.errors import Refusal
from outreach.organisation.models import AccessToken, Device, Membership, Officer
from outreach.organisation.scope import MANAGING, Scope

Row = TypeVar("Row", AccessToken, Device)

TOKEN_BYTES: Final = 32
# When a device was last seen is kept this coarsely: otherwise each call would write a row.
SEEN_TO_WITHIN: Final = timedelta(minutes=5)

# Every page and every call asks this: composing it anew takes longer than running it.
_TOUCH: Final = """
UPDATE outreach_device SET last_seen_at = %(seen_at)s WHERE session_digest = %(digest)s AND last_seen_at < %(before)s
"""
# `_digest` as PostgreSQL computes it.
_DIGEST_OF_SESSION: Final = Func(
    Func(F("session_key"), Value("UTF8"), function="convert_to"), function="sha256", output_field=BinaryField()
)

# The first that occurs in a browser's own description names it: most call themselves several others' names too.
_SYSTEMS: Final = {
    "HarmonyOS": "HarmonyOS",
    "OpenHarmony": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
_BROWSERS: Final = {
    "MicroMessenger": "WeChat",
    "DingTalk": "DingTalk",
    "HuaweiBrowser": "Huawei Browser",
    "MiuiBrowser": "Mi Browser",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}


def issue_token(officer: Officer, *, now: datetime | None = None) -> tuple[str, AccessToken]:
    """A new bearer token for a program of `officer`: its text, shown this once, and its row.

    It expires after ACCESS_TOKEN_DAYS.
    """
    issued_at = now or timezone.now()
    text = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        token = AccessToken.objects.create(
            officer=officer,
            digest=_digest(text),
            created_at=issued_at,
            expires_at=issued_at + timedelta(days=settings.ACCESS_TOKEN_DAYS),
        )
        _note(officer.pk, "token_issued", f"token:{token.pk}", issued_at)
    return text, token


def officer_of_token(text: str, now: datetime) -> tuple[Officer, AccessToken] | None:
    """The officer and the token that `text` is, if it is good at the aware moment `now`; one statement."""
    token = (
        AccessToken.objects.select_related("officer")
        .filter(digest=_digest(text), expires_at__gt=now, revoked_at=None, officer__is_active=True)
        .first()
    )
    return (token.officer, token) if token else None


def tokens_of(officer: Officer, *, now: datetime | None = None) -> QuerySet[AccessToken]:
    """The tokens of `officer` that are still good, the newest first."""
    return AccessToken.objects.filter(officer=officer, revoked_at=None, expires_at__gt=now or timezone.now()).order_by(
        "-created_at"
    )


@transaction.atomic
def revoke_token(*, officer: Officer, token_id: int, now: datetime | None = None) -> AccessToken:
    """Take back one of the officer's own tokens, for good; again is no mistake. Raises Refusal: `not_found`."""
    revoked_at = now or timezone.now()
    if AccessToken.objects.filter(officer=officer, pk=token_id, revoked_at=None).update(revoked_at=revoked_at):
        _note(officer.pk, "token_revoked", f"token:{token_id}", revoked_at)
    return _own(AccessToken.objects.filter(officer=officer), token_id)


def register_device(officer: Officer, session_key: str, user_agent: str, *, now: datetime | None = None) -> Device:
    """Remember the browser that `officer` has just logged in on; one row a session, however often it is told."""
    seen_at = now or timezone.now()
    device, _created = Device.objects.update_or_create(
        session_digest=_digest(session_key),
        defaults={"officer": officer, "label": _label(user_agent), "last_seen_at": seen_at},
        create_defaults={
            "officer": officer,
            "label": _label(user_agent),
            "created_at": seen_at,
            "last_seen_at": seen_at,
        },
    )
    return device


def touch_device(session_key: str, *, now: datetime | None = None) -> None:
    """Remember that the session's device was seen, to within SEEN_TO_WITHIN; one statement."""
    seen_at = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, {"digest": _digest(session_key), "seen_at": seen_at, "before": seen_at - SEEN_TO_WITHIN})


def devices_of(officer: Officer, *, now: datetime | None = None) -> QuerySet[Device]:
    """The devices `officer` may still be logged in on, the one seen last first."""
    return _live(Device.objects.filter(officer=officer), now or timezone.now())


def devices_under(scope: Scope, *, now: datetime | None = None) -> QuerySet[Device]:
    """The devices that `scope`'s own officer and today's members of the units it manages may still be logged in on.

    Not those of somebody who manages a unit that `scope` does not: an administrator lent to a station stays above its
    chief. Each with its officer, the one seen last first.
    """
    asked_at = now or timezone.now()
    return _live(_under(scope, asked_at).select_related("officer"), asked_at)


def note_list_taken(session_key: str, *, now: datetime | None = None) -> None:
    """Remember that the session's device took a field list, to within SEEN_TO_WITHIN; one statement."""
    taken_at = now or timezone.now()
    before = Q(took_list_at=None) | Q(took_list_at__lt=taken_at - SEEN_TO_WITHIN)
    Device.objects.filter(before, session_digest=_digest(session_key)).update(took_list_at=taken_at)


def device_of_session(session_key: str) -> Device | None:
    """The device that a session runs on; one statement."""
    return Device.objects.filter(session_digest=_digest(session_key)).first()


@transaction.atomic
def revoke_device(*, officer: Officer, device_id: int, now: datetime | None = None) -> Device:
    """End the session of one of the officer's own devices: its next request finds nobody logged in.

    Raises Refusal: `not_found`.
    """
    device = _own(Device.objects.filter(officer=officer), device_id)
    _end(device, by=officer.pk, at=now or timezone.now())
    return device


@transaction.atomic
def revoke_device_under(*, scope: Scope, device_id: int, now: datetime | None = None) -> tuple[Device, bool]:
    """End the session of a device as `devices_under` lists them, also of one that is not listed any more.

    The device, and whether this ended it: False where it had been ended before.

    Raises Refusal: `not_found`, whether there is no such device or it is none of `scope`'s.
    """
    revoked_at = now or timezone.now()
    device = _own(_under(scope, revoked_at), device_id)
    return device, _end(device, by=scope.officer_id, at=revoked_at)


def _under(scope: Scope, at: datetime) -> QuerySet[Device]:
    today = timezone.localtime(at).date()
    held = Membership.objects.not_over(today).filter(starts_on__lte=today)
    members = held.filter(unit__in=scope.manages)
    managers_elsewhere = held.filter(role__in=MANAGING).exclude(unit__in=scope.manages)
    below = Q(officer__in=members.values("officer")) & ~Q(officer__in=managers_elsewhere.values("officer"))
    return Device.objects.filter(Q(officer=scope.officer_id) | below)


def _live(devices: QuerySet[Device], at: datetime) -> QuerySet[Device]:
    session_ended = at - timedelta(seconds=settings.SESSION_COOKIE_AGE) - SEEN_TO_WITHIN
    return devices.filter(revoked_at=None, last_seen_at__gt=session_ended).order_by("-last_seen_at", "-pk")


def _end(device: Device, *, by: int, at: datetime) -> bool:
    is_ended_now = bool(Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=at))
    if is_ended_now:
        device.revoked_at = at
        _note(by, "device_revoked", f"device:{device.pk}", at, of=device.officer_id)
    Session.objects.alias(digest=_DIGEST_OF_SESSION).filter(digest=bytes(device.session_digest)).delete()
    return is_ended_now


def _own(rows: QuerySet[Row], number: int) -> Row:
    row = rows.filter(pk=number).first()
    if row is None:
        raise Refusal("not_found")
    return row


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _label(user_agent: str) -> str:
    named = [next((name for mark, name in names.items() if mark in user_agent), "") for names in (_SYSTEMS, _BROWSERS)]
    return " · ".join(filter(None, named))


def _note(officer_id: int, action: str, subject: str, at: datetime, **facts: int) -> None:
    note(actor=f"officer:{officer_id}", action=action, subject=subject, facts=facts, at=at)
