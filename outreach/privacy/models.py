"""What people tell about pressure, kept without anything that leads back to them."""

from django.db import models

from outreach.campaigns.models import Campaign
from outreach.organisation.models import OrganisationUnit


class PressureReport(models.Model):
    """Someone was forced into an act of the unit `about`. Only the month is kept, shown per unit and from 10 up.

    The unit above the issuing one reads it (domain.md section 4, Pressure).
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="pressure_reports")
    about = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="pressure_reports")
    month = models.DateField(help_text="first day of the local month")
