"""Reading the list of doubts."""

from django.db.models import QuerySet

from outreach.organisation.scope import Scope
from outreach.reporting.models import Doubt


def doubts_visible_to(scope: Scope, *, gone: bool = False) -> QuerySet[Doubt]:
    """The doubts about the units whose reports the viewer reads, the newest first, with unit and campaign.

    Those that stand, or, where they are asked for, those that were found before and are `gone` (Doubt.gone_at).
    """
    found = Doubt.objects.filter(unit__in=scope.oversees, gone_at__isnull=not gone)
    return found.select_related("campaign", "unit").order_by("-first_found_at", "-pk")
