"""The dashboard: exact figures of this instant, within the visitor's scope."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from outreach.organisation.models import OrganisationUnit, Role
from outreach.organisation.scope import Scope
from outreach.pages.dashboard import shapes
from outreach.pages.dashboard.question import Question, QuestionForm, campaigns_for, period_choices, question_of
from outreach.pages.staff import staff_page
from outreach.pages.words import in_english, name_of
from outreach.reporting.figures import Figures, figures_of
from outreach.reporting.section import section_of
from outreach.reporting.writing.outline import write


@require_safe
@staff_page
def dashboard(request: HttpRequest, scope: Scope) -> HttpResponse:
    now = timezone.now()
    units = list(OrganisationUnit.objects.filter(pk__in=scope.unit_ids).order_by("path"))
    campaigns = campaigns_for(units)
    is_officer = scope.role == Role.OFFICER
    rights = {"manages": bool(scope.manages), "oversees": bool(scope.oversees)}
    if not campaigns:
        return render(request, "dashboard/empty.html", {"is_officer": is_officer, **rights})
    asked = question_of(request, scope, campaigns, units, now)
    figures = figures_of(campaign=asked.campaign, unit=asked.unit, period=asked.period)
    form = QuestionForm(campaigns, units, period_choices(asked.campaign, now))
    form.initial = asked.as_choices()
    context = {
        "form": form,
        "asked": asked,
        "is_officer": is_officer,
        "campaign": asked.campaign,
        **rights,
    }
    return render(request, "dashboard/dashboard.html", {**context, **_shown(asked, figures)})


def _shown(asked: Question, figures: Figures) -> dict[str, Any]:
    figure = shapes.figure_of(figures, asked.indicator)
    months, units = shapes.by_month(figures, figure), shapes.by_unit(figures, figure)
    measure = shapes.measure(asked.indicator, 2)
    name = shapes.indicator_name(asked.indicator)
    titled = {"name": name, "measure": measure}
    return {
        "unit_name": name_of(asked.unit),
        "campaign_name": name_of(asked.campaign),
        "as_of": figures.as_of,
        "span": figures.span,
        "headlines": shapes.headlines(figures, asked.indicator, asked.as_choices()),
        "name": name,
        "measure": measure,
        "definition": shapes.definition(asked.indicator),
        "months": months,
        "units": units,
        "value": figure.count.value,
        "evidence": shapes.by_evidence(figure),
        "audiences": shapes.by_audience(figure),
        "table": shapes.units_table(figures),
        "charts": {
            "months": shapes.chart(_("%(name)s by month (%(measure)s)") % titled, months, measure),
            "units": shapes.chart(_("%(name)s by unit (%(measure)s)") % titled, units, measure),
        },
        "document": write(section_of(figures), language="en" if in_english() else "zh"),
    }
