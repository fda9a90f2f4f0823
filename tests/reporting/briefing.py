"""A small invented ledger with the briefing's figures, for the first sub-bureau of the tests' world.

It runs from 2021-09-01 to 2021-12-02. Station A and its post have most of it, station B the rest, and the sub-bureau
itself publishes. Lines stand as they would have been counted, in few acts.
"""

from datetime import UTC, date, datetime
from typing import Any, Final

from outreach.campaigns.indicators import Audience as A
from outreach.campaigns.indicators import Evidence as E
from outreach.campaigns.indicators import IndicatorKey as K
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.figures import Figures, figures_of
from outreach.reporting.section import Section, section_of
from outreach.reporting.spans import chosen
from tests.ledger.ledgers import count
from tests.world import World

# The morning after: 10:05 in Shanghai.
NOW: Final = datetime(2021, 12, 3, 2, 5, tzinfo=UTC)
SEPTEMBER, OCTOBER, NOVEMBER = date(2021, 9, 15), date(2021, 10, 12), date(2021, 11, 9)
DECEMBER: Final = date(2021, 12, 1)

# (unit, indicator, evidence, audience): what was counted in September, in October, in November, on 1 December
_COUNTED: Final = {
    ("station_a", K.SCHOOL_TALKS, E.WITNESSED, A.PUPILS): (8, 9, 11, 1),
    ("post_a", K.SCHOOL_TALKS, E.WITNESSED, A.PUPILS): (1, 2, 1, 0),
    ("station_b", K.SCHOOL_TALKS, E.WITNESSED, A.COLLEGE_STUDENTS): (5, 4, 5, 0),
    ("station_a", K.COMMUNITY_SESSIONS, E.WITNESSED, A.MIXED): (30, 33, 41, 2),
    ("station_a", K.ATTENDANCE, E.WITNESSED, A.PUPILS): (1210, 1320, 1804, 126),
    ("station_b", K.ATTENDANCE, E.WITNESSED, A.ELDERLY): (388, 402, 0, 0),
    ("station_a", K.MATERIALS, E.DOCUMENTED, A.UNSPECIFIED): (18200, 21034, 24310, 816),
    ("station_b", K.MATERIALS, E.DOCUMENTED, A.UNSPECIFIED): (4600, 6900, 4590, 0),
    ("station_a", K.UNIT_PLEDGES, E.DOCUMENTED, A.LEGAL_REPRESENTATIVES): (180, 241, 305, 0),
    ("station_a", K.RESIDENT_PLEDGES, E.SELF_REPORTED, A.RESIDENTS): (6100, 9420, 12204, 401),
    ("station_b", K.RESIDENT_PLEDGES, E.DOCUMENTED, A.ELDERLY): (3105, 4210, 5310, 0),
    ("station_b", K.RESIDENT_PLEDGES, E.IMPORTED, A.RESIDENTS): (712, 0, 0, 0),
    ("station_a", K.APP_INSTALLS, E.WITNESSED, A.RESIDENTS): (8012, 12410, 12410, 512),
    ("post_a", K.APP_INSTALLS, E.WITNESSED, A.ELDERLY): (1400, 1527, 1527, 0),
    ("station_a", K.APP_CONFIRMATIONS, E.SELF_REPORTED, A.RESIDENTS): (0, 640, 512, 17),
    ("sub_bureau", K.PUBLICATIONS, E.DOCUMENTED, A.UNSPECIFIED): (17, 21, 24, 1),
}


def campaign_of(world: World, **fields: Any) -> Campaign:
    """The briefing's campaign, without a line."""
    usual = {
        "slug": "briefing",
        "name": "秋季反诈集中宣传",
        "name_en": "Autumn anti-fraud campaign",
        "unit": world.units["sub_bureau"],
        "starts_on": date(2021, 9, 1),
        "ends_on": date(2021, 12, 2),
        "is_demonstration": True,
    }
    return Campaign.objects.create(**{**usual, **fields})


def fill(world: World, campaign: Campaign) -> None:
    """Count everything."""
    for (unit, indicator, evidence, audience), quantities in _COUNTED.items():
        for day, quantity in zip((SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER), quantities, strict=True):
            if quantity:
                count(
                    campaign,
                    quantity,
                    indicator=indicator,
                    evidence=evidence,
                    audience=audience,
                    unit=world.units[unit].pk,
                    day=day,
                )


def figures(
    campaign: Campaign,
    kind: PeriodKind = PeriodKind.CAMPAIGN,
    first: date | None = None,
    last: date | None = None,
    *,
    unit: OrganisationUnit | None = None,
    now: datetime = NOW,
) -> Figures:
    """The figures of the campaign's unit to date, or of another unit or other days."""
    period = chosen(campaign, kind=kind, first=first, last=last, now=now)
    return figures_of(campaign=campaign, unit=unit or campaign.unit, period=period, as_of=now)


def section(*asked: Any, **more: Any) -> Section:
    """The section of `figures`, asked in the same way."""
    return section_of(figures(*asked, **more))
