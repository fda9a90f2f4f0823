"""Numbers of people that coverage is a share of: the base of today, how each came to be, and a newer one entered."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.campaigns.aims.models import COUNTED_AUDIENCES, PopulationBase
from outreach.campaigns.aims.selectors import find_population, history_of_population, standing_populations
from outreach.campaigns.aims.services import LARGEST, enter_population
from outreach.campaigns.indicators import Audience
from outreach.campaigns.models import Campaign
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
from outreach.pages.fields import LineField
from outreach.pages.forms import StaffForm
from outreach.pages.words import label_of, name_of

_A_PAGE: Final = 50
_LONGEST_SOURCE: Final = 160


class PopulationForm(StaffForm):
    """How many people, by which source, on which day."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    audience = forms.ChoiceField(label=gettext_lazy("Who is counted"), required=False)
    count = forms.IntegerField(
        label=gettext_lazy("How many people (empty: the number of that day is taken back)"),
        min_value=1,
        max_value=LARGEST,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    source = LineField(
        label=gettext_lazy("Source, as a report will name it (census, register, school roll)"),
        max_length=_LONGEST_SOURCE,
    )
    as_of = forms.DateField(
        label=gettext_lazy("Counted as of"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, units: list[OrganisationUnit], **options: Any) -> None:
        super().__init__(data, **options)
        offer(self.fields["unit"], unit_options(units))
        audiences = [(audience.value, label_of(audience)) for audience in COUNTED_AUDIENCES]
        offer(self.fields["audience"], [("", _("All people")), *audiences])


@require_safe
@overseers_page
def populations(request: HttpRequest, scope: Scope) -> HttpResponse:
    campaigns, campaign = chosen_campaign(request, scope)
    units = units_of(campaign, scope.oversees)
    chosen = chosen_units(request, units)
    found = standing_populations(campaign, [unit.pk for unit in chosen]) if campaign else PopulationBase.objects.none()
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        **around(campaigns, campaign),
        "rows": [(base, name_of(base.unit), _who(base)) for base in page],
        "page": page,
        "form": UnitForm(units, chosen),
        "is_chosen": chosen != units,
        "administers": bool(units_of(campaign, scope.administers)),
    }
    return show(request, scope, "populations.html", context)


@require_safe
@overseers_page
def population(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """What was entered for the same unit and audience, by whom and when."""
    campaigns, _first = chosen_campaign(request, scope)
    found = _find(number, campaigns, scope)
    context = {
        **around(campaigns, found.campaign),
        "base": found,
        "unit_name": name_of(found.unit),
        "who": _who(found),
        "history": list(history_of_population(found)),
        "zone": found.campaign.timezone,
        "administers": found.unit_id in scope.administers,
    }
    return show(request, scope, "population.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def enter(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A number entered, or entered anew: what stood before is kept."""
    campaigns, campaign = chosen_campaign(request, scope)
    units = units_of(campaign, scope.administers)
    if campaign is None or not units:
        raise Refusal("permission_denied")
    form = PopulationForm(request.POST or None, units, initial=_initial(request, campaigns, scope))
    if form.is_valid():
        said = form.cleaned_data
        try:
            kept = enter_population(
                by=scope,
                campaign=campaign,
                unit=next(unit for unit in units if str(unit.pk) == said["unit"]),
                audience=Audience(said["audience"]) if said["audience"] else None,
                count=said["count"],
                source=said["source"],
                as_of=said["as_of"],
            )
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The number is entered.") if kept.count else _("The number is taken back."))
            return redirect("manage-population", kept.pk)
    return show(request, scope, "population_enter.html", {**around(campaigns, campaign), "form": form})


def _find(number: int, campaigns: list[Campaign], scope: Scope) -> PopulationBase:
    units = list(OrganisationUnit.objects.filter(pk__in=scope.oversees))
    return find_population(number, campaigns=campaigns, units=units)


def _initial(request: HttpRequest, campaigns: list[Campaign], scope: Scope) -> Mapping[str, Any]:
    """The base that is to be entered anew, if one is named."""
    number = number_in(request, "base")
    if number is None:
        return {}
    base = _find(number, campaigns, scope)
    names = ("audience", "count", "source", "as_of")
    return {"unit": base.unit_id, **{name: getattr(base, name) for name in names}}


def _who(base: PopulationBase) -> str:
    return label_of(Audience(base.audience)) if base.audience else _("All people")
