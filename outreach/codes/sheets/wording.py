"""What stands on every piece of paper: whose it is, whom to ask, and how to tell a false address."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from outreach.codes.models import Code, CodeBatch
from outreach.organisation.models import OrganisationUnit

HOTLINE: Final = "96110"
_JOIN: Final = " · "


def heading(batch: CodeBatch) -> str:
    """What a sheet is: campaign, unit, kind; a demonstration says so first."""
    named = [batch.campaign.name, batch.unit.name, str(batch.get_kind_display())]
    return _JOIN.join([*demonstration_marks(batch), *named])


def demonstration_marks(batch: CodeBatch) -> list[str]:
    """What must stand on each piece of paper of a demonstration, also when it is cut off its page."""
    return [_("Demonstration")] if batch.campaign.is_demonstration else []


def site_name() -> str:
    """The site's name in clear, as people type it."""
    return settings.PUBLIC_HOST.lower()


def address_line() -> str:
    return _("The address must begin with %(address)s") % {"address": f"{settings.SITE_SCHEME}://{site_name()}/"}


def unit_line(unit: OrganisationUnit) -> str:
    """The unit and its landline."""
    return _JOIN.join(filter(None, [unit.name, unit.landline]))


def asking_line(unit: OrganisationUnit) -> str:
    """Where to ask: the unit, its landline, the hotline."""
    return _JOIN.join([unit_line(unit), HOTLINE])


def serial_line(code: Code) -> str:
    return _("No. %(serial)s") % {"serial": f"{code.serial:05}"}


def bundle_line(bundle: int) -> str:
    return _("Bundle %(bundle)s") % {"bundle": bundle}


def voluntary_parts() -> tuple[str, str]:
    """That taking part is voluntary, in two breaths for narrow columns."""
    return _("Taking part is voluntary."), _("It has no effect on any service you ask for.")


def voluntary_line() -> str:
    return _("Taking part is voluntary. It has no effect on any service you ask for.")
