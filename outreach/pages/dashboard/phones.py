"""The phones and browsers that officers are signed in on: seen, and signed out when one is lost.

Everyone finds the own ones; who manages units, those of the officers there too.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outreach.edge.phones import end_phone
from outreach.errors import Refusal
from outreach.organisation.access import device_of_session, devices_under
from outreach.organisation.models import Device, Membership
from outreach.organisation.scope import Scope
from outreach.pages.staff import staff_page
from outreach.pages.words import name_of

# A screenful to look through; beyond it one searches.
_SHOWN: Final = 200
_LONGEST_SEARCH: Final = 80


@dataclass(frozen=True, slots=True)
class Phone:
    """A browser somebody is signed in on, in words."""

    id: int
    who: str
    badge: str
    units: str
    which: str
    since: datetime
    seen: datetime
    holds_codes: bool
    is_here: bool


@require_safe
@staff_page
def phones(request: HttpRequest, scope: Scope) -> HttpResponse:
    found = devices_under(scope)
    here = _here(request)
    own = found.filter(officer=scope.officer_id)
    context: dict[str, Any] = {
        "own": _phones(own, here),
        "manages": bool(scope.manages),
        "oversees": bool(scope.oversees),
    }
    if scope.manages:
        sought = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
        others = list(_sought(found.exclude(officer=scope.officer_id), sought)[: _SHOWN + 1])
        context |= {
            "others": _phones(others[:_SHOWN], here),
            "sought": sought,
            "most": _SHOWN if len(others) > _SHOWN else None,
        }
    return render(request, "dashboard/phones.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def end(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """Sign a phone out, once that is confirmed."""
    device = devices_under(scope).filter(pk=number).first()
    if device is None:
        raise Refusal("not_found")
    (phone,) = _phones([device], _here(request))
    if request.method != "POST":
        return render(request, "dashboard/phone_end.html", {"phone": phone})
    end_phone(scope=scope, device_id=device.pk)
    if phone.is_here:
        logout(request)
        return redirect(settings.LOGIN_URL)
    messages.success(request, _("Signed out: %(who)s, %(which)s.") % {"who": phone.who, "which": phone.which})
    return redirect("phones")


def _here(request: HttpRequest) -> Device | None:
    return device_of_session(request.session.session_key or "")


def _sought(devices: QuerySet[Device], text: str) -> QuerySet[Device]:
    if not text:
        return devices
    return devices.filter(Q(officer__name__icontains=text) | Q(officer__username__icontains=text))


def _phones(devices: Iterable[Device], here: Device | None) -> list[Phone]:
    listed = list(devices)
    units = _units_of({device.officer_id for device in listed})
    return [
        Phone(
            id=device.pk,
            who=device.officer.name,
            badge=device.officer.username,
            units=units.get(device.officer_id, ""),
            which=device.label or _("Unknown browser"),
            since=device.created_at,
            seen=device.last_seen_at,
            holds_codes=device.took_list_at is not None,
            is_here=device == here,
        )
        for device in listed
    ]


def _units_of(officer_ids: Collection[int]) -> dict[int, str]:
    """Where these officers are members today, in words."""
    today = timezone.localdate()
    held = Membership.objects.not_over(today).filter(officer__in=officer_ids, starts_on__lte=today)
    named: dict[int, list[str]] = {}
    for membership in held.select_related("unit").order_by("unit__path", "role"):
        names = named.setdefault(membership.officer_id, [])
        if (name := name_of(membership.unit)) not in names:
            names.append(name)
    return {officer_id: " · ".join(names) for officer_id, names in named.items()}
