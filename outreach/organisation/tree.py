"""The tree of units, kept by who administers it: units added below others, renamed, ended by date and brought back.

A unit with records stays where it is (a trigger holds that); ended, it keeps its lines and takes no new ones.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.audit.services import note
from outreach.errors import Refusal
from outreach.organisation.constraints import violated
from outreach.organisation.models import OrganisationUnit, UnitKind
from outreach.organisation.scope import Scope

# What the database refuses, by the constraint's name: the field it is about, and what to do.
_REFUSED: Final[Mapping[str, tuple[str, Promise]]] = MappingProxyType(
    {
        "unit_name_once_below": ("name", _("Below the same unit there is one of this name.")),
        "unit_ends_with_those_above": ("last", _("A unit above it ends sooner. Bring that one back first.")),
        "unit_ends_after_those_below": ("last", _("A unit below it goes on longer.")),
        "unit_ends_after_its_records": ("last", _("There are records of later days.")),
        "unit_ends_after_it_begins": ("last", _("Not before the first day.")),
        "unit_has_moved": ("last", _("The unit has moved: its last day stays.")),
        "unit_has_a_campaign": (
            "first",
            _("A campaign of its own, or of a unit below it, goes on longer."),
        ),
    }
)
_LANDLINE: Final = re.compile(r"(?=.*[0-9])[0-9 +()-]{3,20}")


def fitting_kinds(above: UnitKind | None, below: Collection[UnitKind] = ()) -> list[UnitKind]:
    """The kinds for a unit that stands below one of `above`, the highest below none, and over those of `below`."""
    lower = [kind for kind in UnitKind if above is None or kind.is_below(above)]
    return [kind for kind in lower if all(each.is_below(kind) for each in below)]


def kinds_for(unit: OrganisationUnit) -> list[UnitKind]:
    """The kinds that a unit may be changed to where it stands, over those that go on; two statements."""
    above = OrganisationUnit.objects.get_parent(unit)
    below = _subtree(unit).filter(depth=unit.depth + 1, ends_on=None).values_list("kind", flat=True).distinct()
    return fitting_kinds(UnitKind(above.kind) if above else None, [UnitKind(kind) for kind in below])


def is_landline(text: str) -> bool:
    """Whether it can be dialled as it stands: figures, spaces, +, - and brackets; none at all is right too."""
    return not text or _LANDLINE.fullmatch(text) is not None


def find_unit(number: int, *, scope: Scope) -> OrganisationUnit:
    """Raises Refusal: `not_found`, whether there is none or it is none that `scope` oversees."""
    unit: OrganisationUnit | None = OrganisationUnit.objects.filter(pk=number, pk__in=scope.oversees).first()
    if unit is None:
        raise Refusal("not_found")
    return unit


def may_end(by: Scope, unit: OrganisationUnit) -> bool:
    """Whether `by` ends or moves the unit and brings it back: who administers the unit above it.

    Nobody does so with the highest.
    """
    above = OrganisationUnit.objects.get_parent(unit)
    return above is not None and above.pk in by.administers


@transaction.atomic
def add_unit(
    *,
    by: Scope,
    above: OrganisationUnit,
    kind: UnitKind,
    name: str,
    name_en: str,
    landline: str,
    now: datetime | None = None,
) -> OrganisationUnit:
    """A new unit, the last below `above`.

    What was done on earlier days may be entered for it, but it owes no report of a period that was over by then.

    Raises Refusal: `permission_denied` or `out_of_scope` for the unit above; `malformed` for `name`, which there is
    already, for `kind` or `landline`, or where the unit above has a last day.
    """
    by.require_administered(above.pk)
    # One at a time: the next path is the one after the last child's.
    held = OrganisationUnit.objects.select_for_update().get(pk=above.pk)
    if held.ends_on is not None:
        raise Refusal("malformed", _("The unit above has a last day. Bring it back first."))
    _require_fit({"kind": kind, "landline": landline}, fitting_kinds(UnitKind(held.kind)))
    entered_on = timezone.localdate(now)
    unit = OrganisationUnit(kind=kind, name=name, name_en=name_en, landline=landline, entered_on=entered_on)
    try:
        with transaction.atomic():
            OrganisationUnit.objects.add_child(held, instance=unit)
    except IntegrityError as error:
        raise refusal_of(error) from error
    _note(by, "unit_added", unit, {"above": above.pk, "kind": kind.value})
    return unit


@transaction.atomic
def change_unit(
    *, by: Scope, unit: OrganisationUnit, kind: UnitKind, name: str, name_en: str, landline: str
) -> OrganisationUnit:
    """Rename a unit or correct its number; reports that are approved keep the name they were printed with.

    Raises Refusal: `permission_denied` or `out_of_scope`; `malformed` for `name`, which there is already, and for a new
    `kind` or `landline`.
    """
    by.require_administered(unit.pk)
    told = {"kind": kind, "name": name, "name_en": name_en, "landline": landline}
    changed = [field for field, value in told.items() if getattr(unit, field) != value]
    if changed:
        _require_fit({field: told[field] for field in changed}, kinds_for(unit))
        for field in changed:
            setattr(unit, field, told[field])
        try:
            with transaction.atomic():
                unit.save(update_fields=changed)
        except IntegrityError as error:
            raise refusal_of(error) from error
        _note(by, "unit_changed", unit, {"kind": kind.value, "changed": ",".join(changed)})
    return unit


@transaction.atomic
def end_unit(*, by: Scope, unit: OrganisationUnit, last: date, now: datetime | None = None) -> OrganisationUnit:
    """Let a unit and all below it end after the local day `last`, today at the earliest; their lines stay.

    Memberships end with their unit. Raises Refusal: `permission_denied` or `out_of_scope`; `malformed` for `last`.
    """
    _require_above(by, unit)
    if last < timezone.localdate(now):
        raise Refusal("malformed", errors={"last": [str(_("From today on: what was recorded stays."))]})
    held = _held(unit)
    longer = Q(ends_on=None) | Q(ends_on__gt=last) | Q(ends_on=held.ends_on)
    _give_last_day(by, held, longer, last)
    return held


@transaction.atomic
def bring_back(*, by: Scope, unit: OrganisationUnit) -> OrganisationUnit:
    """Take a unit's last day back, and that of those below that were to end with it; again is no mistake.

    Raises Refusal: `permission_denied` or `out_of_scope`; `malformed` where a unit above ends, or another has its name.
    """
    _require_above(by, unit)
    held = _held(unit)
    if held.ends_on is not None:
        _give_last_day(by, held, Q(ends_on=held.ends_on), None)
    return held


def _give_last_day(by: Scope, unit: OrganisationUnit, which: Q, last: date | None) -> None:
    """Those below that moved elsewhere, with all below them, did not end with the unit: theirs stays."""
    below = _subtree(unit).exclude(pk=unit.pk)
    for path in below.filter(successor__isnull=False).values_list("path", flat=True):
        below = below.exclude(path__startswith=path)
    going = Q(pk=unit.pk) | Q(pk__in=list(below.values_list("pk", flat=True)))
    try:
        with transaction.atomic():
            changed = OrganisationUnit.objects.filter(going, which).exclude(ends_on=last).update(ends_on=last)
    except IntegrityError as error:
        raise refusal_of(error) from error
    if changed:
        unit.ends_on = last
        action, day = ("unit_ended", last.isoformat()) if last else ("unit_brought_back", None)
        _note(by, action, unit, {"last": day, "units": changed})


def _require_fit(told: Mapping[str, str], kinds: Collection[str]) -> None:
    errors = {}
    if "kind" in told and told["kind"] not in kinds:
        errors["kind"] = [str(_("A unit stands below one of a higher kind, and over those of a lower one."))]
    if not is_landline(told.get("landline", "")):
        errors["landline"] = [str(_("3 to 20 figures, spaces, +, - and brackets, such as 0000-1234567."))]
    if errors:
        raise Refusal("malformed", errors=errors)


def _held(unit: OrganisationUnit) -> OrganisationUnit:
    """The unit, locked with all above and below it, so that none of them ends or begins meanwhile."""
    line = Q(path__startswith=unit.path) | Q(path__in=[unit.path[:end] for end in _steps(unit)])
    rows = OrganisationUnit.objects.select_for_update().filter(line).order_by("path")
    held: OrganisationUnit = next(each for each in rows if each.pk == unit.pk)
    return held


def _steps(unit: OrganisationUnit) -> range:
    return range(OrganisationUnit.steplen, len(unit.path), OrganisationUnit.steplen)


def _subtree(unit: OrganisationUnit) -> QuerySet[OrganisationUnit]:
    found: QuerySet[OrganisationUnit] = OrganisationUnit.objects.filter(path__startswith=unit.path)
    return found


def _require_above(by: Scope, unit: OrganisationUnit) -> None:
    if not may_end(by, unit):
        raise Refusal("permission_denied" if unit.pk in by.unit_ids else "out_of_scope")


def refusal_of(error: IntegrityError) -> Refusal:
    """What the tree refuses, in words beside the field it is about."""
    name = violated(error)
    if name not in _REFUSED:
        raise error
    field, why = _REFUSED[name]
    return Refusal("malformed", str(why), errors={field: [str(why)]})


def _note(by: Scope, action: str, unit: OrganisationUnit, facts: Mapping[str, str | int | None]) -> None:
    note(actor=f"officer:{by.officer_id}", action=action, subject=f"unit:{unit.pk}", facts=facts)
