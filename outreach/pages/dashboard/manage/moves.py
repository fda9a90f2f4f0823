"""A unit moved below another one, from a day on."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.moves import may_move_below, move_unit
from outreach.organisation.scope import Scope
from outreach.organisation.tree import find_unit, may_end
from outreach.pages.dashboard.codes.common import managers_page, take_refusal
from outreach.pages.dashboard.manage.common import show
from outreach.pages.dashboard.question import unit_options
from outreach.pages.forms import LongSelect, StaffForm
from outreach.pages.words import name_of


class MoveForm(StaffForm):
    """Below which unit, and from which day on."""

    below = forms.ChoiceField(label=gettext_lazy("Unit that it is put below"), widget=LongSelect)
    first = forms.DateField(
        label=gettext_lazy("First day there, tomorrow at the earliest"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, units: list[OrganisationUnit]) -> None:
        super().__init__(data)
        field = self.fields["below"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose one")), *unit_options(units)]


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def move(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    unit = find_unit(number, scope=scope)
    if not may_end(scope, unit):
        raise Refusal("permission_denied")
    units = may_move_below(scope, unit)
    form = MoveForm(request.POST or None, units)
    if form.is_valid():
        below = next(each for each in units if str(each.pk) == form.cleaned_data["below"])
        try:
            moved = move_unit(by=scope, unit=unit, below=below, first=form.cleaned_data["first"])
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The move is entered. Places, codes and memberships follow on the day."))
            return redirect("manage-unit", moved.pk)
    with_it = OrganisationUnit.objects.filter(path__startswith=unit.path, ends_on=None).exclude(pk=unit.pk)
    names = [name_of(each) for each in with_it.order_by("path")]
    return show(request, scope, "unit_move.html", {"unit": unit, "name": name_of(unit), "form": form, "names": names})
