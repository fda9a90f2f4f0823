"""QR codes and the batches they are made in (design.md section 3).

Possession of a code grants its own act and nothing else.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import Campaign
from outreach.organisation.models import Officer, OrganisationUnit, Place


class CodeKind(models.TextChoices):
    """Kinds that have a row.

    Witness and receipt codes have none: they are derived, and only their marks are stored with the act.
    """

    ACTIVITY = "activity", _("activity code")
    PLACE = "place", _("place code")
    FORM = "form", _("paper form")
    LEAFLET = "leaflet", _("take-home leaflet")


class BatchState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    DRAWING = "drawing", _("being drawn")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class CodeBatch(models.Model):
    """Codes made together: a stock of activity codes to cut apart, a run of numbered forms, leaflets in bundles.

    Revoked and counted as one.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="code_batches")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="code_batches")
    kind = models.CharField(max_length=20, choices=CodeKind.choices)
    size = models.PositiveIntegerField()
    bundle_size = models.PositiveIntegerField(null=True, blank=True)
    text_version = models.CharField(
        max_length=64, blank=True, db_collation="C", help_text="of forms: the pledge that is printed on them"
    )
    made_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=BatchState.choices, default=BatchState.QUEUED)
    drawn = models.PositiveIntegerField(default=0, help_text="codes drawn so far, for progress")
    printing = models.PositiveIntegerField(default=1, help_text="the how-manieth sheet this is: a reprint is the next")
    progress_at = models.DateTimeField(
        null=True, blank=True, help_text="when its sheet was last asked for or got further"
    )
    sheet = models.BinaryField(null=True, editable=False, help_text="the printable PDF, once drawn")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__range=(1, 20_000)), name="code_batch_size"),
            models.CheckConstraint(
                condition=models.Q(bundle_size__isnull=True) | models.Q(bundle_size__gte=1),
                name="code_batch_bundle_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} × {self.size}"


class Code(models.Model):
    """One code. `text` is its 16 characters, upper case; the window is half-open [starts_at, ends_at).

    `revoked_at` bites from its own time on. An unbound activity code becomes bound when a talk names it; `held_by`
    is the officer whose phones may show it without a network, so that no other phone does. `number` is the six digits
    people type instead, good on one local day.
    """

    text = models.CharField(max_length=16, unique=True, db_collation="C")
    kind = models.CharField(max_length=20, choices=CodeKind.choices)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="codes")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="codes")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="codes")
    batch = models.ForeignKey(CodeBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="codes")
    serial = models.PositiveIntegerField(null=True, blank=True)
    bundle = models.PositiveIntegerField(null=True, blank=True)
    audiences = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    held_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    number = models.CharField(max_length=6, blank=True, db_collation="C")
    number_day = models.DateField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    use_limit = models.PositiveIntegerField(null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    stub_mark = models.BinaryField(
        max_length=32, null=True, editable=False, help_text="of a form: the keyed hash of its tear-off stub's code"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "serial"], name="code_serial_once_per_batch"),
            models.UniqueConstraint(
                fields=["number_day", "number"], name="code_number_once_a_day", condition=~models.Q(number="")
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="code_window"),
            models.CheckConstraint(
                condition=models.Q(use_limit__isnull=True) | models.Q(uses__lte=models.F("use_limit")),
                name="code_uses",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=CodeKind.PLACE) | models.Q(place__isnull=False),
                name="code_place_has_its_place",
            ),
        ]
        indexes = [
            models.Index(fields=["held_by"], name="code_by_holder", condition=models.Q(held_by__isnull=False)),
            models.Index(fields=["stub_mark"], name="code_by_stub", condition=models.Q(stub_mark__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.text[:4]}…"
