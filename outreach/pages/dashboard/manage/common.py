"""What the pages of management share: which campaigns are the visitor's, and what is drawn around every page."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outreach.campaigns.models import Campaign
from outreach.campaigns.selectors import campaigns_of
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import lasting
from outreach.pages.dashboard.question import unit_options
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of


class UnitForm(StaffForm):
    """Which unit's rows to show; nothing to ask where there is only one."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)

    def __init__(self, units: list[OrganisationUnit], chosen: list[OrganisationUnit]) -> None:
        super().__init__(initial={"unit": "" if chosen == units else chosen[0].pk})
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All units")), *unit_options(units)]


def show(request: HttpRequest, scope: Scope, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of management; `context` may take the right to change from who administers nothing it shows."""
    rights = {"manages": bool(scope.manages), "oversees": True, "administers": bool(scope.administers)}
    return render(request, f"dashboard/manage/{template}", {**rights, **context})


def units_read(scope: Scope) -> list[OrganisationUnit]:
    """The units that the viewer oversees, in the order of the tree."""
    return list(OrganisationUnit.objects.filter(pk__in=scope.oversees).order_by("path"))


def lasting_units(unit_ids: Collection[int]) -> list[OrganisationUnit]:
    """Those of the units that go on today: what is entered anew is entered for one of them."""
    return list(lasting(unit_ids, timezone.localdate()))


def chosen_campaign(request: HttpRequest, scope: Scope) -> tuple[list[Campaign], Campaign | None]:
    """The campaigns that the visitor's units take part in, and the one asked for, by default the first of them.

    Raises Refusal: `not_found` for a campaign that is none of them.
    """
    campaigns = campaigns_of(units_read(scope))
    slug = request.GET.get("campaign", "")
    if not slug:
        return campaigns, next(iter(campaigns), None)
    for campaign in campaigns:
        if campaign.slug == slug:
            return campaigns, campaign
    raise Refusal("not_found")


def around(campaigns: list[Campaign], campaign: Campaign | None) -> dict[str, Any]:
    """What a page about one campaign says of it and of the others, to change over to."""
    return {
        "campaign": campaign,
        "campaign_name": name_of(campaign) if campaign else "",
        "others": [(each.slug, name_of(each)) for each in campaigns if each != campaign],
    }


def units_of(campaign: Campaign | None, unit_ids: Collection[int]) -> list[OrganisationUnit]:
    """Those of the units that the campaign is for, in the order of the tree; none without a campaign."""
    if campaign is None:
        return []
    found = OrganisationUnit.objects.filter(pk__in=unit_ids, path__startswith=campaign.unit.path)
    return list(found.order_by("path"))


def chosen_units(request: HttpRequest, units: list[OrganisationUnit]) -> list[OrganisationUnit]:
    """The one of these units that is asked for, or all of them. Raises Refusal: `not_found`."""
    number = number_in(request, "unit")
    if number is None:
        return units
    for unit in units:
        if unit.pk == number:
            return [unit]
    raise Refusal("not_found")


def number_in(request: HttpRequest, name: str) -> int | None:
    """A row's number in the address, if it is one."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
