"""The tree of units at the desk: looked through, added to, renamed; a unit ended by date and brought back."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outreach.errors import Refusal
from outreach.organisation import tree
from outreach.organisation.models import Membership, OrganisationUnit, Place, UnitKind
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import managers_page, offer, take_refusal
from outreach.pages.dashboard.manage.common import show, units_read
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.fields import LineField
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of


class UnitForm(StaffForm):
    """What a unit is called, of what kind it is, and the number that residents may call."""

    name = LineField(label=gettext_lazy("Name of the unit, as reports print it"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    landline = LineField(label=gettext_lazy("Landline, as pages and papers show it"), max_length=40, required=False)
    name_en = LineField(label=gettext_lazy("English name (may stay empty)"), max_length=160, required=False)

    def __init__(self, data: Any, kinds: Iterable[UnitKind], **options: Any) -> None:
        super().__init__(data, **options)
        offer(self.fields["kind"], [(kind.value, str(kind.label)) for kind in kinds])

    def terms(self) -> dict[str, Any]:
        return self.cleaned_data | {"kind": UnitKind(self.cleaned_data["kind"])}


class EndForm(StaffForm):
    last = forms.DateField(
        label=gettext_lazy("Last day of the unit"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


@dataclass(slots=True)
class Branch:
    """A unit as the tree shows it, with those below it."""

    unit: OrganisationUnit
    name: str
    is_over: bool
    below: list["Branch"] = field(default_factory=list)


@require_safe
@overseers_page
def units(request: HttpRequest, scope: Scope) -> HttpResponse:
    found = units_read(scope)
    kinds = Counter(str(UnitKind(unit.kind).label) for unit in found if unit.ends_on is None)
    return show(request, scope, "units.html", {"branches": _branches(found), "kinds": kinds.items()})


@require_safe
@overseers_page
def unit(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """One unit: what is entered of it, and what may be done with it."""
    found = tree.find_unit(number, scope=scope)
    today = timezone.localdate()
    below = OrganisationUnit.objects.filter(path__startswith=found.path, depth=found.depth + 1)
    context = {
        **_around(found),
        "is_over": found.ends_on is not None and found.ends_on < today,
        "below": [(each, name_of(each)) for each in below.order_by("path")],
        "places": Place.objects.filter(unit=found, retired_at=None).count(),
        "members": Membership.objects.not_over(today)
        .filter(unit=found, starts_on__lte=today)
        .values("officer")
        .distinct()
        .count(),
        "administers": found.pk in scope.administers,
        "may_add": tree.fitting_kinds(UnitKind(found.kind)) != [],
        "may_end": tree.may_end(scope, found),
        **_line(found),
    }
    return show(request, scope, "unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def add(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    above = _administered(number, scope)
    # The next kind down is the likeliest, and stands first.
    form = UnitForm(request.POST or None, tree.fitting_kinds(UnitKind(above.kind)))
    if form.is_valid():
        try:
            added = tree.add_unit(by=scope, above=above, **form.terms())
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The unit is entered. Give it officers and places next."))
            return redirect("manage-unit", added.pk)
    return show(request, scope, "unit_add.html", {**_around(above), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def change(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    found = _administered(number, scope)
    around = _around(found)
    initial = {name: getattr(found, name) for name in ("name", "kind", "landline", "name_en")}
    kinds = {*tree.kinds_for(found), UnitKind(found.kind)}
    form = UnitForm(request.POST or None, [kind for kind in UnitKind if kind in kinds], initial=initial)
    if form.is_valid():
        try:
            tree.change_unit(by=scope, unit=found, **form.terms())
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The unit is changed."))
            return redirect("manage-unit", number)
    return show(request, scope, "unit_change.html", {**around, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def end(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    found = _administered(number, scope)
    if not tree.may_end(scope, found):
        raise Refusal("permission_denied")
    form = EndForm(request.POST or None, initial={"last": found.ends_on or timezone.localdate()})
    if form.is_valid():
        try:
            tree.end_unit(by=scope, unit=found, last=form.cleaned_data["last"])
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The unit has its last day."))
            return redirect("manage-unit", number)
    below = OrganisationUnit.objects.filter(path__startswith=found.path).exclude(pk=number)
    names = [name_of(each) for each in below.order_by("path")]
    return show(request, scope, "unit_end.html", {**_around(found), "form": form, "names": names})


@require_POST
@managers_page
def bring_back(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    found = _administered(number, scope)
    try:
        tree.bring_back(by=scope, unit=found)
    except Refusal as refusal:
        if not refusal.errors:
            raise
        messages.error(request, str(refusal.detail))
    else:
        messages.success(request, _("The unit goes on."))
    return redirect("manage-unit", number)


def _administered(number: int, scope: Scope) -> OrganisationUnit:
    found = tree.find_unit(number, scope=scope)
    scope.require_administered(found.pk)
    return found


def _around(found: OrganisationUnit) -> dict[str, Any]:
    above = OrganisationUnit.objects.get_parent(found)
    return {"unit": found, "name": name_of(found), "above": name_of(above) if above else ""}


def _line(found: OrganisationUnit) -> dict[str, Any]:
    """Where the unit moved from and to, each below whom; nothing but for one that ever moved."""
    told: dict[str, Any] = {}
    before: OrganisationUnit | None = found.successor_of
    after: OrganisationUnit | None = getattr(found, "successor", None)
    for name, other in (("before", before), ("after", after)):
        above = OrganisationUnit.objects.get_parent(other) if other else None
        told[name] = (other, name_of(above)) if other and above else None
    return told


def _branches(found: Iterable[OrganisationUnit]) -> list[Branch]:
    """Those that stand below none of the others, each with all below it; `found` are in the order of the tree."""
    today = timezone.localdate()
    tops: list[Branch] = []
    line: list[Branch] = []
    for each in found:
        branch = Branch(each, name_of(each), each.ends_on is not None and each.ends_on < today)
        while line and not each.path.startswith(line[-1].unit.path):
            line.pop()
        (line[-1].below if line else tops).append(branch)
        line.append(branch)
    return tops
