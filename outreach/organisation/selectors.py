"""Which unit answers for another: the station a post belongs to, and who is above it."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from outreach.organisation.models import OrganisationUnit, UnitKind

BELOW_A_STATION: Final = frozenset({UnitKind.POST, UnitKind.GRID})


def in_force(unit: OrganisationUnit, day: date) -> OrganisationUnit | None:
    """Which of the unit and those it moved to counts what happens on the local day `day`; None where none does.

    A statement only for one that ended or is still to begin. `capture.facts` says the same in SQL.
    """
    begins_on, ends_on = unit.begins_on, unit.ends_on
    if (begins_on is None or begins_on <= day) and (ends_on is None or day <= ends_on):
        return unit
    if unit.origin_id is None:
        return None
    line = OrganisationUnit.objects.filter(origin=unit.origin_id)
    begun = line.filter(Q(begins_on=None) | Q(begins_on__lte=day))
    found: OrganisationUnit | None = begun.filter(Q(ends_on=None) | Q(ends_on__gte=day)).first()
    return found


def lasting(unit_ids: Collection[int], day: date) -> QuerySet[OrganisationUnit]:
    """Those of the units that go on, in the order of the tree: what is entered on the local day `day` is for them.

    One that moves goes on where it stands until its last day there.
    """
    goes_on = Q(ends_on=None) | Q(ends_on__gte=day, successor__isnull=False)
    begun = Q(begins_on=None) | Q(begins_on__lte=day)
    found: QuerySet[OrganisationUnit] = OrganisationUnit.objects.filter(goes_on, begun, pk__in=unit_ids)
    return found.order_by("path")


def answering_for(unit: OrganisationUnit, day: date) -> frozenset[int]:
    """Who answers on the local day `day` for what was recorded at `unit`: it, and the one of its line that goes on.

    The chiefs above either may look into it and take it back. A statement only for a unit that ended.
    """
    now = in_force(unit, day)
    return frozenset({unit.pk} if now is None else {unit.pk, now.pk})


def unit_above(unit: OrganisationUnit) -> OrganisationUnit:
    """Who hears complaints about `unit`: the unit above its station, the post's own chief being the station's.

    A unit with nothing above it hears them itself. One statement.
    """
    line: list[OrganisationUnit] = [*OrganisationUnit.objects.get_ancestors(unit), unit]
    return line[max(line.index(station_in(line)) - 1, 0)]


def station_in(line: list[OrganisationUnit]) -> OrganisationUnit:
    """The unit that the last of `line` is shown under, where only stations are shown.

    Args:
        line: a unit with all that are above it, the highest first.

    Returns:
        The station of a post or a grid; every other unit stands for itself, and so does a post without a station.
    """
    *above, unit = line
    if unit.kind in BELOW_A_STATION:
        return next((each for each in reversed(above) if each.kind == UnitKind.STATION), unit)
    return unit
