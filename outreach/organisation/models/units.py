"""The tree of organisation units: city bureau, sub-bureau, station, post or grid (domain.md section 1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node


class UnitKind(models.TextChoices):
    CITY_BUREAU = "city_bureau", _("city bureau")
    SUB_BUREAU = "sub_bureau", _("sub-bureau")
    STATION = "station", _("police station")
    POST = "post", _("police post")
    GRID = "grid", _("community grid")


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

    def __str__(self) -> str:
        return self.name
