"""Units, officers and memberships, places, signatory organisations, and the tokens and devices officers log in with."""

from outreach.organisation.models.access import AccessToken, Device
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
    "Membership",
    "Officer",
    "OrganisationKind",
    "OrganisationUnit",
    "Place",
    "PlaceKind",
    "Role",
    "SignatoryOrganisation",
    "UnitKind",
]
