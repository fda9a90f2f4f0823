"""Audit events: who did what to which thing, and when. Append-only, by a trigger, and never a personal value.

Kept at least 180 days (Cybersecurity Law article 21; domain.md section 5).
"""

from django.db import models


class AuditEvent(models.Model):
    """One event.

    `subject` names a thing by kind and id; `facts` holds codes and numbers only, no names, no phones, no text of
    people.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=80, help_text="officer:<id>, resident, or system:<what>")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.subject}"
