"""The dashboard's home: the paragraph that will be printed, live, with its six figures, and one button 出月报."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from outreach.campaigns.aims.selectors import targets_of
from outreach.campaigns.models import Campaign
from outreach.campaigns.period_names import name_en, name_zh
from outreach.campaigns.periods import Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.frame import frame, live_part, said_at, tag_of
from outreach.pages.dashboard.question import Ground, GroundForm, ground_of
from outreach.pages.dashboard.reports.common import ask_for
from outreach.pages.dashboard.shapes import definition, indicator_name, measure
from outreach.pages.staff import staff_page
from outreach.pages.words import in_english, name_of
from outreach.reporting.brief import brief_of
from outreach.reporting.doubts.counting import doubts_by_indicator
from outreach.reporting.spans import Span, last_closed


@require_safe
@staff_page
def home(request: HttpRequest, scope: Scope) -> HttpResponse:
    now = timezone.now()
    ground = ground_of(request.GET.dict(), scope, now)
    if ground is None or not ground.has_begun(now):
        return frame(request, scope, "dashboard/empty.html", {"campaign": ground and ground.campaign})
    asked = ground.as_choices()
    figures, etag = _figures(ground, scope, now)
    context = {
        "asked": asked,
        "campaign": ground.campaign,
        "campaign_name": name_of(ground.campaign),
        "unit_name": name_of(ground.unit),
        "form": GroundForm(ground),
        "has_choice": len(ground.campaigns) > 1 or len(ground.units) > 1,
        "live": f"{reverse('dashboard-live')}?{urlencode(asked)}",
        "figures": figures,
        "etag": etag,
    }
    if ground.unit.pk in scope.manages:
        context["report_month"] = _month_name(_reported_month(ground.campaign, now), ground.campaign, now)
    return frame(request, scope, "dashboard/home.html", context)


@require_safe
@staff_page
def live(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The figures alone, for the page's script: unchanged ones are not sent again (304)."""
    now = timezone.now()
    ground = ground_of(request.GET.dict(), scope, now)
    if ground is None or not ground.has_begun(now):
        raise Refusal("not_found")
    figures, etag = _figures(ground, scope, now)
    return live_part(request, figures, etag)


@require_POST
@staff_page
def month_report(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Have the month's report built: the last month that is over, in a campaign's first month that one."""
    now = timezone.now()
    ground = ground_of(request.POST.dict(), scope, now)
    if ground is None:
        raise Refusal("not_found")
    month = _reported_month(ground.campaign, now)
    unit = OrganisationUnit.objects.get(pk=ground.unit.pk)
    return ask_for(request, scope, unit, month, campaign=ground.campaign, now=now)


def _reported_month(campaign: Campaign, now: datetime) -> Period:
    first = campaign.closing_days.period_of(PeriodKind.MONTH, campaign.starts_on)
    return last_closed(campaign, PeriodKind.MONTH, now) or first


def _month_name(month: Period, campaign: Campaign, now: datetime) -> str:
    return (name_en if in_english() else name_zh)(month, now.astimezone(campaign.zone).date())


def _figures(ground: Ground, scope: Scope, now: datetime) -> tuple[SafeString, str]:
    """What is live of the page, and the tag by which it is known; their time is told to the minute."""
    markup = render_to_string("dashboard/home_figures.html", _told(ground, scope, now))
    return markup, tag_of(markup)


def _told(ground: Ground, scope: Scope, now: datetime) -> dict[str, Any]:
    brief = brief_of(
        campaign=ground.campaign,
        unit=ground.unit,
        unit_ids=ground.subtree(scope),
        language="en" if in_english() else "zh",
        now=now,
    )
    doubts = doubts_by_indicator(scope, campaign=ground.campaign, unit=ground.unit)
    of_month, of_campaign = targets_of(ground.campaign, ground.unit, brief.latest.period, brief.span.period)
    return {
        "paragraph": brief.paragraph,
        "as_of": said_at(brief.as_of, ground.campaign),
        "latest": _column(brief.latest, ground, now, _("This month")),
        "before": _column(brief.before, ground, now, _("Last month")) if brief.before else None,
        "rows": [
            {
                "key": row.indicator.key.value,
                "name": indicator_name(row.indicator),
                "measure": measure(row.indicator, 2),
                "definition": definition(row.indicator),
                "latest": row.latest,
                "before": row.before,
                "target": of_month.get(row.indicator.key),
                "target_in_all": of_campaign.get(row.indicator.key),
                "doubts": doubts[row.indicator.key],
            }
            for row in brief.rows
        ],
        "shows_doubts": ground.unit.pk in scope.oversees,
        "asked": urlencode(ground.as_choices()),
        "is_bare": not any(row.to_date for row in brief.rows),
    }


def _column(span: Span, ground: Ground, now: datetime, word: str) -> dict[str, Any]:
    """A month: 本月 or 上月 while the campaign runs, the days that are counted of it, and the way to their lines."""
    campaign = ground.campaign
    today = now.astimezone(campaign.zone).date()
    is_under_way = campaign.ends_on is None or today <= campaign.ends_on
    days = {"from": span.first.isoformat(), "to": span.last.isoformat()}
    return {
        "name": word if is_under_way else _month_name(span.period, campaign, now),
        "first": span.first,
        "last": span.last,
        "lines": f"{reverse('entries')}?{urlencode({**ground.as_choices(), **days})}",
    }
