"""Reading the list of doubts."""

from django.db.models import QuerySet

from outreach.organisation.scope import Scope
from outreach.reporting.models import Doubt


def doubts_visible_to(scope: Scope) -> QuerySet[Doubt]:
    """The doubts about the units whose reports the viewer reads, the newest first, with unit and campaign."""
    found = Doubt.objects.filter(unit__in=scope.oversees)
    return found.select_related("campaign", "unit").order_by("-first_found_at", "-pk")
