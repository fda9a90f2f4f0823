"""What became of a doubt: reviews by people, one after the other."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outreach.organisation.models import Officer
from outreach.reporting.models import Doubt

NOTE_LENGTH: Final = 200


class ReviewOutcome(models.TextChoices):
    """What whoever looked again has found. All but `watched` settle a doubt."""

    STANDS = "stands", _("found to be true")
    MISTAKEN = "mistaken", _("false alarm")
    CORRECTED = "corrected", _("put right")
    WATCHED = "watched", _("still watched")


SETTLING: Final = (ReviewOutcome.STANDS, ReviewOutcome.MISTAKEN, ReviewOutcome.CORRECTED)


class DoubtReview(models.Model):
    """A doubt looked at by a person. It changes nothing that counts; triggers refuse to change or delete it.

    Of several the one with the highest `number` holds; who reviews at the same moment as another finds its number
    taken. `seen` is the doubt's count as it was looked at: one that has grown by more than half since waits again.
    """

    doubt = models.ForeignKey(Doubt, on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=ReviewOutcome.choices, db_collation="C")
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    seen = models.BigIntegerField()
    reviewed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["doubt", "number"], name="doubt_review_in_turn"),
            models.CheckConstraint(condition=Q(outcome__in=ReviewOutcome.values), name="doubt_review_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=ReviewOutcome.WATCHED) | ~Q(note=""), name="doubt_review_settles_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doubt_id} {self.number} {self.outcome}"
