"""The tree of organisation units: city bureau, sub-bureau, station, post or grid (domain.md section 1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node


class UnitKind(models.TextChoices):
    """From the highest to the lowest: a unit stands below one of a higher kind."""

    CITY_BUREAU = "city_bureau", _("city bureau")
    SUB_BUREAU = "sub_bureau", _("sub-bureau")
    STATION = "station", _("police station")
    POST = "post", _("police post")
    GRID = "grid", _("community grid")

    def is_below(self, other: "UnitKind") -> bool:
        kinds = list(UnitKind)
        return kinds.index(self) > kinds.index(other)


class OrganisationUnit(MP_Node):
    """A unit. `path` is the materialised path: a unit's subtree is every unit whose path starts with its own.

    A trigger refuses to move a unit whose subtree has ledger lines: history keeps the tree it was made in, a
    reorganisation takes effect by date (design.md section 4, rule 9). Further triggers hold that no unit outlasts one
    above it, and that nothing is recorded for a day after its last.
    """

    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    landline = models.CharField(max_length=40, blank=True)
    ends_on = models.DateField(
        null=True, blank=True, help_text="the last local day that anything counts for it; its lines stay"
    )
    begins_on = models.DateField(
        null=True, blank=True, editable=False, help_text="of a unit that moved here: the first local day it counts for"
    )
    entered_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="the local day on which it was entered, before which it owes no report; null where that is not known",
    )
    successor_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="successor"
    )
    origin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="of a unit that moved, and of those it moved to: the first of them",
    )

    class Meta:
        constraints = [
            # An older row: however often a unit moves, the line of those it was leads back to the first.
            models.CheckConstraint(
                condition=models.Q(successor_of__isnull=True, begins_on__isnull=True)
                | models.Q(
                    successor_of__isnull=False,
                    successor_of__lt=models.F("id"),
                    begins_on__isnull=False,
                    origin__isnull=False,
                    origin__lt=models.F("id"),
                ),
                name="unit_succeeds_an_older_one",
            ),
            models.CheckConstraint(
                condition=models.Q(begins_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("begins_on")),
                name="unit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name
