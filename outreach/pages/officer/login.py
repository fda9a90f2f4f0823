"""Logging in and out; one page for all who work here."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from outreach.errors import Refusal
from outreach.organisation import login as signing
from outreach.organisation.models import Officer
from outreach.pages.forms import StaffForm
from outreach.pages.staff import home_of


class LoginForm(StaffForm):
    """Badge and password."""

    username = forms.CharField(
        label=_("Badge or staff number"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Where the officer wanted to go, or home; a failed try says no more than that it failed."""
    onward = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.method == "GET" and isinstance(request.user, Officer):
        return redirect(onward or home_of(request.user))
    form = LoginForm(request.POST or None, initial={"username": request.GET.get("number", "")[:40]})
    status = 200
    if form.is_valid():
        try:
            officer = signing.log_in(request, form.cleaned_data["username"], form.cleaned_data["password"])
            return redirect(onward or home_of(officer))
        except Refusal as refusal:
            form.add_error(None, str(refusal.detail))
            status = refusal.problem.status
    response = render(request, "officer/login.html", {"form": form, "next": onward}, status=status)
    return response


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    signing.log_out(request)
    return redirect(settings.LOGIN_URL)


def _safe(request: HttpRequest, address: str) -> str:
    """`address`, unless it leads to another site."""
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=hosts, require_https=request.is_secure())
    return address if is_ours else ""
