"""What an officer may see and write: the subtrees of units where a membership holds (design.md section 2).

An officer, a chief and an administrator read and write their units' subtrees; chiefs and administrators also
manage them (make codes, build reports), and an administrator sets up what they work by. An auditor reads every unit,
but no personal data, and writes none. Reads go by today's memberships, writes by those of the day the act happened on
(design.md section 4, rule 3).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Final, NamedTuple, TypeAlias

from django.db import connection
from django.utils import timezone

from outreach.errors import Refusal
from outreach.organisation.models import Officer, OrganisationUnit, Role

_BY_STRENGTH: Final = (Role.ADMINISTRATOR, Role.CHIEF, Role.AUDITOR, Role.OFFICER)
_WRITING: Final = frozenset({Role.OFFICER, Role.CHIEF, Role.ADMINISTRATOR})
MANAGING: Final = frozenset({Role.CHIEF, Role.ADMINISTRATOR})
# Every page and every call asks this. PostgreSQL's `greatest` and `least` pass over what is not set.
_SPANS: Final = """
    SELECT membership.id, membership.role, membership.starts_on, unit.id AS unit_id, unit.path,
        greatest(membership.starts_on, unit.begins_on) AS first, least(membership.ends_on, unit.ends_on) AS last
    FROM outreach_membership AS membership
    JOIN outreach_organisationunit AS own ON own.id = membership.unit_id
    JOIN outreach_organisationunit AS unit ON unit.id = own.id OR unit.origin_id = own.origin_id
    WHERE membership.officer_id = %(officer)s
"""
_MEMBERSHIPS: Final = f"""
SELECT role, unit_id, path, first, last FROM ({_SPANS}) AS span
WHERE last IS NULL OR first <= last
ORDER BY starts_on DESC, id DESC, unit_id DESC
"""
_UNITS: Final = f"""
SELECT span.role, unit.id, unit.path, unit.depth, unit.name, unit.name_en
FROM ({_SPANS}) AS span
JOIN outreach_organisationunit AS unit ON span.role = '{Role.AUDITOR}' OR starts_with(unit.path, span.path)
WHERE span.first <= %(day)s AND (span.last IS NULL OR span.last >= %(day)s)
"""


@dataclass(frozen=True, slots=True)
class MembershipSpan:
    """A membership as judging needs it: `path` is its unit's, the dates are local days, both included.

    It ends with its unit at the latest.
    """

    role: Role
    unit_id: int
    path: str
    starts_on: date
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def covers(self, path: str) -> bool:
        """Whether the unit at `path` is this one's or below it."""
        return path.startswith(self.path)


class UnitInTree(NamedTuple):
    """What pages show of a unit: its row would be read by a statement of its own."""

    pk: int
    path: str
    depth: int
    name: str
    name_en: str


AnyUnit: TypeAlias = OrganisationUnit | UnitInTree


@dataclass(frozen=True, slots=True)
class Scope:
    """What `officer_id` may do on one day; `role` is the strongest held that day, None without any.

    The sets hold unit ids: those that may be read, written for, managed, and administered (campaigns, their texts,
    targets and bases set up; what a chief leads by, a chief does not set). `personal_data` is False as soon as an
    auditor's membership widens the reading: who audits does not read people's data.
    """

    officer_id: int
    role: Role | None
    unit_ids: frozenset[int]
    writes: frozenset[int]
    manages: frozenset[int]
    administers: frozenset[int]
    personal_data: bool
    _units: Mapping[int, UnitInTree] = field(repr=False, compare=False)

    @property
    def units(self) -> list[UnitInTree]:
        """The units that may be read, in the order of the tree."""
        return sorted(self._units.values(), key=attrgetter("path"))

    @property
    def oversees(self) -> frozenset[int]:
        """The units whose reports and doubts the viewer reads: those managed, an auditor's all.

        An auditor is the one role without personal data.
        """
        return self.manages if self.personal_data else self.unit_ids

    def with_new(self, unit: OrganisationUnit) -> "Scope":
        """This scope with a unit that its administrator has just entered below one of the own."""
        return replace(
            self,
            unit_ids=self.unit_ids | {unit.pk},
            writes=self.writes | {unit.pk},
            manages=self.manages | {unit.pk},
            administers=self.administers | {unit.pk},
            _units={
                **self._units,
                unit.pk: UnitInTree(unit.pk, unit.path, unit.depth, unit.name, unit.name_en),
            },
        )

    def unit(self, unit_id: int) -> UnitInTree:
        """The readable unit of this id.

        Raises Refusal: `out_of_scope` when the unit may not be read, `not_found` when there is none.
        """
        unit = self._units.get(unit_id)
        if unit is None:
            is_there = OrganisationUnit.objects.filter(pk=unit_id).exists()
            raise Refusal("out_of_scope" if is_there else "not_found")
        return unit

    def subtree(self, unit_id: int) -> frozenset[int]:
        """The readable units from `unit_id` down. Raises as above."""
        top = self.unit(unit_id)
        return frozenset(unit.pk for unit in self._units.values() if unit.path.startswith(top.path))

    def require_managed(self, unit_id: int) -> None:
        """Pass for a chief or administrator over the unit.

        Raises Refusal: `permission_denied` to those who may read the unit, `out_of_scope` to the others.
        """
        self.require_any_managed({unit_id})

    def require_any_managed(self, unit_ids: Collection[int]) -> None:
        """Pass for a chief or administrator over one of the units, which answer for one another. Raises as above."""
        if self.manages.isdisjoint(unit_ids):
            raise Refusal("out_of_scope" if self.unit_ids.isdisjoint(unit_ids) else "permission_denied")

    def require_administered(self, unit_id: int) -> None:
        """Pass for an administrator over the unit.

        Raises Refusal: `permission_denied` to those who may read the unit, `out_of_scope` to the others.
        """
        if unit_id not in self.administers:
            raise Refusal("permission_denied" if unit_id in self.unit_ids else "out_of_scope")


def memberships_of(officer_id: int) -> tuple[MembershipSpan, ...]:
    """All memberships of an officer, past and future ones too, the latest first.

    Of a unit that moved a membership holds at each of its line for that one's own days. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIPS, {"officer": officer_id})
        return tuple(MembershipSpan(Role(role), *where_and_when) for role, *where_and_when in cursor.fetchall())


def scope_of(officer: Officer, *, today: date | None = None) -> Scope:
    """What `officer` may see and do on the local day `today`, by default the present one. One statement."""
    day = today or timezone.localdate(timezone=timezone.get_default_timezone())
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, {"officer": officer.pk, "day": day})
        # Each unit as often as a membership opens it.
        opened = [(role, UnitInTree._make(unit)) for role, *unit in cursor.fetchall()]
    roles = {role for role, _unit in opened}
    units = {unit.pk: unit for _role, unit in opened}
    return Scope(
        officer_id=officer.pk,
        role=next((role for role in _BY_STRENGTH if role in roles), None),
        unit_ids=frozenset(units),
        writes=frozenset(unit.pk for role, unit in opened if role in _WRITING),
        manages=frozenset(unit.pk for role, unit in opened if role in MANAGING),
        administers=frozenset(unit.pk for role, unit in opened if role == Role.ADMINISTRATOR),
        personal_data=bool(opened) and Role.AUDITOR not in roles,
        _units=units,
    )


def may_write(spans: Iterable[MembershipSpan], *, path: str, day: date) -> bool:
    """Whether one of `spans` lets its officer write for the unit at `path` on the local day `day`."""
    return any(span.role in _WRITING and span.holds_on(day) and span.covers(path) for span in spans)


def may_manage(spans: Iterable[MembershipSpan], *, path: str, day: date) -> bool:
    """Whether one of `spans` makes its officer a chief or administrator over the unit at `path` on that local day."""
    return any(span.role in MANAGING and span.holds_on(day) and span.covers(path) for span in spans)
