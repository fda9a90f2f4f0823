"""What an officer may see and write: the subtrees of units where a membership holds (design.md section 2).

An officer, a chief and an administrator read and write their units' subtrees; chiefs and administrators also
manage them (make codes, build reports), and an administrator sets up what they work by. An auditor reads every unit,
but no personal data, and writes none. Reads go by today's memberships, writes by those of the day the act happened on
(design.md section 4, rule 3).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeAlias

from django.db.models import Q
from django.utils import timezone

from outreach.errors import Refusal
from outreach.organisation.models import Membership, Officer, OrganisationUnit, Role

_BY_STRENGTH: Final = (Role.ADMINISTRATOR, Role.CHIEF, Role.AUDITOR, Role.OFFICER)
_WRITING: Final = frozenset({Role.OFFICER, Role.CHIEF, Role.ADMINISTRATOR})
MANAGING: Final = frozenset({Role.CHIEF, Role.ADMINISTRATOR})
# Where a unit stands, and its own first and last day.
_STAND: Final = ("id", "path", "begins_on", "ends_on")
_Stand: TypeAlias = tuple[Any, ...]


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
    _paths: Mapping[int, str] = field(repr=False, compare=False)

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
            _paths={**self._paths, unit.pk: unit.path},
        )

    def subtree(self, unit_id: int) -> frozenset[int]:
        """The readable units from `unit_id` down.

        Raises Refusal: `out_of_scope` when the unit may not be read, `not_found` when there is none.
        """
        top = self._paths.get(unit_id)
        if top is None:
            is_there = OrganisationUnit.objects.filter(pk=unit_id).exists()
            raise Refusal("out_of_scope" if is_there else "not_found")
        return frozenset(unit for unit, path in self._paths.items() if path.startswith(top))

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

    Of a unit that moved a membership holds at each of its line for that one's own days. One statement, a second where
    a unit moved.
    """
    rows = list(
        Membership.objects.filter(officer_id=officer_id)
        .order_by("-starts_on", "-pk")
        .values_list("role", "starts_on", "ends_on", "unit__origin", *(f"unit__{name}" for name in _STAND))
    )
    lines = _lines({row[3] for row in rows} - {None})
    return tuple(
        span
        for role, starts_on, ends_on, origin, *unit in rows
        for span in _spans(Role(role), starts_on, ends_on, lines.get(origin, [tuple(unit)]))
    )


def _lines(origins: Collection[int]) -> Mapping[int, list[_Stand]]:
    """By their first, the units that it moved to, each with itself, the latest first."""
    lines: dict[int, list[_Stand]] = {}
    if origins:
        found = OrganisationUnit.objects.filter(origin__in=origins).order_by("-pk")
        for origin, *unit in found.values_list("origin", *_STAND):
            lines.setdefault(origin, []).append(tuple(unit))
    return lines


def _spans(role: Role, starts_on: date, ends_on: date | None, line: Iterable[_Stand]) -> Iterator[MembershipSpan]:
    for unit_id, path, begins_on, unit_ends_on in line:
        first = max(filter(None, (starts_on, begins_on)))
        last = min(filter(None, (ends_on, unit_ends_on)), default=None)
        if last is None or first <= last:
            yield MembershipSpan(role, unit_id, path, first, last)


def scope_of(officer: Officer, *, today: date | None = None) -> Scope:
    """What `officer` may see and do on the local day `today`, by default the present one.

    Two statements, one for an officer without a membership that day.
    """
    day = today or timezone.localdate(timezone=timezone.get_default_timezone())
    spans = [span for span in memberships_of(officer.pk) if span.holds_on(day)]
    roles = {span.role for span in spans}
    paths = _readable(spans)
    return Scope(
        officer_id=officer.pk,
        role=next((role for role in _BY_STRENGTH if role in roles), None),
        unit_ids=frozenset(paths),
        writes=_units_under(paths, (span for span in spans if span.role in _WRITING)),
        manages=_units_under(paths, (span for span in spans if span.role in MANAGING)),
        administers=_units_under(paths, (span for span in spans if span.role == Role.ADMINISTRATOR)),
        personal_data=bool(spans) and Role.AUDITOR not in roles,
        _paths=paths,
    )


def may_write(spans: Iterable[MembershipSpan], *, path: str, day: date) -> bool:
    """Whether one of `spans` lets its officer write for the unit at `path` on the local day `day`."""
    return any(span.role in _WRITING and span.holds_on(day) and span.covers(path) for span in spans)


def may_manage(spans: Iterable[MembershipSpan], *, path: str, day: date) -> bool:
    """Whether one of `spans` makes its officer a chief or administrator over the unit at `path` on that local day."""
    return any(span.role in MANAGING and span.holds_on(day) and span.covers(path) for span in spans)


def _readable(spans: Iterable[MembershipSpan]) -> dict[int, str]:
    spans = list(spans)
    if not spans:
        return {}
    below = Q()
    if all(span.role != Role.AUDITOR for span in spans):
        for span in spans:
            below |= Q(path__startswith=span.path)
    return dict(OrganisationUnit.objects.filter(below).order_by().values_list("pk", "path"))


def _units_under(paths: Mapping[int, str], spans: Iterable[MembershipSpan]) -> frozenset[int]:
    tops = tuple(span.path for span in spans)
    return frozenset(unit for unit, path in paths.items() if path.startswith(tops))
