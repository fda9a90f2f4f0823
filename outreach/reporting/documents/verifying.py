"""Where an approved report can be verified, and the code that leads there."""

from uuid import UUID

from django.conf import settings

from outreach.codes.drawing import address_svg


def verify_address(snapshot: UUID) -> str:
    """On the residents' site, which everybody reaches."""
    return f"{settings.SITE_SCHEME}://{settings.PUBLIC_HOST.lower()}/verify/{snapshot}/"


def verify_code(address: str) -> str:
    """The code of ``address`` as SVG."""
    return address_svg(address)
