"""What a page of the analysis is about, and what all of them have in common."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from outreach.campaigns.indicators import INDICATORS, Indicator, IndicatorKey
from outreach.campaigns.periods import PeriodKind
from outreach.ledger.totals import Totals, TotalsQuery, totals
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.frame import frame
from outreach.pages.dashboard.question import (
    TO_DATE,
    Ground,
    GroundForm,
    ground_of,
    indicator_of,
    period_choices,
    period_of,
)
from outreach.pages.dashboard.shapes import definition, indicator_name, measure
from outreach.pages.staff import staff_page
from outreach.pages.words import name_of
from outreach.reporting.spans import Span, span_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What one page of the analysis is about."""

    ground: Ground
    span: Span
    indicator: Indicator
    scope: Scope
    now: datetime

    def as_choices(self) -> dict[str, str]:
        period = self.span.period
        named = TO_DATE if period.kind is PeriodKind.CAMPAIGN else period.first.isoformat()
        return {**self.ground.as_choices(), "indicator": self.indicator.key.value, "period": named}

    def count(self, *by: str) -> Totals:
        return totals(
            TotalsQuery(
                campaign_id=self.ground.campaign.pk,
                unit_ids=self.ground.subtree(self.scope),
                first=self.span.first,
                last=self.span.last,
                indicators=frozenset({self.indicator.key}),
                by=by,
            )
        )

    def lines(self, part: Mapping[str, str] | None = None) -> str:
        """The query that leads to the lines of the figure, or of the part of it that is so."""
        days = {"from": self.span.first.isoformat(), "to": self.span.last.isoformat()}
        indicator = {"indicator": self.indicator.key.value}
        return urlencode({**self.ground.as_choices(), **indicator, **days, **(part or {})})


class AnalysisForm(GroundForm):
    """What is to be analysed."""

    indicator = forms.ChoiceField(label=gettext_lazy("Figure"))
    period = forms.ChoiceField(label=gettext_lazy("Period"))

    def __init__(self, asked: Asked, indicators: Collection[IndicatorKey]) -> None:
        super().__init__(asked.ground)
        self.initial = asked.as_choices()
        self.offer("indicator", [(key.value, indicator_name(INDICATORS[key])) for key in indicators])
        self.offer("period", period_choices(asked.ground.campaign, asked.now))


def analysis_page(
    view: Callable[[HttpRequest, Asked], dict[str, Any]],
    template: str,
    indicators: Collection[IndicatorKey] = tuple(INDICATORS),
) -> Callable[..., HttpResponseBase]:
    """Turn `view(request, asked)`, which tells what its template shows, into a page of the analysis.

    It is of one of `indicators`, and of the first of them where another one is asked for.
    """

    @require_safe
    @staff_page
    @wraps(view)
    def page(request: HttpRequest, scope: Scope) -> HttpResponse:
        now, given = timezone.now(), request.GET.dict()
        ground = ground_of(given, scope, now)
        if ground is None or not ground.has_begun(now):
            return frame(request, scope, "dashboard/empty.html", {"campaign": ground and ground.campaign})
        span = span_of(period_of(given.get("period", ""), ground.campaign, now), ground.campaign, now)
        indicator = indicator_of(given.get("indicator", ""))
        if indicator.key not in indicators:
            indicator = INDICATORS[next(iter(indicators))]
        asked = Asked(ground, span, indicator, scope, now)
        context = {
            "form": AnalysisForm(asked, indicators),
            "campaign": ground.campaign,
            "campaign_name": name_of(ground.campaign),
            "unit_name": name_of(ground.unit),
            "span": span,
            "name": indicator_name(asked.indicator),
            "measure": measure(asked.indicator, 2),
            "definition": definition(asked.indicator),
            "query": urlencode(asked.as_choices()),
            **view(request, asked),
        }
        return frame(request, scope, template, context)

    return page
