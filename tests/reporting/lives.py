"""Reports taken through their life: the station's chief submits, the sub-bureau's approves."""

from datetime import date, datetime

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.organisation.models import OrganisationUnit
from outreach.reporting.models import Report
from outreach.reporting.services import approve, build_report, request_report, submit
from outreach.reporting.spans import chosen
from tests.reporting.briefing import NOW, OCTOBER
from tests.world import World


def requested(
    world: World,
    campaign: Campaign,
    kind: PeriodKind = PeriodKind.MONTH,
    first: date | None = OCTOBER,
    last: date | None = None,
    *,
    unit: OrganisationUnit | None = None,
    officer: str = "chief",
    now: datetime = NOW,
) -> Report:
    return request_report(
        campaign=campaign,
        unit=unit or world.units["station_a"],
        period=chosen(campaign, kind=kind, first=first, last=last, now=now),
        officer=world.officers[officer],
        now=now,
    )


def drafted(*asked: object, now: datetime = NOW, **more: object) -> Report:
    return build_report(requested(*asked, now=now, **more).pk, now=now)  # type: ignore[arg-type]


def submitted(world: World, *asked: object, **more: object) -> Report:
    return submit(report=drafted(world, *asked, **more), officer=world.officers["chief"])


def approved(world: World, *asked: object, now: datetime = NOW, **more: object) -> Report:
    report = submitted(world, *asked, now=now, **more)
    return approve(report=report, officer=world.officers["sub_chief"], now=now)
