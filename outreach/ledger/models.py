"""Submissions, acts, ledger lines and their tally (design.md section 4).

What the database itself enforces stands in the migration of guards: lines and snapshots refuse UPDATE, DELETE and
TRUNCATE; every inserted line is queued for the fold by a trigger; lines that move an act may not take away more than
it gave; final outcomes never change; an act is voided once and never witnessed afterwards.

Campaign, unit and code columns here carry no foreign-key constraint: every resident in a hall would lock the same
three parent rows. Their tables refuse DELETE instead, which gives the same promise without the lock
(docs/decisions/0003-no-parent-locks.md).
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import CompositePrimaryKey, Q
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import Campaign
from outreach.codes.models import Code
from outreach.organisation.models import Officer, OrganisationUnit, Place


class Kind(models.TextChoices):
    """Kinds of submission."""

    TALK = "talk", _("talk")
    COMPLETE = "complete", _("completion of a talk")
    PLEDGE = "pledge", _("pledge")
    INSTALL = "install", _("install")
    REFUSAL = "refusal", _("refusal")
    MATERIAL = "material", _("materials")
    PUBLICATION = "publication", _("publication")
    WITNESS = "witness", _("witness")
    VOID = "void", _("void")
    IMPORTED = "imported", _("row of paper records")


class Outcome(models.TextChoices):
    """The first four are final and kept; `rejected` (code and scope) is judged again when the same id is sent again."""

    COUNTED = "counted", _("counted")
    ACCEPTED = "accepted", _("accepted")
    DUPLICATE = "duplicate", _("counted before")
    MALFORMED = "malformed", _("not right")
    REJECTED = "rejected", _("not accepted")


class Source(models.TextChoices):
    """By what way a submission came."""

    RESIDENT = "resident", _("resident's phone")
    OFFICER = "officer", _("officer's phone")
    IMPORT = "import", _("import")


def _shared(to: type[models.Model], *, null: bool = False) -> Any:
    """A reference to a parent row that many writers share: kept without a constraint, hence without a lock."""
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=null, related_name="+"
    )


class Submission(models.Model):
    """One thing sent, under the id made where it happened; sent again, it counts once.

    `content_mark` is an HMAC under the campaign's key over the canonical fields. Erasure drops it, and a resident's
    `principal`, which is a mark of the device, becomes the anonymous one. `reason` is the stable code of a refusal,
    `flags` what a reviewer may want to look at. `indicators` is what the first answer said was changed. Times are
    aware; `occurred_at` is the corrected one.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, db_collation="C")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, db_collation="C")
    reason = models.CharField(max_length=40, blank=True, db_collation="C")
    source = models.CharField(max_length=20, choices=Source.choices, db_collation="C")
    principal = models.CharField(max_length=80, db_collation="C")
    officer = _shared(Officer, null=True)
    campaign = _shared(Campaign, null=True)
    unit = _shared(OrganisationUnit, null=True)
    code = _shared(Code, null=True)
    act_id = models.UUIDField(null=True)
    corrects = models.UUIDField(null=True)
    content_mark = models.BinaryField(max_length=32, null=True)
    occurred_at = models.DateTimeField()
    phone_time = models.DateTimeField(null=True)
    clock_offset_ms = models.BigIntegerField(default=0)
    received_at = models.DateTimeField()
    flags = ArrayField(models.CharField(max_length=40), default=list)
    indicators = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="submission_outcome_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="submission_kind_known"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.COUNTED)
                | Q(act_id__isnull=False, campaign__isnull=False, unit__isnull=False),
                name="submission_counted_has_its_act",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.REJECTED) | ~Q(reason=""),
                name="submission_rejection_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer", "received_at"],
                name="submission_by_officer",
                condition=Q(officer__isnull=False),
            ),
            # Who said no is counted by unit and month, among very many who did not.
            models.Index(fields=["unit", "received_at"], name="submission_refusals", condition=Q(kind=Kind.REFUSAL)),
            # What was received lately lies together, so a few pages of index find it in the largest table.
            BrinIndex(fields=["received_at"], name="submission_by_time", pages_per_range=32, autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.outcome}"


class Act(models.Model):
    """What happened, once: locked by witness, void and withdrawal. Its id is that of the submission that names it.

    All lines of an act share its campaign, unit, day and audience. `place` is where it happened, if that is known.
    `receipt_mark` and `witness_mark` are keyed hashes
    of the codes a resident keeps. `is_batch` marks 成批. `voided_by` and `witnessed_by` name live submissions.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, db_collation="C")
    campaign = _shared(Campaign)
    unit = _shared(OrganisationUnit)
    officer = _shared(Officer, null=True)
    code = _shared(Code, null=True)
    place = _shared(Place, null=True)
    day = models.DateField()
    audience = models.CharField(max_length=30, db_collation="C")
    occurred_at = models.DateTimeField()
    receipt_mark = models.BinaryField(max_length=32, null=True)
    witness_mark = models.BinaryField(max_length=32, null=True)
    is_batch = models.BooleanField(default=False)
    voided_by = models.UUIDField(null=True)
    witnessed_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["receipt_mark"], name="act_by_receipt", condition=Q(receipt_mark__isnull=False)),
            models.Index(fields=["witness_mark"], name="act_by_witness_code", condition=Q(witness_mark__isnull=False)),
            models.Index(fields=["code", "day"], name="act_by_code", condition=Q(code__isnull=False)),
            # A unit that ends asks for acts of days to come: of a few pages of index, none. An insert costs nothing.
            BrinIndex(fields=["day"], name="act_by_day", pages_per_range=32, autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class LedgerEntry(models.Model):
    """A ledger line: `quantity` of one indicator at one evidence level, on one local day. Never changed, never deleted.

    `submission_id` is what wrote the line, `act_id` what it belongs to: they differ for completions, witnesses, voids
    and withdrawals. The unique key holds `day` so that the table can be partitioned by month.
    """

    id = models.BigAutoField(primary_key=True)
    submission_id = models.UUIDField()
    act_id = models.UUIDField()
    campaign = _shared(Campaign)
    unit = _shared(OrganisationUnit)
    indicator = models.CharField(max_length=30, db_collation="C")
    evidence = models.CharField(max_length=20, db_collation="C")
    audience = models.CharField(max_length=30, db_collation="C")
    day = models.DateField()
    quantity = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=20, choices=Source.choices, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act_id", "submission_id", "indicator", "evidence", "audience", "day"],
                name="line_once",
            ),
            models.CheckConstraint(condition=~Q(quantity=0), name="line_is_not_zero"),
        ]
        indexes = [
            models.Index(fields=["campaign", "unit", "indicator", "day", "id"], name="line_by_figure"),
            # Of what may be rare, the lines of a unit in the order of their days: what each costs is written down in
            # docs/decisions/0022-lines-of-a-rare-value.md.
            models.Index(fields=["campaign", "unit", "evidence", "day", "id"], name="line_by_evidence"),
            models.Index(fields=["campaign", "unit", "audience", "day", "id"], name="line_by_audience"),
            models.Index(fields=["campaign", "unit", "source", "day", "id"], name="line_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.quantity:+d} {self.day}"


class PendingLine(models.Model):
    """The id of a line that waits for the fold; put here by a trigger in the line's own transaction."""

    line_id = models.BigIntegerField(primary_key=True)


class DayTally(models.Model):
    """Folded lines by their whole key. The day comes second so that a fold of new lines touches neighbouring rows."""

    pk = CompositePrimaryKey("campaign", "day", "unit", "indicator", "evidence", "audience")
    campaign = _shared(Campaign)
    day = models.DateField()
    unit = _shared(OrganisationUnit)
    indicator = models.CharField(max_length=30, db_collation="C")
    evidence = models.CharField(max_length=20, db_collation="C")
    audience = models.CharField(max_length=30, db_collation="C")
    quantity = models.BigIntegerField()


class MonthTally(models.Model):
    """The day tally rolled up by calendar month and without audience, folded in the same transaction.

    `month` is its first day.
    """

    pk = CompositePrimaryKey("campaign", "month", "unit", "indicator", "evidence")
    campaign = _shared(Campaign)
    month = models.DateField()
    unit = _shared(OrganisationUnit)
    indicator = models.CharField(max_length=30, db_collation="C")
    evidence = models.CharField(max_length=20, db_collation="C")
    quantity = models.BigIntegerField()


class FoldMark(models.Model):
    """Moves with every fold that changes a campaign's tallies: who kept a sum of them sees whether it still stands.

    Folds at once move different slots, so that none waits for another; all slots together are the mark, which only
    grows, by a random step a fold.
    """

    pk = CompositePrimaryKey("campaign", "slot")
    campaign = _shared(Campaign)
    slot = models.SmallIntegerField()
    reached = models.BigIntegerField()


class ClosedPeriod(models.Model):
    """A unit's period that was approved: its figures are frozen, and authors no longer void in it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="closed_periods")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="closed_periods")
    first = models.DateField()
    last = models.DateField()
    snapshot_id = models.UUIDField(unique=True)
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="closed_period_days"),
            models.UniqueConstraint(fields=["campaign", "unit", "first", "last"], name="period_closes_once"),
        ]


class RecountRun(models.Model):
    """One recount: what it compared and every difference it found.

    A difference alerts; it is never repaired silently.
    """

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    lines = models.BigIntegerField()
    differences = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-started_at"]
