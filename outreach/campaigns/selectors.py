"""Which campaigns a unit takes part in."""

from collections.abc import Iterable
from typing import Final

from outreach.campaigns.models import Campaign
from outreach.organisation.scope import AnyUnit

# Every page of the dashboard asks this: composing it anew takes longer than running it.
_OF_PATHS: Final = """
SELECT campaign.*
FROM outreach_campaign AS campaign JOIN outreach_organisationunit AS unit ON unit.id = campaign.unit_id
WHERE EXISTS (
    SELECT FROM unnest(%s::text[]) AS taking_part (path)
    WHERE starts_with(taking_part.path, unit.path) OR starts_with(unit.path, taking_part.path)
)
ORDER BY campaign.starts_on DESC, campaign.id DESC
"""


def campaigns_of(units: Iterable[AnyUnit]) -> list[Campaign]:
    """The campaigns of these units, of those above them and of those below, the latest first.

    One statement; a campaign's own unit is not read with it.
    """
    return list(Campaign.objects.raw(_OF_PATHS, [[unit.path for unit in units]]))
