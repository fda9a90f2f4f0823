"""Is this printed report the one that was approved? Whoever holds it can compare; the figures are for its readers."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outreach.campaigns.period_names import span_en, span_zh
from outreach.campaigns.periods import Period, PeriodKind
from outreach.edge.sites import serves_residents_only
from outreach.errors import Refusal
from outreach.organisation.models import Officer
from outreach.organisation.scope import scope_of
from outreach.pages.refusals import answers_refusals
from outreach.pages.words import in_english, name_of
from outreach.reporting.canonical import sha256_of
from outreach.reporting.models import Report, Snapshot
from outreach.reporting.published import published_by
from outreach.reporting.section import FigurePart


@require_safe
@never_cache
@answers_refusals
def verify(request: HttpRequest, snapshot: UUID) -> HttpResponse:
    """Unit, period and digest of an approved report to anyone; its figures to officers who read the unit's totals.

    Once the report is released, its figures too are for anyone.
    """
    found = Snapshot.objects.select_related("report__unit", "report__campaign").filter(pk=snapshot).first()
    if found is None:
        said = _(
            "No approved report has this number. Compare it with the paper, letter by letter. If it is printed so, ask "
            "the unit that the paper names: it may not be genuine."
        )
        raise Refusal("not_found", said)
    report = found.report
    span = span_en if in_english() else span_zh
    period = Period(PeriodKind.CUSTOM, report.first, report.last)
    sees_figures = report.released or _reads(request, report)
    return render(
        request,
        "resident/verify.html",
        {
            "snapshot": found,
            "is_intact": sha256_of(found.figures) == found.sha256,
            "campaign": report.campaign,
            "campaign_name": name_of(report.campaign),
            "unit_name": name_of(report.unit),
            "period": span(period, found.frozen_at.date()),
            "sees_figures": sees_figures,
            "figures": _figures(found) if sees_figures else [],
            "login": None if isinstance(request.user, Officer) else _login(request),
        },
    )


def _reads(request: HttpRequest, report: Report) -> bool:
    if serves_residents_only(request) or not isinstance(request.user, Officer):
        return False
    return report.unit_id in scope_of(request.user).unit_ids


def _figures(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Every figure as it was frozen, with what a later report says where that differs."""
    report = snapshot.report
    period = Period(PeriodKind(report.period_kind), report.first, report.last)
    published = published_by(report.campaign_id, report.unit_id)[period]
    return [_row(figure, published.latest.get(figure["indicator"])) for figure in snapshot.figures["figures"]]


def _row(figure: FigurePart, latest: int | None) -> dict[str, Any]:
    part, value = figure["definition"], figure["value"]
    measure = part["measure_en"][0 if value == 1 else 1] if in_english() else part["measure_word"]
    return {
        "name": part["en"] if in_english() else part["zh"],
        "value": value,
        "measure": measure,
        "corrected": latest if latest != value else None,
    }


def _login(request: HttpRequest) -> str:
    """Where officers log in, and from there back here: on the residents' site there are none."""
    here = request.get_full_path()
    if not serves_residents_only(request):
        return f"{reverse('login')}?{urlencode({'next': here})}"
    # Logging in leads to a page of that host only.
    return f"{settings.SITE_SCHEME}://{settings.STAFF_HOST}{reverse('login')}?{urlencode({'next': here})}"
