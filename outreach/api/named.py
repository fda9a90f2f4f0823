"""Things by the name or number a request gives them: one that does not exist is a wrong field, not a wrong address."""

from django.utils.translation import gettext as _

from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit, Place


def campaign_named(slug: str) -> Campaign:
    """Raises Refusal `malformed` where there is none."""
    campaign = Campaign.objects.select_related("unit").filter(slug=slug).first()
    if campaign is None:
        raise Refusal("malformed", errors={"campaign": [_("There is no such campaign.")]})
    return campaign


def unit_named(number: int) -> OrganisationUnit:
    """Raises Refusal `malformed` where there is none."""
    unit: OrganisationUnit | None = OrganisationUnit.objects.filter(pk=number).first()
    if unit is None:
        raise Refusal("malformed", errors={"unit": [_("There is no such unit.")]})
    return unit


def place_named(number: int | None) -> Place | None:
    """None where none is named. Raises Refusal `malformed` where there is none of that number."""
    if number is None:
        return None
    place = Place.objects.select_related("unit").filter(pk=number).first()
    if place is None:
        raise Refusal("malformed", errors={"place": [_("There is no such place.")]})
    return place
