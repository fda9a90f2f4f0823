"""Spot checks: what was drawn, what was found, and what residents showed at a session's end.

All of it is kept as written: triggers refuse to change or delete a row.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.models import Campaign
from outreach.ledger.models import Act
from outreach.organisation.models import Officer, OrganisationUnit


class CheckKind(models.TextChoices):
    """What is looked up again."""

    PAPERS = "papers", _("pledges on paper")
    LETTERS = "letters", _("unit letters")


class Finding(models.TextChoices):
    """What the checker holds in hand. Only `found` agrees with the record."""

    FOUND = "found", _("there, and agrees")
    MISSING = "missing", _("not there")
    UNREADABLE = "unreadable", _("not legible")
    DIFFERS = "differs", _("does not agree")


class Turn(models.IntegerChoices):
    """The first look at all that was drawn; the second at a part of it, by somebody who knows nothing of the first.

    The third is at papers of which those two found unlike things, by somebody who took neither: what it finds holds.
    """

    FIRST = 1, _("first look")
    SECOND = 2, _("second look")
    THIRD = 3, _("third look")


class SpotCheck(models.Model):
    """A random list drawn once from all papers, or all letters, of a unit in local days `first` to `last`.

    `reporting.checks.drawing` says how the list follows from `seed` (hexadecimal) and the frame, of which size and
    SHA-256 are kept. `last` is never later than the day of drawing. `round` tells checks of the same days apart: two
    people who draw at once make one list, and nobody draws again until a list is done with.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="spot_checks")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="spot_checks")
    kind = models.CharField(max_length=20, choices=CheckKind.choices, db_collation="C")
    first = models.DateField()
    last = models.DateField()
    round = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64, db_collation="C")
    frame_size = models.PositiveIntegerField()
    frame_sha256 = models.CharField(max_length=64, db_collation="C")
    size = models.PositiveIntegerField()
    second_size = models.PositiveIntegerField()
    drawn_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-drawn_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "kind", "first", "round"], name="spot_check_drawn_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=CheckKind.values), name="spot_check_kind_known"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="spot_check_days"),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=F("frame_size"), second_size__gte=1, second_size__lte=F("size")),
                name="spot_check_draws_from_its_frame",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} – {self.last} №{self.round}"


class SpotCheckItem(models.Model):
    """One paper that was drawn: the `number`-th of those that an act counts, from 1; a letter is its act's only one.

    `is_second` marks those that somebody else looks at once more.
    """

    spot_check = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    is_second = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["spot_check", "position"], name="spot_check_position_once"),
            models.UniqueConstraint(fields=["spot_check", "act", "number"], name="spot_check_paper_once"),
        ]


class SpotCheckMark(models.Model):
    """What was found of one paper in one turn, once and for all.

    A trigger refuses the mark of a paper that the checker recorded, of one that is not on the second list, and of
    whoever marked anything of the same check in another turn; in a third turn that of a paper not found unlike, and
    any before all of the list was marked in the turns before it, but for what is voided.
    """

    item = models.ForeignKey(SpotCheckItem, on_delete=models.PROTECT, related_name="marks")
    turn = models.PositiveSmallIntegerField(choices=Turn.choices)
    finding = models.CharField(max_length=20, choices=Finding.choices, db_collation="C")
    marked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "turn"], name="spot_check_marked_once"),
            models.CheckConstraint(condition=Q(turn__in=Turn.values), name="spot_check_turn_known"),
            models.CheckConstraint(condition=Q(finding__in=Finding.values), name="spot_check_finding_known"),
        ]


class InstallCheck(models.Model):
    """Of `drawn` phones at a session's end: how many had the app when shown, and how many were not shown. No persons.

    Showing is voluntary: whoever did not is counted and nothing else is kept. `number` tells a number that was put
    right from the one before it: the highest holds. A trigger refuses that of whoever held the session.
    """

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="install_checks")
    number = models.PositiveSmallIntegerField()
    drawn = models.PositiveIntegerField()
    verified = models.PositiveIntegerField()
    not_shown = models.PositiveIntegerField()
    entered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["act", "number"], name="install_check_in_turn"),
            models.CheckConstraint(
                condition=Q(drawn__gte=1) & Q(drawn__gte=F("verified") + F("not_shown")), name="install_check_adds_up"
            ),
        ]
