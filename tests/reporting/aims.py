"""Bases, targets and figures of the year before, as their services leave them."""

from datetime import date
from typing import Final
from uuid import uuid4

from outreach.campaigns.aims.models import PopulationBase, Target
from outreach.campaigns.indicators import IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.capture.imports.models import ImportKind, PaperImport, PriorYear
from tests.reporting.briefing import NOW
from tests.world import World

CENSUS: Final = "第七次人口普查"


def base(
    world: World,
    campaign: Campaign,
    unit: str,
    count: int | None,
    *,
    audience: str = "",
    source: str = CENSUS,
    as_of: date = date(2021, 9, 1),
) -> PopulationBase:
    """How many people a unit's area has."""
    return PopulationBase.objects.create(
        campaign=campaign,
        unit=world.units[unit],
        audience=audience,
        count=count,
        source=source,
        as_of=as_of,
        entered_by=world.officers["administrator"],
        entered_at=NOW,
    )


def target(
    world: World,
    campaign: Campaign,
    unit: str,
    quantity: int | None,
    *,
    indicator: str = IndicatorKey.RESIDENT_PLEDGES,
    days: tuple[date, date] | None = None,
) -> Target:
    """What a unit is to reach, in the whole campaign unless told otherwise."""
    first, last = days or (None, None)
    return Target.objects.create(
        campaign=campaign,
        unit=world.units[unit],
        indicator=indicator,
        first=first,
        last=last,
        quantity=quantity,
        set_by=world.officers["administrator"],
        set_at=NOW,
    )


def year_before(
    world: World,
    campaign: Campaign,
    unit: str,
    quantity: int,
    *,
    indicator: str = IndicatorKey.RESIDENT_PLEDGES,
    month: date = date(2020, 10, 1),
) -> PriorYear:
    """A month's figure from before the campaign."""
    source = PaperImport.objects.filter(campaign=campaign).first() or PaperImport.objects.create(
        id=uuid4(),
        kind=ImportKind.PRIOR_YEAR,
        campaign=campaign,
        indicator=indicator,
        unit=campaign.unit,
        made_by=world.officers["administrator"],
        made_at=NOW,
        file_name="2020.xlsx",
        sha256="0" * 64,
        size=1,
        progress_at=NOW,
    )
    return PriorYear.objects.create(
        campaign=campaign,
        unit=world.units[unit],
        indicator=indicator,
        month=month,
        quantity=quantity,
        source=source,
    )
