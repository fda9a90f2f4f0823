"""A unit moves in the tree by date: it ends where it stands, and another one begins below its new superior.

What was recorded before stays in the totals of the old superior, and no line is touched. Which unit of the line counts
an act is for the day of the act to say (docs/decisions/0019-a-unit-moves-by-date.md).
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.audit.services import note
from outreach.errors import Refusal
from outreach.organisation.models import Membership, OrganisationUnit, Place, UnitKind
from outreach.organisation.scope import Scope
from outreach.organisation.tree import may_end, refusal_of

_STEP = OrganisationUnit.steplen


def may_move_below(by: Scope, unit: OrganisationUnit, *, today: date | None = None) -> list[OrganisationUnit]:
    """The units below which `by` may move `unit`, in the order of the tree: of a higher kind, none of its own, nor
    where it stands.
    """
    begun = Q(begins_on=None) | Q(begins_on__lte=today or timezone.localdate())
    higher = [kind for kind in UnitKind if UnitKind(unit.kind).is_below(kind)]
    lasting = OrganisationUnit.objects.filter(begun, pk__in=by.administers, ends_on=None, kind__in=higher)
    return list(lasting.exclude(path__startswith=unit.path).exclude(path=unit.path[:-_STEP]).order_by("path"))


@transaction.atomic
def move_unit(
    *, by: Scope, unit: OrganisationUnit, below: OrganisationUnit, first: date, now: datetime | None = None
) -> OrganisationUnit:
    """Move a unit, with all below it, below `below` from the local day `first` on, tomorrow at the earliest.

    Whoever is a member works from then on at the unit that is returned; places and codes follow on the day.

    Raises Refusal: `permission_denied` or `out_of_scope` for the unit or its new superior; `malformed` for `below`, for
    `first`, or for the unit itself where it ends anyhow.
    """
    if not may_end(by, unit):
        raise Refusal("permission_denied" if unit.pk in by.unit_ids else "out_of_scope")
    by.require_administered(below.pk)
    if first <= timezone.localdate(now):
        raise Refusal("malformed", errors={"first": [_("From tomorrow on: what is recorded today stays where it is.")]})
    # All of the tree, in its order: two moves at once could each carry the other's new superior away. Places, codes and
    # memberships that name a unit do not wait for it.
    rows = {each.pk: each for each in OrganisationUnit.objects.select_for_update(no_key=True).order_by("path")}
    moved, superior = rows[unit.pk], rows[below.pk]
    is_there_then = superior.ends_on is None and (superior.begins_on is None or superior.begins_on <= first)
    if superior.path.startswith(moved.path) or superior.path == moved.path[:-_STEP] or not is_there_then:
        raise Refusal("malformed", errors={"below": [_("A unit moves to another one that goes on, none of its own.")]})
    if not UnitKind(moved.kind).is_below(UnitKind(superior.kind)):
        raise Refusal("malformed", errors={"below": [_("A unit moves below one of a higher kind.")]})
    if moved.ends_on is not None or (moved.begins_on is not None and moved.begins_on >= first):
        raise Refusal("malformed", _("The unit ends anyhow, or has not begun yet."))
    going = [each for each in rows.values() if each.path.startswith(moved.path) and each.ends_on is None]
    try:
        with transaction.atomic():
            successors = _succeed(going, superior, first)
    except IntegrityError as error:
        raise refusal_of(error) from error
    successor = successors[moved.pk]
    facts = {"to": successor.pk, "below": below.pk, "from": first.isoformat(), "units": len(successors)}
    note(actor=f"officer:{by.officer_id}", action="unit_moved", subject=f"unit:{moved.pk}", facts=facts)
    return successor


def settle(today: date) -> int:
    """Give the places and memberships of units that moved to those that go on since, by the local day `today`.

    How many there were; again changes nothing. Neither which unit an act counts for nor what an officer may do depends
    on it: both are told by the day. Lists of a unit's places and officers do.
    """
    settled = 0
    moved = OrganisationUnit.objects.filter(ends_on__lt=today, successor__begins_on__lte=today)
    for unit in moved.select_related("successor"):
        taken = Place.objects.filter(unit=unit.successor).values("name")
        settled += Place.objects.filter(unit=unit).exclude(name__in=taken).update(unit=unit.successor)
        same = Membership.objects.filter(
            unit=unit.successor, officer=OuterRef("officer"), role=OuterRef("role"), starts_on=OuterRef("starts_on")
        )
        going_on = Q(ends_on=None) | Q(ends_on__gte=unit.successor.begins_on)
        settled += Membership.objects.filter(going_on, ~Exists(same), unit=unit).update(unit=unit.successor)
    return settled


def _succeed(going: list[OrganisationUnit], superior: OrganisationUnit, first: date) -> dict[int, OrganisationUnit]:
    """The successors by the number of whom they succeed. `going` begins with the highest."""
    last = first - timedelta(days=1)
    OrganisationUnit.objects.filter(pk__in=[each.pk for each in going]).update(ends_on=last)
    OrganisationUnit.objects.filter(pk__in=[each.pk for each in going if each.origin_id is None]).update(origin=F("pk"))
    by_path: dict[str, OrganisationUnit] = {}
    for each in going:
        above = by_path.get(each.path[:-_STEP], superior)
        successor = OrganisationUnit(
            kind=each.kind,
            name=each.name,
            name_en=each.name_en,
            landline=each.landline,
            begins_on=first,
            successor_of_id=each.pk,
            origin_id=each.origin_id or each.pk,
        )
        by_path[each.path] = OrganisationUnit.objects.add_child(above, instance=successor)
    return {each.pk: by_path[each.path] for each in going}
