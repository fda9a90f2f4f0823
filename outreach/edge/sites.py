"""Which of the two sites a request came to (design.md section 5)."""

from django.conf import settings
from django.http import HttpRequest


def serves_residents_only(request: HttpRequest) -> bool:
    """Whether this is the residents' site, where there are no officers. Where one host serves both, there is none."""
    residents: str = settings.PUBLIC_HOST.lower()
    return residents != settings.STAFF_HOST.lower() and request.get_host().lower() == residents
