"""Places at the desk: found, entered, renamed, retired and brought back."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outreach.errors import Refusal
from outreach.organisation import places as keeping
from outreach.organisation.models import OrganisationUnit, Place, PlaceKind
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import managers_page, offer, take_refusal
from outreach.pages.dashboard.manage.common import chosen_units, lasting_units, number_in, show, units_read
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.dashboard.question import unit_options
from outreach.pages.fields import LineField
from outreach.pages.forms import LongSelect, StaffForm
from outreach.pages.words import name_of

_A_PAGE: Final = 50
_LONGEST_SEARCH: Final = 80
_RETIRED: Final = "retired"


class FindForm(StaffForm):
    """Which places to show: by name, kind and unit; the retired ones only when asked for."""

    q = forms.CharField(
        label=gettext_lazy("Name of the place, or of an organisation there"),
        required=False,
        widget=forms.TextInput({"type": "search", "maxlength": _LONGEST_SEARCH, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False, widget=LongSelect)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, units: list[OrganisationUnit], asked: dict[str, Any]) -> None:
        super().__init__(initial=asked)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "kind": [("", _("All kinds")), *PlaceKind.choices],
            "unit": [("", _("All units")), *unit_options(units)],
            "state": [("", _("In use")), (_RETIRED, _("Retired"))],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered
        if len(units) == 1:
            del self.fields["unit"]


class PlaceForm(StaffForm):
    """What a place is called, of what kind it is, and whose."""

    name = LineField(label=gettext_lazy("Name of the place"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PlaceKind.choices)
    unit = forms.ChoiceField(label=gettext_lazy("Unit that it counts for"), widget=LongSelect)
    name_en = LineField(label=gettext_lazy("English name (may stay empty)"), max_length=160, required=False)

    def __init__(self, data: Any, units: list[OrganisationUnit], **initial: Any) -> None:
        super().__init__(data, initial=initial)
        offer(self.fields["unit"], unit_options(units))

    def terms(self, units: list[OrganisationUnit]) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        unit = next(unit for unit in units if str(unit.pk) == said["unit"])
        return said | {"unit": unit, "kind": PlaceKind(said["kind"])}


@require_safe
@overseers_page
def places(request: HttpRequest, scope: Scope) -> HttpResponse:
    units = units_read(scope)
    chosen = chosen_units(request, units)
    asked = {
        "q": request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH],
        "kind": request.GET.get("kind", ""),
        "state": request.GET.get("state", ""),
        "unit": "" if chosen == units else chosen[0].pk,
    }
    page = Paginator(_found(scope, asked), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [{"place": place, "name": name_of(place), "unit": name_of(place.unit)} for place in page],
        "page": page,
        "form": FindForm(units, asked),
        "is_asked": any(asked.values()),
        "is_narrowed": bool(asked["kind"] or asked["unit"] or asked["state"]),
    }
    return show(request, scope, "places.html", context)


@require_safe
@overseers_page
def place(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """One place: the organisations there, and what may be done with it."""
    found = keeping.find_place(number, scope=scope)
    context = {
        "place": found,
        "name": name_of(found),
        "unit_name": name_of(found.unit),
        "organisations": list(keeping.organisations_of(found)),
        "manages": found.unit_id in scope.manages,
    }
    return show(request, scope, "place.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def add(request: HttpRequest, scope: Scope) -> HttpResponse:
    units = lasting_units(scope.manages)
    form = PlaceForm(request.POST or None, units, unit=number_in(request, "unit"))
    if form.is_valid():
        try:
            added = keeping.add_place(by=scope, **form.terms(units))
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The place is entered. Phones show it with their next list."))
            return redirect("manage-place", added.pk)
    return show(request, scope, "place_add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def change(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    found = keeping.find_place(number, scope=scope)
    scope.require_managed(found.unit_id)
    units = lasting_units(scope.manages)
    if found.unit not in units:
        units.append(found.unit)
    initial = {"name": found.name, "kind": found.kind, "unit": found.unit_id, "name_en": found.name_en}
    form = PlaceForm(request.POST or None, units, **initial)
    if form.is_valid():
        try:
            keeping.change_place(by=scope, place=found, **form.terms(units))
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The place is changed."))
            return redirect("manage-place", number)
    return show(request, scope, "place_change.html", {"form": form, "place": found, "name": name_of(found)})


@require_POST
@managers_page
def retire(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """Retire the place, or bring it back: one presses the same place to undo it."""
    found = keeping.find_place(number, scope=scope)
    keeping.retire_place(by=scope, place=found, is_used=request.POST.get("used") == "1")
    messages.success(request, _("Retired from now on.") if found.retired_at else _("Brought back."))
    return redirect("manage-place", number)


def _found(scope: Scope, asked: dict[str, Any]) -> QuerySet[Place]:
    found = keeping.places_under(scope).filter(retired_at__isnull=asked["state"] != _RETIRED)
    if asked["q"]:
        found = keeping.named_like(found, asked["q"])
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["unit"]:
        found = found.filter(unit=asked["unit"])
    return found
