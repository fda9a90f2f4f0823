"""The one way to write audit events."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from outreach.audit.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Noted:
    """What one of many events is about; see `AuditEvent`."""

    subject: str
    facts: Mapping[str, str | int | bool | None]


def note(
    *,
    actor: str,
    action: str,
    subject: str,
    facts: Mapping[str, str | int | bool | None] | None = None,
    at: datetime | None = None,
) -> AuditEvent:
    """Append an event in the caller's transaction: if the act is rolled back, so is its trace."""
    return AuditEvent.objects.create(
        at=at or timezone.now(), actor=actor, action=action, subject=subject, facts=dict(facts or {})
    )


def note_each(those: Collection[Noted], *, actor: str, action: str, at: datetime) -> None:
    """Append an event for each of `those`, as `note` does; one statement, none without any."""
    AuditEvent.objects.bulk_create(
        AuditEvent(at=at, actor=actor, action=action, subject=each.subject, facts=dict(each.facts)) for each in those
    )
