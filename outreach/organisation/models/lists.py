"""Lists of units, places and officers that were sent in, until they are entered."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.organisation.models.officers import Officer


class ListKind(models.TextChoices):
    UNITS = "units", _("units")
    PLACES = "places", _("places")
    OFFICERS = "officers", _("officers")


class SentList(models.Model):
    """A file on its way: whoever sent it sees what it would do, then has it done.

    One of a kind waits for each officer. Of a list that was entered only that is kept: its names stand where they
    belong.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=20, choices=ListKind.choices)
    sent_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_collation="C")
    content = models.BinaryField(null=True)
    entered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sent_by", "kind"], condition=models.Q(entered_at=None), name="sent_list_waits_once"
            ),
            models.CheckConstraint(
                condition=models.Q(entered_at__isnull=True, content__isnull=False)
                | models.Q(entered_at__isnull=False, content__isnull=True),
                name="sent_list_is_kept_until_entered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
