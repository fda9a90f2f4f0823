"""Files of paper records, their rows as they were checked, and the figures of the year before.

A row is checked before anything is counted. What it then counts as stands in the ledger, under the submission id that
the row has here: this is the detail of that act, and tells the paper's own words.
"""

from typing import Final

from django.db import models
from django.db.models import CompositePrimaryKey, Q
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import Campaign
from outreach.organisation.models import Officer, OrganisationUnit, Place

# A plain sheet of this size holds several hundred thousand rows.
LARGEST_FILE: Final = 20 * 1024 * 1024
# More on one row is a typing error: the largest campaign hands out less in a month.
LARGEST_QUANTITY: Final = 1_000_000
PLACE_LENGTH: Final = 120
NOTE_LENGTH: Final = 200
NUMBER_LENGTH: Final = 60


class ImportKind(models.TextChoices):
    """What becomes of the rows. Figures of the year before never enter the ledger: they are only compared with."""

    RECORDS = "records", _("paper records")
    PRIOR_YEAR = "prior_year", _("figures of the year before")


class ImportState(models.TextChoices):
    QUEUED = "queued", _("waiting to be checked")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, nothing counted yet")
    REFUSED = "refused", _("cannot be read")
    ORDERED = "ordered", _("waiting to be imported")
    RUNNING = "running", _("being imported")
    DONE = "done", _("imported")
    FAILED = "failed", _("failed")
    DISCARDED = "discarded", _("discarded, nothing counted")


class RowState(models.TextChoices):
    """`doubtful` rows may have been told twice: they are imported only if somebody says so."""

    READY = "ready", _("right")
    DOUBTFUL = "doubtful", _("may be a repeat")
    KNOWN = "known", _("imported before")
    WRONG = "wrong", _("not right")


class PaperImport(models.Model):
    """A file of paper records on its way into the ledger. Times are aware.

    `unit` is the highest one that its importer manages: who oversees that unit sees the import. `worker` names whoever
    works on it just now, so that another who took it over is noticed. `problem` tells why the file as a whole cannot be
    read. `last_row` is the row up to which all is imported, `rows_done` how many were counted. The file itself goes as
    soon as something in it looks like data of a person.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, choices=ImportKind.choices)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="imports")
    indicator = models.CharField(max_length=30, db_collation="C")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="imports")
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_collation="C")
    size = models.PositiveIntegerField()
    content = models.BinaryField(null=True, editable=False)
    state = models.CharField(max_length=20, choices=ImportState.choices, default=ImportState.QUEUED, db_collation="C")
    problem = models.JSONField(default=dict, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    last_row = models.PositiveIntegerField(default=0)
    takes_doubtful = models.BooleanField(default=False)
    ordered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    progress_at = models.DateTimeField()
    worker = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__range=(1, LARGEST_FILE)), name="import_size"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "running", "done"]) | Q(ordered_by__isnull=False),
                name="import_ordered_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-made_at"], name="import_by_unit")]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """A row of a file as it was checked; `row` is its number in the sheet, from 1.

    `content` is a digest of what the row says: two rows that say the same have the same. `submission_id` follows from
    file, row and content, so that a file sent twice counts once. `day` is the month's last where the paper tells
    `month_only`. `problems` are the reasons why it is wrong or doubtful, each with the column and the value found.
    """

    pk = CompositePrimaryKey("paper_import", "row")
    paper_import = models.ForeignKey(PaperImport, on_delete=models.PROTECT, db_index=False, related_name="rows")
    row = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RowState.choices, db_collation="C")
    day = models.DateField(null=True)
    month_only = models.BooleanField(default=False)
    # As lines do, rows name units and places without a lock on them (docs/decisions/0003-no-parent-locks.md).
    unit = models.ForeignKey(
        OrganisationUnit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    place = models.ForeignKey(
        Place, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    place_name = models.CharField(max_length=PLACE_LENGTH, blank=True)
    quantity = models.PositiveIntegerField(null=True)
    audience = models.CharField(max_length=30, blank=True, db_collation="C")
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    number = models.CharField(max_length=NUMBER_LENGTH, blank=True)
    content = models.UUIDField(null=True)
    submission_id = models.UUIDField(null=True)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="wrong")
                | Q(
                    day__isnull=False,
                    unit__isnull=False,
                    quantity__isnull=False,
                    content__isnull=False,
                    submission_id__isnull=False,
                ),
                name="import_row_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__lte=LARGEST_QUANTITY), name="import_row_quantity"
            ),
        ]
        indexes = [
            models.Index(fields=["content"], name="import_row_by_content", condition=Q(content__isnull=False)),
            models.Index(
                fields=["submission_id"], name="import_row_by_submission", condition=Q(submission_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_import_id} {self.row}"


class PriorYear(models.Model):
    """A month's figure from before the campaign, of one unit alone, to compare with (同比). Never part of the ledger.

    `month` is its first day; `source` the import that told it last.
    """

    pk = CompositePrimaryKey("campaign", "unit", "indicator", "month")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, db_index=False, related_name="prior_year")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, db_index=False, related_name="+")
    indicator = models.CharField(max_length=30, db_collation="C")
    month = models.DateField()
    quantity = models.BigIntegerField()
    source = models.ForeignKey(PaperImport, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="prior_year_is_not_negative"),
            models.CheckConstraint(condition=Q(month__day=1), name="prior_year_month"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.month:%Y-%m}"
