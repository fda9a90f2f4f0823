"""Units, officers and memberships, places, signatory organisations, lists that were sent in, tokens and devices."""

from outreach.organisation.models.access import AccessToken, Device
from outreach.organisation.models.lists import ListKind, SentList
from outreach.organisation.models.officers import Membership, Officer, Role
from outreach.organisation.models.places import (
    OrganisationKind,
    Place,
    PlaceKind,
    SignatoryOrganisation,
)
from outreach.organisation.models.units import OrganisationUnit, UnitKind

__all__ = [
    "AccessToken",
    "Device",
    "ListKind",
    "Membership",
    "Officer",
    "OrganisationKind",
    "OrganisationUnit",
    "Place",
    "PlaceKind",
    "Role",
    "SentList",
    "SignatoryOrganisation",
    "UnitKind",
]
