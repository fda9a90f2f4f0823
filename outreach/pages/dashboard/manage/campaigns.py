"""Campaigns: listed, each with its terms, started, and changed as far as its records allow."""

import zoneinfo
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.campaigns.models import (
    FULL_AGE,
    LONGEST_LATE,
    LONGEST_RETENTION,
    MINIMUM_AGE,
    Campaign,
    Mark,
    PhonePolicy,
)
from outreach.campaigns.selectors import campaigns_of
from outreach.campaigns.setting_up import CampaignTerms, change_campaign, start_campaign
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import offer, take_refusal
from outreach.pages.dashboard.manage.common import lasting_units, show, units_read
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.dashboard.question import unit_options
from outreach.pages.fields import LineField
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of

# The questions that are asked at once; the others are answered as usual unless one looks.
_FIRST: Final = ("name", "name_en", "unit", "starts_on", "ends_on")
_LAST_DAY_OF_A_MONTH: Final = 31


def _number(label: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=forms.NumberInput({"inputmode": "numeric"})
    )


class CampaignForm(StaffForm):
    """All that is chosen of a campaign."""

    name = LineField(label=gettext_lazy("Name in Chinese"), max_length=120)
    name_en = LineField(label=gettext_lazy("Name in English (optional)"), max_length=160, required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit, with all below it"))
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day (empty: until further notice)"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    mark = forms.ChoiceField(label=gettext_lazy("How residents sign"), choices=Mark.choices, widget=forms.RadioSelect)
    phone_policy = forms.ChoiceField(
        label=gettext_lazy("Phone number of residents"), choices=PhonePolicy.choices, widget=forms.RadioSelect
    )
    minimum_age = _number(gettext_lazy("Age from which one signs alone (14 to 18)"), MINIMUM_AGE, FULL_AGE)
    retention_days = _number(
        gettext_lazy("Days after the end until signatures and names are deleted"), 1, LONGEST_RETENTION
    )
    late_limit_days = _number(gettext_lazy("Days within which an officer's record may arrive late"), 1, LONGEST_LATE)
    week_closes_on = forms.TypedChoiceField(label=gettext_lazy("Last day of a week"), coerce=int)
    month_closes_on = forms.TypedChoiceField(label=gettext_lazy("Last day of a month"), coerce=int)
    timezone = forms.ChoiceField(label=gettext_lazy("Time zone"))

    def __init__(self, data: Any, units: list[OrganisationUnit], **options: Any) -> None:
        super().__init__(data, **options)
        offer(self.fields["unit"], unit_options(units))
        offer(self.fields["week_closes_on"], [(str(day + 1), str(WEEKDAYS[day])) for day in range(7)])
        days = [(str(day), _("day %(day)s") % {"day": day}) for day in range(1, _LAST_DAY_OF_A_MONTH)]
        offer(self.fields["month_closes_on"], [(str(_LAST_DAY_OF_A_MONTH), _("its own last day")), *days])
        offer(self.fields["timezone"], [(zone, zone) for zone in sorted(zoneinfo.available_timezones())])

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in _FIRST]

    @property
    def policies(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in _FIRST]

    @property
    def has_wrong_policies(self) -> bool:
        return any(field.errors for field in self.policies)

    def terms(self, units: list[OrganisationUnit]) -> CampaignTerms:
        said = dict(self.cleaned_data)
        said["unit"] = next(unit for unit in units if str(unit.pk) == said["unit"])
        said |= {"mark": Mark(said["mark"]), "phone_policy": PhonePolicy(said["phone_policy"])}
        return CampaignTerms(**said)


@require_safe
@overseers_page
def campaigns(request: HttpRequest, scope: Scope) -> HttpResponse:
    found = campaigns_of(units_read(scope))
    prefetch_related_objects(found, "unit")
    rows = [(each, name_of(each), name_of(each.unit), _state(each)) for each in found]
    return show(request, scope, "campaigns.html", {"rows": rows})


@require_safe
@overseers_page
def campaign(request: HttpRequest, scope: Scope, slug: str) -> HttpResponse:
    found = _find(slug, scope)
    context = {
        "campaign": found,
        "campaign_name": name_of(found),
        "unit_name": name_of(found.unit),
        "week_day": WEEKDAYS[found.week_closes_on - 1],
        "ends_with_month": found.month_closes_on == _LAST_DAY_OF_A_MONTH,
        "administers": found.unit_id in scope.administers,
    }
    return show(request, scope, "campaign_terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def start(request: HttpRequest, scope: Scope) -> HttpResponse:
    units = _offered(scope)
    usual = Campaign()
    form = CampaignForm(request.POST or None, units, initial=_terms_of(usual) | {"starts_on": timezone.localdate()})
    if form.is_valid():
        try:
            made = start_campaign(by=scope, terms=form.terms(units))
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The campaign is set up. Publish its pledge texts next."))
            return redirect("manage-campaign", made.slug)
    return show(request, scope, "campaign_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def change(request: HttpRequest, scope: Scope, slug: str) -> HttpResponse:
    found = _find(slug, scope)
    scope.require_administered(found.unit_id)
    units = _offered(scope)
    if found.unit not in units:
        units.append(found.unit)
    form = CampaignForm(request.POST or None, units, initial=_terms_of(found))
    if form.is_valid():
        try:
            change_campaign(by=scope, campaign=found, terms=form.terms(units))
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The campaign is changed."))
            return redirect("manage-campaign", found.slug)
    context = {"campaign": found, "campaign_name": name_of(found), "form": form}
    return show(request, scope, "campaign_form.html", context)


def _find(slug: str, scope: Scope) -> Campaign:
    for each in campaigns_of(units_read(scope)):
        if each.slug == slug:
            return each
    raise Refusal("not_found")


def _offered(scope: Scope) -> list[OrganisationUnit]:
    """The units that a campaign may be for. Raises Refusal: `permission_denied` for who administers none."""
    if not scope.administers:
        raise Refusal("permission_denied")
    return lasting_units(scope.administers)


def _terms_of(campaign: Campaign) -> dict[str, Any]:
    """As the form's fields take them; of a new one the usual policies."""
    terms = {name: getattr(campaign, name) for name in CampaignForm.base_fields if name != "unit"}
    return terms if campaign.pk is None else terms | {"unit": campaign.unit_id}


def _state(campaign: Campaign) -> str:
    today = timezone.now().astimezone(campaign.zone).date()
    if today < campaign.starts_on:
        return "coming"
    return "past" if campaign.ends_on is not None and campaign.ends_on < today else "current"
