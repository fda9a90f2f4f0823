"""What the pages about codes share: whom they are for, what may be chosen, and forms that are sent once."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from outreach.campaigns.models import Campaign
from outreach.campaigns.selectors import campaigns_of
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.forms import StaffForm
from outreach.pages.staff import staff_page
from outreach.pages.words import name_of


class OnceForm(StaffForm):
    """A form that makes something: it bears a number, so that sent twice it makes one."""

    sending = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)


def managers_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn `view(request, scope, ...)` into a page for who manages some unit today."""

    @wraps(view)
    def page(request: HttpRequest, scope: Scope, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not scope.manages:
            raise Refusal("permission_denied")
        return view(request, scope, *args, **kwargs)

    return staff_page(page)


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page under the dashboard's heading, with what its managers find there."""
    return render(request, template, {**context, "manages": True, "oversees": True})


def managed_units(scope: Scope) -> list[OrganisationUnit]:
    """In the order of the tree."""
    return list(OrganisationUnit.objects.filter(pk__in=scope.manages).order_by("path"))


def campaigns_not_over(units: list[OrganisationUnit], now: datetime) -> list[Campaign]:
    """The campaigns that these units take part in and that have not ended, those that began last first.

    One that is still to begin is among them: paper is printed before.
    """
    return [
        campaign
        for campaign in campaigns_of(units)
        if campaign.ends_on is None or now.astimezone(campaign.zone).date() <= campaign.ends_on
    ]


def offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    """Give a choice its options; one that offers nothing to choose is not asked."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
    if len(choices) == 1:
        field.initial = choices[0][0]
        field.widget = forms.HiddenInput()


def campaign_options(campaigns: list[Campaign]) -> list[tuple[str, str]]:
    return [(campaign.slug, name_of(campaign)) for campaign in campaigns]


def take_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Show what the rules refuse beside the fields that they name."""
    named = {field: errors for field, errors in refusal.errors.items() if field in form.fields}
    for field, errors in named.items():
        for error in errors:
            form.add_error(field, error)
    if not named:
        form.add_error(None, str(refusal.detail))
