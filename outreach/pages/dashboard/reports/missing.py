"""What one unit lacks: a row among those of others, with a few earlier periods folded away, or a list of its own."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.reports.common import period_name
from outreach.pages.words import name_of
from outreach.reporting.owing import Arrears, due_for
from outreach.reporting.schedule import KINDS

# Of one unit so many are offered to be made at once; those before them stand in its own list.
_MOST_EARLIER: Final = 3


def missing(arrears: Arrears, scope: Scope, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """What a unit lacks: the latest to be made first, those before it folded away.

    Nothing stands there as zero: what was not reported is not known.
    """
    latest, *earlier = (
        _lacking(arrears.unit, period, scope, campaign, now) for period in arrears.periods[: _MOST_EARLIER + 1]
    )
    before = len(arrears.periods) - 1 - len(earlier)
    return {
        **latest,
        "earlier": earlier,
        "earlier_count": len(arrears.periods) - 1,
        "before": before,
        "all": before and urlencode({"campaign": campaign.slug, "unit": arrears.unit.pk}),
    }


def of_unit(
    asked: str, units: list[OrganisationUnit], scope: Scope, campaign: Campaign, now: datetime
) -> dict[str, Any]:
    """All that the unit of this id lacks, of months and of weeks.

    Raises Refusal: `not_found` for one that is none of ``units``.
    """
    unit = next((each for each in units if str(each.pk) == asked), None)
    if unit is None:
        raise Refusal("not_found")
    dues = [each for kind in KINDS if (each := due_for(campaign, [unit], kind, now=now))]
    return {
        "unit_name": name_of(unit),
        "kinds": [
            {
                "kind": due.period.kind.value,
                "rows": [_lacking(unit, period, scope, campaign, now) for period in each.periods],
            }
            for due in dues
            for each in due.arrears
        ],
    }


def _lacking(unit: OrganisationUnit, period: Period, scope: Scope, campaign: Campaign, now: datetime) -> dict[str, Any]:
    return {
        "unit": name_of(unit),
        "is_missing": True,
        "state": "missing",
        "name": period_name(period, campaign, now),
        "order": unit.pk in scope.manages
        and urlencode({"campaign": campaign.slug, "unit": unit.pk, "period": f"{period.kind}:{period.first}"}),
    }
