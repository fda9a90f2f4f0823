"""Reports and their frozen figures, and what is listed for a second look."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import Campaign
from outreach.organisation.models import Officer, OrganisationUnit


class PeriodKind(models.TextChoices):
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    CAMPAIGN = "campaign", _("campaign to date")
    CUSTOM = "custom", _("chosen days")


class ReportState(models.TextChoices):
    BUILDING = "building", _("being built")
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("sent back")
    APPROVED = "approved", _("approved")
    FAILED = "failed", _("failed")


class Report(models.Model):
    """A unit's report for one period (local days, both included).

    `section` is the figures as last built, a draft until approved. `words` are the report's own, kept from one building
    to the next: see `WordsPart`. `edition` grows whenever documents of it would read differently. Once `released`,
    whoever holds the paper may compare the figures too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="reports")
    period_kind = models.CharField(max_length=20, choices=PeriodKind.choices)
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=20, choices=ReportState.choices, default=ReportState.BUILDING)
    section = models.JSONField(null=True)
    words = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=0)
    released = models.BooleanField(default=False)
    as_of = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    returned_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="report_days"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="report_approver_is_not_submitter",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.APPROVED)
                | Q(approved_by__isnull=False, submitted_by__isnull=False, section__isnull=False),
                name="report_approved_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(released=False) | Q(state=ReportState.APPROVED), name="report_released_once_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first}–{self.last} {self.state}"


class Snapshot(models.Model):
    """The figures of an approved report, frozen.

    A trigger refuses UPDATE, DELETE and TRUNCATE; `sha256` is over the canonical JSON.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="snapshot")
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64, db_collation="C")
    frozen_at = models.DateTimeField()


class DocumentForm(models.TextChoices):
    DOCX = "docx", "docx"
    PDF = "pdf", "pdf"
    XLSX = "xlsx", "xlsx"
    CSV = "csv", "csv"
    JSON = "json", "json"


class Extent(models.TextChoices):
    """Documents to read hold the section, or a whole report in which the other sections are headed and left empty."""

    SECTION = "section", _("this section")
    WHOLE = "whole", _("whole report")


class ReportFile(models.Model):
    """A document of a report as a worker built it; `content` is null where it could not be built.

    It belongs to one `edition` of the report: those of earlier ones say what no longer holds and are never given out.
    `sha256` is over the content.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    edition = models.PositiveIntegerField()
    form = models.CharField(max_length=10, choices=DocumentForm.choices, db_collation="C")
    language = models.CharField(max_length=5, db_collation="C")
    extent = models.CharField(max_length=10, choices=Extent.choices, default=Extent.SECTION, db_collation="C")
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, db_collation="C")
    built_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "edition", "form", "language", "extent"], name="report_file_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.form} {self.language} {self.extent}"


class DoubtKind(models.TextChoices):
    """What a worker looks for (domain.md section 4). Each has its statement in `reporting.doubts.kinds`."""

    DEVICE_MANY = "device_many", _("one phone many times")
    BURST = "burst", _("very many at once")
    SECONDS_APART = "seconds_apart", _("pledges within seconds")
    NIGHT = "night", _("at night")
    ABOVE_ATTENDANCE = "above_attendance", _("more installs than people there")
    HELPED_TWICE = "helped_twice", _("help perhaps counted twice")
    SAME_SESSION = "same_session", _("one session perhaps recorded twice")
    AWAITS_SEAL = "awaits_seal", _("letters without their seal")
    ABOVE_PEERS = "above_peers", _("far above units of its kind")


class Doubt(models.Model):
    """Something to look at again (待核事项), found by a worker. It changes and hides nothing, and names nobody.

    `subject` tells two doubts of a kind apart; of a device it holds a short keyed digest, never its mark. `day` is the
    local one. `facts` are counts, times, and ids of codes and activities, as they were when it was last found.
    `gone_at` is when a search that looked at its day found it no more, because acts were voided or a head count was put
    right; found once more, it is listed again.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="doubts")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="doubts")
    kind = models.CharField(max_length=20, choices=DoubtKind.choices, db_collation="C")
    subject = models.CharField(max_length=120, db_collation="C")
    day = models.DateField()
    facts = models.JSONField(default=dict)
    first_found_at = models.DateTimeField()
    last_found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "subject"], name="doubt_once"),
        ]
        indexes = [
            models.Index(fields=["-first_found_at", "-id"], name="doubt_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
