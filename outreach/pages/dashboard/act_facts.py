"""What an act was, in words: its detail record without personal data, and without free text but a session's topic."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from outreach.campaigns.indicators import ActivityKind, Audience
from outreach.capture.models import Activity, AttendanceMethod, Install, MaterialIssue, Pledge, Publication, Signer
from outreach.ledger.models import Act, Kind
from outreach.pages.words import label_of

Facts = list[tuple[str, str]]

# Of an outcome the same English word says that something was added to the figures.
_HEADS: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        AttendanceMethod.COUNTED: pgettext_lazy("heads", "counted"),
        AttendanceMethod.ESTIMATED: pgettext_lazy("heads", "estimated"),
    }
)


def facts_of(act: Act) -> Facts:
    """Names and values of what is known of the act, empty ones left out; two statements at most."""
    shape = _SHAPES.get(act.kind)
    if shape is None:
        return []
    model, tell = shape
    try:
        detail = model._default_manager.get(act=act)
    except ObjectDoesNotExist:
        return []
    return [(name, value) for name, value in tell(detail) if value]


def _session(held: Activity) -> Facts:
    people: list[str | Promise] = [] if held.attendance is None else [str(held.attendance)]
    if people and held.attendance_method:
        people.append(_HEADS[held.attendance_method])
    return [
        (_("Kind of session"), label_of(ActivityKind(held.activity_kind))),
        (_("Topic"), held.topic),
        (_("Audience"), _(", ").join(label_of(Audience(each)) for each in held.audiences)),
        (_("People there"), " · ".join(map(str, people))),
    ]


def _pledge(signed: Pledge) -> Facts:
    serials = ""
    if signed.serial_from is not None:
        to = "" if signed.serial_to in (None, signed.serial_from) else f"–{signed.serial_to}"
        serials = f"{signed.serial_from}{to}"
    return [
        (_("Signed by"), signed.organisation.name if signed.organisation else str(Signer(signed.signer).label)),
        (_("Age"), signed.get_age_band_display()),
        (_("Copies"), str(signed.copies) if signed.copies > 1 else ""),
        (_("Serial numbers"), serials),
        (_("Missing numbers"), _(", ").join(map(str, signed.missing))),
        (_("Archive box"), signed.archive_box),
        (_("Seal"), _("to be sealed") if signed.awaits_seal and signed.erased_at is None else ""),
    ]


def _install(made: Install) -> Facts:
    return [
        (_("How"), made.get_basis_display()),
        (_("Phone"), made.get_platform_display()),
        (_("Warnings"), made.get_alerts_enabled_display()),
    ]


def _materials(issued: MaterialIssue) -> Facts:
    return [
        (_("Material"), issued.get_material_kind_display()),
        (_("Copies"), f"{issued.copies} · {issued.get_copies_method_display()}"),
        (_("Returned"), str(issued.returned or "")),
        (_("Use"), issued.get_use_display()),
    ]


def _publication(pushed: Publication) -> Facts:
    return [
        (_("Account"), pushed.account.name),
        (_("Title"), pushed.title),
        (_("Kind"), pushed.get_publication_kind_display()),
        (_("Address"), pushed.url),
    ]


_SHAPES: Final[Mapping[str, tuple[type[models.Model], Callable[..., Facts]]]] = MappingProxyType(
    {
        Kind.TALK: (Activity, _session),
        Kind.PLEDGE: (Pledge, _pledge),
        Kind.INSTALL: (Install, _install),
        Kind.MATERIAL: (MaterialIssue, _materials),
        Kind.PUBLICATION: (Publication, _publication),
    }
)
