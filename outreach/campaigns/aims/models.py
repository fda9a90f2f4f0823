"""What a campaign sets out to do: targets of its units, and the numbers of people that coverage is a share of.

Both are versioned by adding: the row entered last stands for what it names, triggers refuse to change or delete one, so
that a printed report's target and base can always be found again. A row with an empty figure says that there is none
any more.
"""

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.indicators import Audience, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.organisation.models import Officer, OrganisationUnit

# A group of people that can be counted beforehand; of several or unnamed groups nobody knows how many they are.
COUNTED_AUDIENCES: Final = tuple(
    audience for audience in Audience if audience not in (Audience.MIXED, Audience.UNSPECIFIED)
)


class Target(models.Model):
    """How much of an indicator a unit, with all below it, is to reach in the local days `first` to `last`.

    Without days it is for the whole campaign, whenever that ends.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="targets")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="targets")
    indicator = models.CharField(max_length=30, db_collation="C")
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    quantity = models.PositiveIntegerField(null=True, help_text="empty: withdrawn")
    set_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__isnull=True, last__isnull=True)
                | models.Q(first__isnull=False, last__isnull=False, last__gte=models.F("first")),
                name="target_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__isnull=True) | models.Q(quantity__gt=0), name="target_of_something"
            ),
            models.CheckConstraint(
                condition=models.Q(indicator__in=[key.value for key in IndicatorKey]), name="target_of_an_indicator"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "unit", "first", "last", "indicator", "id"], name="target_by_days")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.quantity} {self.first} – {self.last}"


class PopulationBase(models.Model):
    """How many people of an audience (empty: of all) live or work in a unit's area, by a named source, on a day.

    What was entered last for a day stands for that day; what stands for the latest day is the base of today.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="populations")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="populations")
    audience = models.CharField(max_length=30, db_collation="C", blank=True)
    count = models.PositiveIntegerField(null=True, help_text="empty: withdrawn")
    source = models.CharField(_("source"), max_length=160)
    as_of = models.DateField()
    entered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-as_of", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(count__isnull=True) | models.Q(count__gt=0), name="population_of_somebody"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    audience__in=[
                        "",
                        *(
                            audience.value
                            for audience in Audience
                            if audience not in (Audience.MIXED, Audience.UNSPECIFIED)
                        ),
                    ]
                ),
                name="population_of_an_audience",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="population_has_a_source"),
        ]
        indexes = [models.Index(fields=["campaign", "unit", "audience", "as_of", "id"], name="population_by_day")]

    def __str__(self) -> str:
        return f"{self.audience or 'all'} {self.count} {self.as_of}"
