"""Reports of station A on the last month that is over, as far in their life as a test needs them."""

from datetime import date, timedelta

from outreach.campaigns.periods import PeriodKind
from outreach.reporting.models import Report, ReportState
from outreach.reporting.services import approve, return_, submit
from tests.ledger.ledgers import count
from tests.reporting.lives import drafted, requested
from tests.world import World

REPORTS = "/dashboard/reports/"


def last_month(world: World) -> date:
    """A day of the last month that is over."""
    return world.today.replace(day=1) - timedelta(days=3)


def of_station(world: World, state: ReportState = ReportState.DRAFT, *, unit: str = "station_a") -> Report:
    """Submitted by the station's chief, approved or sent back by the sub-bureau's, with 31 pledges."""
    count(world.campaign, 31, unit=world.units[unit].pk, day=last_month(world))
    asked = (world, world.campaign, PeriodKind.MONTH, last_month(world))
    made = {"unit": world.units[unit], "officer": "sub_chief", "now": world.now}
    if state == ReportState.BUILDING:
        return requested(*asked, **made)  # type: ignore[arg-type]
    report = drafted(*asked, **made)
    if state == ReportState.DRAFT:
        return report
    submit(report=report, officer=world.officers["chief"])
    if state == ReportState.RETURNED:
        return return_(report=report, officer=world.officers["sub_chief"], reason="缺下步工作")
    if state == ReportState.APPROVED:
        return approve(report=report, officer=world.officers["sub_chief"])
    return report


def address(report: Report, step: str = "") -> str:
    return f"{REPORTS}{report.pk}/{step and step + '/'}"
