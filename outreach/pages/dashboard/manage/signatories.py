"""Organisations that sign letters, at their place: entered, renamed, retired and brought back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from outreach.errors import Refusal
from outreach.organisation import places as keeping
from outreach.organisation.models import OrganisationKind
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import managers_page, take_refusal
from outreach.pages.dashboard.manage.common import show
from outreach.pages.fields import LineField
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of


class SignatoryForm(StaffForm):
    """What the organisation is called and of what kind it is."""

    name = LineField(label=gettext_lazy("Full name, as on its seal"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=OrganisationKind.choices)

    def terms(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "kind": OrganisationKind(self.cleaned_data["kind"])}


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def add(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    place = keeping.find_place(number, scope=scope)
    scope.require_managed(place.unit_id)
    form = SignatoryForm(request.POST or None)
    if form.is_valid():
        try:
            keeping.add_organisation(by=scope, place=place, **form.terms())
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The organisation is entered."))
            return redirect("manage-place", number)
    return show(request, scope, "signatory_add.html", {"form": form, "place": place, "name": name_of(place)})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def change(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    organisation = keeping.find_organisation(number, scope=scope)
    place = organisation.place
    scope.require_managed(place.unit_id)
    form = SignatoryForm(request.POST or None, initial={"name": organisation.name, "kind": organisation.kind})
    if form.is_valid():
        try:
            keeping.change_organisation(by=scope, organisation=organisation, **form.terms())
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The organisation is changed."))
            return redirect("manage-place", place.pk)
    context = {"form": form, "organisation": organisation, "place": place, "name": name_of(place)}
    return show(request, scope, "signatory_change.html", context)


@require_POST
@managers_page
def retire(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """Retire the organisation, or bring it back: one presses the same place to undo it."""
    organisation = keeping.find_organisation(number, scope=scope)
    keeping.retire_organisation(by=scope, organisation=organisation, is_used=request.POST.get("used") == "1")
    messages.success(request, _("Retired from now on.") if organisation.retired_at else _("Brought back."))
    return redirect("manage-place", organisation.place_id)
