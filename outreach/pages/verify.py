"""Is this printed report the one that was approved? Whoever holds it can compare the digest."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outreach.campaigns.period_names import span_en, span_zh
from outreach.campaigns.periods import Period, PeriodKind
from outreach.errors import Refusal
from outreach.pages.refusals import answers_refusals
from outreach.pages.words import in_english, name_of
from outreach.reporting.models import Snapshot


@require_safe
@answers_refusals
def verify(request: HttpRequest, snapshot: UUID) -> HttpResponse:
    """Unit, period and digest of an approved report; no figures, which are for its readers."""
    found = Snapshot.objects.select_related("report__unit", "report__campaign").filter(pk=snapshot).first()
    if found is None:
        raise Refusal("not_found")
    report = found.report
    span = span_en if in_english() else span_zh
    period = Period(PeriodKind.CUSTOM, report.first, report.last)
    return render(
        request,
        "resident/verify.html",
        {
            "snapshot": found,
            "campaign": report.campaign,
            "campaign_name": name_of(report.campaign),
            "unit_name": name_of(report.unit),
            "period": span(period, found.frozen_at.date()),
        },
    )
