"""Targets: those that stand, how each came to, and one set or set anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.campaigns.aims.models import Target
from outreach.campaigns.aims.selectors import find_target, history_of_target, standing_targets
from outreach.campaigns.aims.services import LARGEST, set_target
from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.period_names import name_en, name_zh
from outreach.campaigns.periods import LATEST, Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import offer, take_refusal
from outreach.pages.dashboard.manage.common import (
    UnitForm,
    around,
    chosen_campaign,
    chosen_units,
    number_in,
    show,
    units_of,
)
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.dashboard.question import unit_options
from outreach.pages.dashboard.shapes import indicator_name, measure
from outreach.pages.forms import StaffForm
from outreach.pages.words import in_english, name_of

_A_PAGE: Final = 50
_AHEAD: Final = timedelta(days=366)
_WHOLE: Final = "whole"
_OTHER: Final = "other"


class TargetForm(StaffForm):
    """What a unit is to reach, and in which days."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    indicator = forms.ChoiceField(label=gettext_lazy("What is counted"))
    period = forms.ChoiceField(label=gettext_lazy("In which days"))
    first = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("How much (empty: no target any more)"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, data: Any, campaign: Campaign, units: list[OrganisationUnit], **options: Any) -> None:
        super().__init__(data, **options)
        offer(self.fields["unit"], unit_options(units))
        offer(self.fields["indicator"], [(key.value, indicator_name(INDICATORS[key])) for key in IndicatorKey])
        months = [(month.first.isoformat(), _name(month)) for month in _months(campaign)]
        offer(
            self.fields["period"],
            [(_WHOLE, _("The whole campaign")), *months, (_OTHER, _("Other days, named below"))],
        )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("period") == _OTHER:
            for name in ("first", "last"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Name this day."))
        return said

    def days(self, campaign: Campaign) -> tuple[date, date] | None:
        """The days of a form that is right: none for the whole campaign."""
        said = self.cleaned_data
        if said["period"] == _WHOLE:
            return None
        if said["period"] == _OTHER:
            return said["first"], said["last"]
        month = campaign.closing_days.period_of(PeriodKind.MONTH, date.fromisoformat(said["period"]))
        return month.first, month.last


@dataclass(frozen=True, slots=True)
class Row:
    """A target in words; `quantity` is None of one that was taken back."""

    target: Target
    unit: str
    indicator: str
    days: str
    quantity: int | None
    measure: str


@require_safe
@overseers_page
def targets(request: HttpRequest, scope: Scope) -> HttpResponse:
    campaigns, campaign = chosen_campaign(request, scope)
    units = units_of(campaign, scope.oversees)
    chosen = chosen_units(request, units)
    found = standing_targets(campaign, chosen) if campaign else Target.objects.none()
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        **around(campaigns, campaign),
        "rows": [_row(target, campaign) for target in page] if campaign else [],
        "page": page,
        "form": UnitForm(units, chosen),
        "is_chosen": chosen != units,
        "administers": bool(units_of(campaign, scope.administers)),
    }
    return show(request, scope, "targets.html", context)


@require_safe
@overseers_page
def target(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """What was set for the same unit, indicator and days, by whom and when."""
    campaigns, _first = chosen_campaign(request, scope)
    found = _find(number, campaigns, scope)
    history = list(history_of_target(found))
    context = {
        **around(campaigns, found.campaign),
        "row": _row(found, found.campaign),
        "history": [(_row(each, found.campaign), each.set_by.name, each.set_at) for each in history],
        "zone": found.campaign.timezone,
        "administers": found.unit_id in scope.administers,
    }
    return show(request, scope, "target.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def change(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A target set, or set anew: what stood before is kept."""
    campaigns, campaign = chosen_campaign(request, scope)
    units = units_of(campaign, scope.administers)
    if campaign is None or not units:
        raise Refusal("permission_denied")
    initial = _initial(request, campaigns, scope, campaign)
    form = TargetForm(request.POST or None, campaign, units, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        try:
            kept = set_target(
                by=scope,
                campaign=campaign,
                unit=next(unit for unit in units if str(unit.pk) == said["unit"]),
                indicator=IndicatorKey(said["indicator"]),
                quantity=said["quantity"],
                days=form.days(campaign),
            )
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The target is set.") if kept.quantity else _("The target is taken back."))
            return redirect("manage-target", kept.pk)
    return show(request, scope, "target_set.html", {**around(campaigns, campaign), "form": form})


def _find(number: int, campaigns: list[Campaign], scope: Scope) -> Target:
    return find_target(number, campaigns=campaigns, units=list(OrganisationUnit.objects.filter(pk__in=scope.oversees)))


def _initial(request: HttpRequest, campaigns: list[Campaign], scope: Scope, campaign: Campaign) -> Mapping[str, Any]:
    """The target that is to be set anew, if one is named; else the month of today."""
    month = campaign.closing_days.period_of(PeriodKind.MONTH, _today(campaign))
    number = number_in(request, "target")
    if number is None:
        return {"period": month.first.isoformat()}
    standing = _find(number, campaigns, scope)
    begun: dict[str, Any] = {
        "unit": standing.unit_id,
        "indicator": standing.indicator,
        "quantity": standing.quantity,
        "period": _WHOLE,
    }
    if standing.first is not None and standing.last is not None:
        month = campaign.closing_days.period_of(PeriodKind.MONTH, standing.last)
        is_month = (standing.first, standing.last) == (month.first, month.last) and month in _months(campaign)
        days = {"period": month.first.isoformat()} if is_month else {"first": standing.first, "last": standing.last}
        begun |= {"period": _OTHER} | days
    return begun


def _row(target: Target, campaign: Campaign) -> Row:
    indicator = INDICATORS[IndicatorKey(target.indicator)]
    return Row(
        target=target,
        unit=name_of(target.unit),
        indicator=indicator_name(indicator),
        days=_days(target, campaign),
        quantity=target.quantity,
        measure=measure(indicator, target.quantity or 0),
    )


def _days(target: Target, campaign: Campaign) -> str:
    if target.first is None or target.last is None:
        return _("The whole campaign")
    month = campaign.closing_days.period_of(PeriodKind.MONTH, target.last)
    if (target.first, target.last) == (month.first, month.last):
        return _name(month)
    return _name(Period(PeriodKind.CUSTOM, target.first, target.last))


def _months(campaign: Campaign) -> list[Period]:
    """The campaign's months that may be given a target: from this one on for a year, then those gone by."""
    today = _today(campaign)
    last = min(campaign.ends_on or LATEST, max(today, campaign.starts_on) + _AHEAD)
    months = list(campaign.closing_days.periods(PeriodKind.MONTH, campaign.starts_on, last))
    return [each for each in months if each.last >= today] + [each for each in months[::-1] if each.last < today]


def _name(period: Period) -> str:
    # With their year: targets reach over the end of one.
    return (name_en if in_english() else name_zh)(period, date.min)


def _today(campaign: Campaign) -> date:
    return timezone.now().astimezone(campaign.zone).date()
