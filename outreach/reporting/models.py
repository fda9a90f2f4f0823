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


class Extent(models.TextChoices):
    """Documents to read hold the section, or a whole report in which the other sections are headed and left empty."""

    SECTION = "section", _("this section")
    WHOLE = "whole", _("whole report")


class ReportSchedule(models.Model):
    """Whether a unit's weeks or months are drafted as soon as they are over. A draft is all it ever makes.

    `set_at` is when it was last switched. `owed_since` is when that began which goes on: the last closed week of then
    is the first that is owed. To be off for a while in which nothing was to be drafted does not break it.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="report_schedules")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="report_schedules")
    kind = models.CharField(max_length=20, choices=PeriodKind.choices, db_collation="C")
    is_on = models.BooleanField()
    set_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    owed_since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit", "kind"], name="report_schedule_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[PeriodKind.WEEK, PeriodKind.MONTH]), name="report_schedule_comes_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {'on' if self.is_on else 'off'}"


class Report(models.Model):
    """A unit's report for one period (local days, both included).

    `section` is the figures as last built, a draft until approved. `words` are the report's own, kept from one building
    to the next: see `WordsPart`. `edition` grows whenever documents of it would read differently. Once `released`,
    whoever holds the paper may compare the figures too. `extent` and `language` are those of the documents that were
    asked for: all are built, these are offered first. `newest_line` is the id of the last line there was when it was
    counted: what has a higher one arrived since. `schedule` drafted it, where no person asked for it.
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
    extent = models.CharField(max_length=10, choices=Extent.choices, default=Extent.SECTION, db_collation="C")
    language = models.CharField(max_length=5, default="zh", db_collation="C")
    released = models.BooleanField(default=False)
    as_of = models.DateTimeField(null=True)
    newest_line = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    schedule = models.ForeignKey(ReportSchedule, on_delete=models.PROTECT, null=True, related_name="reports")
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
            # Of two clocks that strike at once, and of a person who asks meanwhile, one makes the draft.
            models.UniqueConstraint(fields=["schedule", "first", "last"], name="report_scheduled_once"),
            models.UniqueConstraint(
                fields=["campaign", "unit", "period_kind", "first", "last"],
                name="report_in_the_making_once",
                condition=Q(state__in=[ReportState.BUILDING, ReportState.DRAFT, ReportState.FAILED]),
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-last", "-first", "unit"], name="report_by_period"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first}–{self.last} {self.state}"


class StepKind(models.TextChoices):
    """What was done with a report."""

    REQUESTED = "requested", _("asked for")
    SCHEDULED = "scheduled", _("begun by the schedule")
    WORDED = "worded", _("words written")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("sent back")
    APPROVED = "approved", _("approved and locked")
    RELEASED = "released", _("figures released to all")
    WITHHELD = "withheld", _("figures no longer for all")


class ReportStep(models.Model):
    """A step in the life of a report: who took it, when, and with which reason. Triggers refuse to change it.

    The schedule, which is no person, takes `scheduled` alone.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=StepKind.choices, db_collation="C")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=StepKind.SCHEDULED, officer__isnull=True)
                | (~Q(kind=StepKind.SCHEDULED) & Q(officer__isnull=False)),
                name="report_step_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.kind}"


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
