"""报表: what is due with those that are missing, what is missing of earlier days, then every other report."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from outreach.campaigns.models import Campaign
from outreach.campaigns.period_names import day_en, day_zh
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.manage.common import around, units_of
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.dashboard.reports.common import campaign_asked, next_step, period_name, show
from outreach.pages.words import in_english, name_of
from outreach.reporting.models import Report, ReportState
from outreach.reporting.owing import Arrears, Due, due_for
from outreach.reporting.schedule import KINDS
from outreach.reporting.selectors import period_of, reports_visible_to

_A_PAGE: Final = 50
# Of one unit so many are offered to be made; of those before them it is told how many there are.
_MOST_EARLIER: Final = 24


@require_safe
@overseers_page
def reports(request: HttpRequest, scope: Scope) -> HttpResponse:
    now = timezone.now()
    campaigns, campaign = campaign_asked(request, scope, now)
    context: dict[str, Any] = {**around(campaigns, campaign), "may_order": False}
    if campaign is not None:
        units = units_of(campaign, scope.oversees)
        found = reports_visible_to(scope).filter(campaign=campaign)
        owed = [each for kind in KINDS if (each := due_for(campaign, units, kind, now=now))]
        due = [each for each in owed if each.units]
        rest = found.exclude(_among(due)) if due else found
        page = Paginator(rest.order_by("-last", "-first", "period_kind", "unit__path", "-created_at"), _A_PAGE)
        shown = page.get_page(request.GET.get("page"))
        is_first = shown.number == 1
        context |= {
            "due": [_due(each, found, scope, campaign, now) for each in due] if is_first else [],
            "overdue": [_overdue(each, scope, campaign, now) for each in owed if each.overdue] if is_first else [],
            "periods": _by_period(shown, scope, campaign, now),
            "page": shown,
            "may_order": any(unit.pk in scope.manages for unit in units),
        }
    return show(request, scope, "list.html", context)


def _among(due: list[Due]) -> Q:
    """The reports that stand where they are due."""
    chosen = Q(pk=None)
    for each in due:
        chosen |= _of(each)
    return chosen


def _of(due: Due) -> Q:
    period = due.period
    return Q(period_kind=period.kind.value, first=period.first, last=period.last)


def _due(due: Due, found: Any, scope: Scope, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """A period that is over: its reports and, where a unit owes one and has none, that it is missing."""
    made = list(found.filter(_of(due)).order_by("unit__path", "-created_at"))
    rows = [(report.unit.path, _row(report, scope, now)) for report in made]
    rows += [(each.unit.path, _missing(each, scope, campaign, now)) for each in due.missing]
    handed_in = {report.unit_id for report in made if report.state in (ReportState.SUBMITTED, ReportState.APPROVED)}
    return {
        "name": period_name(due.period, campaign, now),
        "rows": [row for _path, row in sorted(rows, key=lambda each: each[0])],
        "owed": len(due.units),
        "handed_in": len(handed_in),
        "missing": len(due.missing),
    }


def _overdue(due: Due, scope: Scope, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """Who reported, or did not owe, the last closed period, and made none of an earlier one."""
    rows = [_missing(each, scope, campaign, now) for each in due.overdue]
    return {"kind": due.period.kind.value, "rows": rows}


def _missing(arrears: Arrears, scope: Scope, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """What a unit lacks: the latest to be made first, those before it folded away.

    Nothing stands there as zero: what was not reported is not known.
    """
    unit, may_order = arrears.unit, arrears.unit.pk in scope.manages
    latest, *earlier = (
        {
            "name": period_name(period, campaign, now),
            "order": may_order
            and urlencode({"campaign": campaign.slug, "unit": unit.pk, "period": f"{period.kind}:{period.first}"}),
        }
        for period in arrears.periods[: _MOST_EARLIER + 1]
    )
    return {
        "unit": name_of(unit),
        "is_missing": True,
        "state": "missing",
        **latest,
        "earlier": earlier,
        "earlier_count": len(arrears.periods) - 1,
        "before": len(arrears.periods) - 1 - len(earlier),
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
