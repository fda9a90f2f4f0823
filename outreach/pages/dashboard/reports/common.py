"""What the pages of reports share: how a report, its state and what comes next are called."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from outreach.campaigns.models import Campaign
from outreach.campaigns.period_names import name_en, name_zh
from outreach.campaigns.periods import Period, PeriodKind
from outreach.organisation.models import Officer, OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.frame import frame
from outreach.pages.dashboard.question import ground_of
from outreach.pages.words import in_english
from outreach.reporting.models import Report, ReportState, StepKind
from outreach.reporting.selectors import handed_in, steps_open
from outreach.reporting.services import request_report


def show(request: HttpRequest, scope: Scope, template: str, context: dict[str, Any]) -> HttpResponse:
    return frame(request, scope, f"dashboard/reports/{template}", context)


def officer_of(request: HttpRequest) -> Officer:
    """The visitor, whom a page for staff has let in."""
    assert isinstance(request.user, Officer)
    return request.user


def campaign_asked(request: HttpRequest, scope: Scope, now: datetime) -> tuple[list[Campaign], Campaign | None]:
    """The campaigns of the visitor's units, and the one asked for; unasked, one that runs.

    Raises Refusal: `not_found` for a campaign that is none of them.
    """
    slug = request.GET.get("campaign", "")
    ground = ground_of({"campaign": slug}, scope, now)
    return (ground.campaigns, ground.campaign) if ground else ([], None)


def ask_for(request: HttpRequest, scope: Scope, unit: OrganisationUnit, period: Period, **asked: Any) -> HttpResponse:
    """Have a worker build the report, and lead to it; one that is submitted or approved is shown as it is.

    Raises Refusal as `request_report` does.
    """
    scope.require_managed(unit.pk)
    there = handed_in(asked["campaign"], unit, period)
    if there is not None:
        messages.info(request, _("This report is there already."))
        return redirect("report", there.pk)
    report = request_report(unit=unit, period=period, officer=officer_of(request), **asked)
    return redirect("report", report.pk)


def period_name(period: Period, campaign: Campaign, now: datetime) -> str:
    """With its kind: 11月份月报, November: monthly report."""
    days = (name_en if in_english() else name_zh)(period, now.astimezone(campaign.zone).date())
    match period.kind:
        case PeriodKind.MONTH:
            return _("%(days)s: monthly report") % {"days": days}
        case PeriodKind.WEEK:
            return _("%(days)s: weekly report") % {"days": days}
        case PeriodKind.CAMPAIGN:
            last = Period(PeriodKind.CUSTOM, period.last, period.last)
            until = (name_en if in_english() else name_zh)(last, now.astimezone(campaign.zone).date())
            return _("%(days)s, up to %(until)s: report to date") % {"days": days, "until": until}
        case PeriodKind.CUSTOM:
            return _("%(days)s: report") % {"days": days}


def next_step(report: Report, scope: Scope) -> str:
    """What is to be done with a report next, and by whom, as this viewer is told it."""
    may = steps_open(scope, report)
    is_own = report.submitted_by_id == scope.officer_id
    match ReportState(report.state):
        case ReportState.BUILDING:
            return _("Being counted; it is there in a moment.")
        case ReportState.FAILED:
            return _("Have it built again.")
        case ReportState.DRAFT if StepKind.SUBMITTED in may:
            return _("Write its words, then submit it.")
        case ReportState.DRAFT if StepKind.REQUESTED in may:
            return _("Build it again once its last day is over, then submit it.")
        case ReportState.DRAFT:
            return _("The unit's chief submits it.")
        case ReportState.RETURNED:
            return _("Put it right, build it again and submit it.")
        case ReportState.SUBMITTED if StepKind.APPROVED in may:
            return _("Approve it, or send it back.")
        case ReportState.SUBMITTED if is_own:
            return _("You submitted it: another chief or administrator approves it.")
        case ReportState.SUBMITTED:
            return _("A chief or administrator who did not submit it approves it.")
        case ReportState.APPROVED:
            return _("Fetch its documents.")
