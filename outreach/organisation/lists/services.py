"""Lists taken in, looked at, and entered: all rows together or none, so that a list is never half there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, TypeAlias
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.audit.services import note
from outreach.errors import Refusal
from outreach.organisation.lists.columns import COLUMNS, Column, required
from outreach.organisation.lists.officers import OfficerRows
from outreach.organisation.lists.places import PlaceRows
from outreach.organisation.lists.planning import Plan, Step
from outreach.organisation.lists.units import UnitRows
from outreach.organisation.models import ListKind, Officer, SentList
from outreach.organisation.scope import Scope
from outreach.sheets.cells import Cell
from outreach.sheets.tables import Table
from outreach.sheets.values import own_name

LARGEST_FILE: Final = 2 * 1024 * 1024
# A bureau's grid officers fit in; more would keep the sender waiting for longer than two seconds.
MOST_ROWS: Final = 500
# A list has names and numbers of officers in it: who does not enter it within so many days sends it again.
KEPT: Final = timedelta(days=7)

Invited: TypeAlias = tuple[Officer, str]
"""Somebody new, and the token of the link to hand over."""


def may_send(by: Scope, kind: ListKind) -> bool:
    """Whether `by` enters any row of such a list: units are the administrator's, places and officers who leads."""
    return bool(by.administers if kind == ListKind.UNITS else by.manages)


@transaction.atomic
def take_list(*, by: Scope, kind: ListKind, file_name: str, content: bytes, now: datetime | None = None) -> SentList:
    """Keep a file to be looked at; one of the kind that `by` sent before and never entered makes room for it.

    Raises Refusal: `permission_denied`, `too_large`, or `malformed` for an empty file.
    """
    _require_right(by, kind)
    if len(content) > LARGEST_FILE:
        raise Refusal("too_large")
    if not content:
        raise Refusal("malformed", errors={"file": [_("The file is empty.")]})
    # Two files at once by one officer: the second waits here, not at the constraint.
    Officer.objects.select_for_update().get(pk=by.officer_id)
    SentList.objects.filter(sent_by=by.officer_id, kind=kind, entered_at=None).delete()
    return SentList.objects.create(
        kind=kind,
        sent_by_id=by.officer_id,
        sent_at=now or timezone.now(),
        file_name=own_name(file_name),
        sha256=sha256(content).hexdigest(),
        content=content,
    )


def find_list(number: UUID, *, by: Scope) -> SentList:
    """One that `by` sent. Raises Refusal: `not_found`, `permission_denied` where the right has gone meanwhile."""
    sent = SentList.objects.filter(pk=number, sent_by=by.officer_id).first()
    if sent is None:
        raise Refusal("not_found")
    _require_right(by, ListKind(sent.kind))
    return sent


def plan_of(sent: SentList, *, by: Scope, now: datetime | None = None) -> Plan:
    """What entering the list would do at the aware `now`. Raises FileProblem for one that cannot be read."""
    kind = ListKind(sent.kind)
    table = Table.read(bytes(sent.content or b""), COLUMNS[kind], required(kind))
    rows = list(table.rows(_nothing, most=MOST_ROWS))
    at = now or timezone.now()
    today = timezone.localdate(at)
    planner: UnitRows | PlaceRows | OfficerRows
    if kind == ListKind.UNITS:
        planner = UnitRows(by, at)
    elif kind == ListKind.PLACES:
        planner = PlaceRows(by, today)
    else:
        planner = OfficerRows(by, today, [cells for _number, cells in rows])
    return Plan([planner.plan(number, cells) for number, cells in rows])


@transaction.atomic
def enter_list(sent: SentList, *, by: Scope, now: datetime | None = None) -> tuple[Plan, list[Invited]]:
    """Do what the list says: what it did, and whom it invited, whose links are kept nowhere.

    Raises Refusal: `import_moved_on` where it was entered already, or a row is not right any more; a row's own refusal
    where somebody else is quicker. Then nothing is entered.
    """
    _require_right(by, ListKind(sent.kind))
    at = now or timezone.now()
    held = SentList.objects.select_for_update().filter(pk=sent.pk, sent_by=by.officer_id, entered_at=None).first()
    if held is None:
        raise Refusal("import_moved_on")
    plan = plan_of(held, by=by, now=at)
    if plan.wrong:
        raise Refusal("import_moved_on")
    done = [row.enter() for row in plan.changing]
    held.entered_at, held.content = at, None
    held.save(update_fields=["entered_at", "content"])
    added, changed = plan.counts[Step.ADD], plan.counts[Step.CHANGE]
    note(
        actor=f"officer:{by.officer_id}",
        action="list_entered",
        subject=f"list:{held.pk}",
        facts={"kind": held.kind, "sha256": held.sha256, "added": added, "changed": changed},
        at=at,
    )
    return plan, [invited for invited in done if invited is not None]


def forget_lists(*, now: datetime | None = None) -> int:
    """Delete the lists that were sent KEPT ago and never entered; returns how many. One being entered stays."""
    sent_before = (now or timezone.now()) - KEPT
    gone, _of_each = SentList.objects.filter(entered_at=None, sent_at__lt=sent_before).delete()
    return gone


def _require_right(by: Scope, kind: ListKind) -> None:
    if not may_send(by, kind):
        raise Refusal("permission_denied")


def _nothing(_cells: Mapping[Column, Cell]) -> bool:
    """A list has no example among its rows."""
    return False
