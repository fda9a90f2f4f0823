"""What the pages of management share: which campaigns are the visitor's, and what is drawn around every page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.question import campaigns_for
from outreach.pages.words import name_of


def show(request: HttpRequest, scope: Scope, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of management; `context` may take the right to change from who administers nothing it shows."""
    rights = {"manages": bool(scope.manages), "oversees": True, "administers": bool(scope.administers)}
    return render(request, f"dashboard/manage/{template}", {**rights, **context})


def units_read(scope: Scope) -> list[OrganisationUnit]:
    """In the order of the tree."""
    return list(OrganisationUnit.objects.filter(pk__in=scope.oversees).order_by("path"))


def chosen_campaign(request: HttpRequest, scope: Scope) -> tuple[list[Campaign], Campaign | None]:
    """The campaigns that the visitor's units take part in, and the one asked for, by default the first of them.

    Raises Refusal: `not_found` for a campaign that is none of them.
    """
    campaigns = campaigns_for(units_read(scope))
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
