"""报表: what is due with those that are missing, what is missing of earlier days, then every other report."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from outreach.campaigns.models import Campaign
from outreach.campaigns.period_names import day_en, day_zh
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.manage.common import around, units_of
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.dashboard.reports.common import campaign_asked, next_step, period_name, show
from outreach.pages.dashboard.reports.missing import missing, of_unit
from outreach.pages.words import in_english, name_of
from outreach.reporting.models import Report, ReportState
from outreach.reporting.owing import Due, due_for
from outreach.reporting.schedule import KINDS
from outreach.reporting.selectors import period_of, reports_visible_to

_A_PAGE: Final = 50
# Of what is owed so many units are drawn at once, each with all that stands there of it.
_UNITS_A_PAGE: Final = 50


@require_safe
@overseers_page
def reports(request: HttpRequest, scope: Scope) -> HttpResponse:
    now = timezone.now()
    campaigns, campaign = campaign_asked(request, scope, now)
    context: dict[str, Any] = {**around(campaigns, campaign), "may_order": False}
    if campaign is None:
        return show(request, scope, "list.html", context)
    units = units_of(campaign, scope.oversees)
    if "unit" in request.GET:
        return show(request, scope, "missing.html", context | of_unit(request.GET["unit"], units, scope, campaign, now))
    found = reports_visible_to(scope).filter(campaign=campaign)
    owed = [each for kind in KINDS if (each := due_for(campaign, units, kind, now=now))]
    due = [each for each in owed if each.units]
    rest = found.exclude(_among(due)) if due else found
    page = Paginator(rest.order_by("-last", "-first", "period_kind", "unit__path", "-created_at"), _A_PAGE)
    shown = page.get_page(request.GET.get("page"))
    if shown.number == 1:
        context |= _owed(request, due, owed, found, scope, campaign, now)
    context |= {
        "periods": _by_period(shown, scope, campaign, now),
        "page": shown,
        "may_order": any(unit.pk in scope.manages for unit in units),
    }
    return show(request, scope, "list.html", context)


def _owed(
    request: HttpRequest,
    due: list[Due],
    owed: list[Due],
    found: QuerySet[Report],
    scope: Scope,
    campaign: Campaign,
    now: datetime,
) -> dict[str, Any]:
    """What is due and what is missing of earlier days, as far as it is of the units of this page of them.

    A page is of units, in the order of the tree: what one owes of its weeks stands beside what it owes of its months.
    """
    made = [list(found.filter(_of(each)).order_by("unit__path", "-created_at")) for each in due]
    there = {report.unit_id: report.unit.path for reports in made for report in reports}
    there |= {lacking.unit.pk: lacking.unit.path for each in owed for lacking in each.arrears}
    page = Paginator(sorted(there, key=lambda number: there[number]), _UNITS_A_PAGE).get_page(request.GET.get("units"))
    drawn = frozenset(page)
    overdue = [(each, [lacking for lacking in each.overdue if lacking.unit.pk in drawn]) for each in owed]
    return {
        "due": [_due(*each, drawn, scope, campaign, now) for each in zip(due, made, strict=True)],
        "overdue": [
            {"kind": each.period.kind.value, "rows": [missing(lacking, scope, campaign, now) for lacking in rows]}
            for each, rows in overdue
            if rows
        ],
        "units_page": page,
    }


def _among(due: list[Due]) -> Q:
    """The reports that stand where they are due."""
    chosen = Q(pk=None)
    for each in due:
        chosen |= _of(each)
    return chosen


def _of(due: Due) -> Q:
    period = due.period
    return Q(period_kind=period.kind.value, first=period.first, last=period.last)


def _due(
    due: Due, made: list[Report], drawn: Collection[int], scope: Scope, campaign: Campaign, now: datetime
) -> dict[str, Any]:
    """A period that is over: its reports and, where a unit owes one and has none, that it is missing.

    The rows are of the units ``drawn``, what is counted of all of them.
    """
    rows = [(each.unit.path, _row(each, scope, now)) for each in made if each.unit_id in drawn]
    rows += [(each.unit.path, missing(each, scope, campaign, now)) for each in due.missing if each.unit.pk in drawn]
    handed_in = {report.unit_id for report in made if report.state in (ReportState.SUBMITTED, ReportState.APPROVED)}
    return {
        "name": period_name(due.period, campaign, now),
        "rows": [row for _path, row in sorted(rows, key=lambda each: each[0])],
        "owed": len(due.units),
        "handed_in": len(handed_in),
        "missing": len(due.missing),
    }


def _by_period(reports: Iterable[Report], scope: Scope, campaign: Campaign, now: datetime) -> list[dict[str, Any]]:
    return [
        {"name": period_name(period, campaign, now), "rows": [_row(report, scope, now) for report in group]}
        for period, group in groupby(reports, key=period_of)
    ]


def _day(moment: datetime, campaign: Campaign, now: datetime) -> str:
    """A local day, with its year where that is not this one."""
    return (day_en if in_english() else day_zh)(
        moment.astimezone(campaign.zone).date(), now.astimezone(campaign.zone).date()
    )


def _row(report: Report, scope: Scope, now: datetime) -> dict[str, Any]:
    return {
        "id": report.pk,
        "unit": name_of(report.unit),
        "title": period_name(period_of(report), report.campaign, now),
        "state": report.state,
        "state_name": report.get_state_display(),
        "counted_on": report.as_of and _day(report.as_of, report.campaign, now),
        "next": next_step(report, scope),
    }
