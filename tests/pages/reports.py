"""Reports of station A on the last month that is over, as far in their life as a test needs them, and their pages."""

import re
from datetime import date, timedelta
from typing import Any

from django.test import Client

from outreach.campaigns.periods import PeriodKind
from outreach.reporting.models import Report, ReportState
from outreach.reporting.services import approve, return_, submit
from tests.ledger.ledgers import count
from tests.reporting.lives import drafted, requested
from tests.world import World

REPORTS = "/dashboard/reports/"
NEW = f"{REPORTS}new/"


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


def ask(client: Client, world: World, **changes: str) -> Any:
    """Ask for station A's last month on the page, or for what else is told."""
    month = last_month(world).replace(day=1)
    usual = {
        "unit": str(world.units["station_a"].pk),
        "period": f"month:{month}",
        "extent": "section",
        "language": "zh",
    }
    return client.post(f"{NEW}?campaign=trial", {**usual, **changes})


def primary(client: Client, where: str) -> int:
    """How many buttons of the page are the one that matters."""
    return len(re.findall(r'class="btn btn-primary"', client.get(where).content.decode()))
