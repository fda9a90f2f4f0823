"""Reports taken through their life: the station's chief submits, the sub-bureau's approves; schedules and moves."""

from datetime import UTC, date, datetime, timedelta

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.moves import move_unit
from outreach.organisation.scope import scope_of
from outreach.reporting.models import Report, ReportSchedule
from outreach.reporting.schedule import set_schedule
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


def switch(
    world: World,
    campaign: Campaign,
    kind: PeriodKind = PeriodKind.MONTH,
    *,
    unit: str = "station_a",
    is_on: bool = True,
    officer: str = "chief",
    now: datetime = NOW,
) -> ReportSchedule:
    by = scope_of(world.officers[officer])
    return set_schedule(by=by, campaign=campaign, unit=world.units[unit], kind=kind, is_on=is_on, now=now)


def moved(world: World, first: date) -> OrganisationUnit:
    """Station A's successor, below the other sub-bureau from the day on."""
    ordered = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=9)
    by = scope_of(world.officers["administrator"], today=world.today)
    return move_unit(by=by, unit=world.units["station_a"], below=world.units["other_bureau"], first=first, now=ordered)
