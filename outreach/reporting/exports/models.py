"""Exports and the pieces of their files."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import Campaign
from outreach.organisation.models import Officer, OrganisationUnit


class ExportForm(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"


class ExportState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    WRITING = "writing", _("being written")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("deleted")


class Export(models.Model):
    """All lines of a unit and those below it that fit, as of the instant at which a worker began to read them.

    `first` and `last` are local days, both included; an empty filter asks for all. `language` is that of headings and
    names. `lines` is how many lines there are, counted in the same snapshot that they are read in, `written` how many
    of them are. `attempt` grows each time a worker begins: only the pieces of the last one are the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="+")
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    indicator = models.CharField(max_length=30, blank=True, db_collation="C")
    evidence = models.CharField(max_length=20, blank=True, db_collation="C")
    audience = models.CharField(max_length=30, blank=True, db_collation="C")
    source = models.CharField(max_length=20, blank=True, db_collation="C")
    form = models.CharField(max_length=10, choices=ExportForm.choices)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=20, choices=ExportState.choices, default=ExportState.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    lines = models.BigIntegerField(null=True)
    written = models.BigIntegerField(default=0)
    size = models.BigIntegerField(null=True, help_text="of the file, in bytes")
    sha256 = models.CharField(max_length=64, blank=True, db_collation="C")
    ordered_at = models.DateTimeField()
    progress_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-ordered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready")
                | Q(lines__isnull=False, written=F("lines"), size__isnull=False, expires_at__isnull=False),
                name="export_ready_is_whole",
            ),
            # Sent twice, an order makes one file.
            models.UniqueConstraint(
                fields=[
                    "officer",
                    "campaign",
                    "unit",
                    "first",
                    "last",
                    "indicator",
                    "evidence",
                    "audience",
                    "source",
                    "form",
                    "language",
                ],
                name="export_under_way_once",
                condition=Q(state__in=("queued", "writing")),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "-ordered_at"], name="export_by_officer"),
            models.Index(fields=["expires_at"], name="export_by_expiry", condition=Q(state="ready")),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.id} {self.state}"


class ExportPiece(models.Model):
    """A part of the file of an export's `attempt`; all of them in order are the file."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="pieces")
    attempt = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "attempt", "number"], name="export_piece_once"),
        ]
