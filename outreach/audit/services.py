"""The one way to write an audit event."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from outreach.audit.models import AuditEvent


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
