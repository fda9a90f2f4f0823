"""Places and the organisations at them, kept by who leads there: entered, renamed, retired and brought back.

Who may do so is said once, in `_require_right`. Nothing is deleted: what was recorded at a place names it.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.audit.services import note
from outreach.errors import Refusal
from outreach.organisation.constraints import violated
from outreach.organisation.models import (
    OrganisationKind,
    OrganisationUnit,
    Place,
    PlaceKind,
    SignatoryOrganisation,
)
from outreach.organisation.scope import Scope

Kept = TypeVar("Kept", Place, SignatoryOrganisation)

# What the database refuses, by the constraint's name.
_TAKEN: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "place_name_once_per_unit": _("The unit has a place of this name, perhaps a retired one: bring that back."),
        "organisation_name_once_per_place": _(
            "An organisation of this name is at the place, perhaps a retired one: bring that back."
        ),
    }
)


def places_under(scope: Scope) -> QuerySet[Place]:
    """The places of the units whose reports `scope` reads, in the order of the tree, then by name."""
    found = Place.objects.filter(unit__in=scope.oversees).select_related("unit")
    return found.order_by("unit__path", "name", "pk")


def find_place(number: int, *, scope: Scope) -> Place:
    """Raises Refusal: `not_found`, whether there is none or it is none of `scope`'s."""
    place = places_under(scope).filter(pk=number).first()
    if place is None:
        raise Refusal("not_found")
    return place


def named_like(places: QuerySet[Place], sought: str) -> QuerySet[Place]:
    """Those that bear these letters in their own name or in that of an organisation there."""
    there = SignatoryOrganisation.objects.filter(name__icontains=sought).values("place")
    return places.filter(Q(name__icontains=sought) | Q(name_en__icontains=sought) | Q(pk__in=there))


def organisations_of(place: Place) -> QuerySet[SignatoryOrganisation]:
    """Those in use first, by name."""
    return SignatoryOrganisation.objects.filter(place=place).order_by("-retired_at", "name", "pk")


def find_organisation(number: int, *, scope: Scope) -> SignatoryOrganisation:
    """With its place. Raises Refusal: `not_found`, whether there is none or it is none of `scope`'s."""
    at = SignatoryOrganisation.objects.filter(place__unit__in=scope.oversees).select_related("place")
    organisation = at.filter(pk=number).first()
    if organisation is None:
        raise Refusal("not_found")
    return organisation


@transaction.atomic
def add_place(*, by: Scope, unit: OrganisationUnit, kind: PlaceKind, name: str, name_en: str) -> Place:
    """A new place of `unit`, on the phones of its officers from now on.

    Raises Refusal: `permission_denied` or `out_of_scope` for the unit; `malformed` for `name`, which it has already,
    or for `unit`, which has ended.
    """
    _require_right(by, unit.pk)
    _require_lasting(unit)
    place = Place(unit=unit, kind=kind, name=name, name_en=name_en)
    _save(place)
    _note(by, "place_added", f"place:{place.pk}", {"unit": unit.pk, "kind": kind.value})
    return place


@transaction.atomic
def change_place(*, by: Scope, place: Place, unit: OrganisationUnit, kind: PlaceKind, name: str, name_en: str) -> Place:
    """Rename a place, or give it to another unit: what was counted before stays with the first.

    Raises Refusal: as `add_place`, for both units.
    """
    _require_right(by, place.unit_id)
    _require_right(by, unit.pk)
    kept = Place.objects.select_for_update().get(pk=place.pk)
    if kept.unit_id != unit.pk:
        _require_lasting(unit)
    told = {"unit_id": unit.pk, "kind": kind, "name": name, "name_en": name_en}
    changed = [field for field, value in told.items() if getattr(kept, field) != value]
    if changed:
        for field in changed:
            setattr(kept, field, told[field])
        _save(kept)
        _note(by, "place_changed", f"place:{kept.pk}", {"unit": unit.pk, "kind": kind.value})
    return kept


@transaction.atomic
def retire_place(*, by: Scope, place: Place, is_used: bool, now: datetime | None = None) -> Place:
    """Take a place off the phones and end what its card is good for, or bring it back; again is no mistake.

    What happened there before counts, however late it arrives. Raises Refusal: `permission_denied` or `out_of_scope`.
    """
    _require_right(by, place.unit_id)
    _retire(by, place, "place", is_used=is_used, now=now)
    return place


@transaction.atomic
def add_organisation(*, by: Scope, place: Place, kind: OrganisationKind, name: str) -> SignatoryOrganisation:
    """A new organisation at `place`, to sign letters.

    Raises Refusal: `permission_denied` or `out_of_scope` for the place's unit; `malformed` for `name`, which is there
    already.
    """
    _require_right(by, place.unit_id)
    organisation = SignatoryOrganisation(place=place, kind=kind, name=name)
    _save(organisation)
    _note(by, "organisation_added", f"organisation:{organisation.pk}", {"place": place.pk, "kind": kind.value})
    return organisation


@transaction.atomic
def change_organisation(
    *, by: Scope, organisation: SignatoryOrganisation, kind: OrganisationKind, name: str
) -> SignatoryOrganisation:
    """Rename an organisation; its letters stay its own. Raises Refusal: as `add_organisation`."""
    _require_right(by, organisation.place.unit_id)
    if (organisation.kind, organisation.name) != (kind, name):
        organisation.kind, organisation.name = kind, name
        _save(organisation)
        _note(by, "organisation_changed", f"organisation:{organisation.pk}", {"kind": kind.value})
    return organisation


@transaction.atomic
def retire_organisation(
    *, by: Scope, organisation: SignatoryOrganisation, is_used: bool, now: datetime | None = None
) -> SignatoryOrganisation:
    """Let an organisation sign no more letters, or bring it back; again is no mistake.

    Raises Refusal: `permission_denied` or `out_of_scope` for its place's unit.
    """
    _require_right(by, organisation.place.unit_id)
    _retire(by, organisation, "organisation", is_used=is_used, now=now)
    return organisation


def _require_right(by: Scope, unit_id: int) -> None:
    """Who leads a unit knows its places: its chief, and the administrator."""
    by.require_managed(unit_id)


def _require_lasting(unit: OrganisationUnit) -> None:
    """One that moves goes on: what it gets until the day follows it."""
    if unit.ends_on is not None and not OrganisationUnit.objects.filter(successor_of=unit).exists():
        raise Refusal("malformed", errors={"unit": [str(_("This unit has a last day. Choose another one."))]})


def _save(row: Kept) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if violated(error) not in _TAKEN:
            raise
        raise Refusal("malformed", errors={"name": [str(_TAKEN[violated(error)])]}) from error


def _retire(by: Scope, row: Kept, kind: str, *, is_used: bool, now: datetime | None) -> None:
    at = now or timezone.now()
    rows = type(row).objects.filter(pk=row.pk, retired_at__isnull=not is_used)
    if rows.update(retired_at=None if is_used else at):
        row.retired_at = None if is_used else at
        _note(by, f"{kind}_{'brought_back' if is_used else 'retired'}", f"{kind}:{row.pk}", {}, at)


def _note(by: Scope, action: str, subject: str, facts: Mapping[str, str | int], at: datetime | None = None) -> None:
    note(actor=f"officer:{by.officer_id}", action=action, subject=subject, facts=facts, at=at)
