"""Places where outreach happens, and the organisations there that sign letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.organisation.models.units import OrganisationUnit


class PlaceKind(models.TextChoices):
    SCHOOL = "school", _("school")
    COMMUNITY = "community", _("community")
    VILLAGE = "village", _("village")
    ENTERPRISE = "enterprise", _("enterprise")
    BUILDING = "building", _("building")
    PUBLIC_PLACE = "public_place", _("public place")


class OrganisationKind(models.TextChoices):
    FIRM = "firm", _("firm")
    SCHOOL = "school", _("school")
    AGENCY = "agency", _("agency")
    SHOP = "shop", _("shop")


class Place(models.Model):
    """A school, community, village, firm's premises, building or public place.

    What happens there counts for its unit. It is never deleted, only retired.
    """

    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(max_length=20, choices=PlaceKind.choices)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="from then on nothing is recorded there; what was, stays"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="place_name_once_per_unit")]

    def __str__(self) -> str:
        return self.name


class SignatoryOrganisation(models.Model):
    """A firm, school or agency at a place that signs a unit letter (与单位签订责任书)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="organisations")
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(max_length=160)
    retired_at = models.DateTimeField(null=True, blank=True, help_text="from then on it signs no letter")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="organisation_name_once_per_place")]

    def __str__(self) -> str:
        return self.name
