"""Officers at the desk: found, invited by a link that is handed over, kept out and let in, their memberships dated."""

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outreach.errors import Refusal
from outreach.organisation import staffing
from outreach.organisation.models import Membership, Officer, OrganisationUnit, Role
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import managers_page, offer, take_refusal
from outreach.pages.dashboard.manage.common import lasting_units, show
from outreach.pages.dashboard.question import unit_options
from outreach.pages.fields import LineField
from outreach.pages.forms import StaffForm
from outreach.pages.refusals import answers_refusals
from outreach.pages.words import name_of

_A_PAGE: Final = 50
_LONGEST_SEARCH: Final = 80

# Django's own sentence about a password, whose plural Django's Chinese lacks: our catalogue has it by this.
_TOO_SHORT: Final = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class MembershipForm(StaffForm):
    """Who, by number, is what on which unit, and in which days."""

    username = LineField(label=gettext_lazy("Badge or staff number"), max_length=40)
    unit = forms.ChoiceField(label=gettext_lazy("Unit, with all below it"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    starts_on = _day(gettext_lazy("First day"))
    ends_on = _day(gettext_lazy("Last day (a secondment has one; empty: until further notice)"), required=False)

    def __init__(self, data: Any, scope: Scope, units: list[OrganisationUnit], **initial: Any) -> None:
        super().__init__(data, initial={"starts_on": timezone.localdate(), **initial})
        offer(self.fields["unit"], unit_options(units))
        offer(self.fields["role"], [(role.value, str(role.label)) for role in staffing.roles_granted(scope)])

    def terms(self, units: list[OrganisationUnit]) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        unit = next(unit for unit in units if str(unit.pk) == said["unit"])
        return said | {"unit": unit, "role": Role(said["role"])}


class InviteForm(MembershipForm):
    name = LineField(label=gettext_lazy("Name"), max_length=80)
    field_order = ("name", "username", "unit", "role", "starts_on", "ends_on")


class EndForm(StaffForm):
    last = _day(gettext_lazy("Last day of the membership"))


class PasswordForm(StaffForm):
    password = forms.CharField(
        label=gettext_lazy("New password, at least ten characters"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


@require_safe
@managers_page
def officers(request: HttpRequest, scope: Scope) -> HttpResponse:
    sought = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    found = staffing.staff_of(scope)
    if sought:
        found = found.filter(Q(name__icontains=sought) | Q(username__icontains=sought))
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    return show(request, scope, "officers.html", {"officers": page, "page": page, "sought": sought})


@require_safe
@managers_page
def officer(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """One officer's memberships in the visitor's units, and what the visitor may do."""
    found = staffing.find_officer(number, by=scope)
    today = timezone.localdate()
    held = Membership.objects.filter(officer=found, unit__in=scope.manages).select_related("unit")
    lasting = set(held.not_over(today))
    rows = [
        {
            "membership": each,
            "unit": name_of(each.unit),
            "is_over": each not in lasting,
            "may_end": found.pk != scope.officer_id and staffing.may_grant(scope, each.unit_id, Role(each.role)),
        }
        for each in held.order_by("-starts_on", "-pk")
    ]
    return show(request, scope, "officer.html", {"officer": found, "rows": rows, "leads": staffing.leads(scope, found)})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def invite(request: HttpRequest, scope: Scope) -> HttpResponse:
    units = lasting_units(scope.manages)
    form = InviteForm(request.POST or None, scope, units)
    if form.is_valid():
        try:
            invited, token = staffing.invite(by=scope, **form.terms(units))
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            return _link(request, scope, invited, token)
    return show(request, scope, "officer_invite.html", {"form": form})


@require_POST
@managers_page
def link(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """A new link where the first was lost or the password forgotten."""
    found = staffing.find_officer(number, by=scope)
    return _link(request, scope, found, staffing.renew_link(by=scope, officer=found))


@require_POST
@managers_page
def let_in(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    """Keep the officer out, or let the officer in again: one presses the same place to undo it."""
    found = staffing.find_officer(number, by=scope)
    staffing.let_in(by=scope, officer=found, is_active=request.POST.get("in") == "1")
    messages.success(request, _("Let in again.") if found.is_active else _("Kept out from now on."))
    return redirect("manage-officer", number)


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def join(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A further membership, a secondment too, of somebody who has an account."""
    units = lasting_units(scope.manages)
    form = MembershipForm(request.POST or None, scope, units, username=request.GET.get("number", "")[:40])
    if form.is_valid():
        try:
            begun = staffing.begin_membership(by=scope, **form.terms(units))
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The membership is entered."))
            return redirect("manage-officer", begun.officer_id)
    return show(request, scope, "officer_join.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def end(request: HttpRequest, scope: Scope, number: int) -> HttpResponse:
    membership = Membership.objects.filter(pk=number, unit__in=scope.manages).select_related("officer", "unit").first()
    if membership is None:
        raise Refusal("not_found")
    form = EndForm(request.POST or None, initial={"last": timezone.localdate()})
    if form.is_valid():
        try:
            staffing.end_membership(by=scope, membership_id=number, last=form.cleaned_data["last"])
        except Refusal as refusal:
            if not refusal.errors:
                raise
            take_refusal(form, refusal)
        else:
            messages.success(request, _("The membership has its last day."))
            return redirect("manage-officer", membership.officer_id)
    context = {"form": form, "membership": membership, "unit_name": name_of(membership.unit)}
    return show(request, scope, "officer_end.html", context)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def invited(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """Where the link leads: a password is set once, then one logs in with it."""
    holder = staffing.officer_of_link(number, token)
    if holder is None:
        return render(request, "officer/link_over.html", status=404)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        try:
            validate_password(form.cleaned_data["password"], holder)
        except ValidationError as error:
            form.add_error("password", error)
        else:
            staffing.set_password(number=number, token=token, password=form.cleaned_data["password"])
            messages.success(request, _("The password is set. Log in with it."))
            return redirect(f"{reverse('login')}?{urlencode({'number': holder.username})}")
    return render(request, "officer/invited.html", {"form": form, "holder": holder})


def _link(request: HttpRequest, scope: Scope, holder: Officer, token: str) -> HttpResponse:
    """The link on the page, this once: it is kept nowhere."""
    address = request.build_absolute_uri(reverse("invited", args=(holder.pk, token)))
    return show(request, scope, "officer_link.html", {"officer": holder, "address": address})
