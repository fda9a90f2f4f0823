"""The front door: it sends residents to the event whose number they type, and officers to their work."""

import re
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from outreach.codes.alphabet import is_well_formed, normalise
from outreach.codes.selectors import find_by_number
from outreach.edge.sites import serves_residents_only
from outreach.limits.policy import admit_number_try, network_of, number_was_right
from outreach.organisation.models import Officer
from outreach.pages.fields import LineField
from outreach.pages.refusals import answers_refusals
from outreach.pages.staff import home_of
from outreach.privacy.selectors import is_receipt

_NUMBER: Final = re.compile(r"\d{6}", re.ASCII)


class EntryForm(forms.Form):
    """What stands on the poster: six digits, or the sixteen letters of a code."""

    entry = LineField(max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_refusals
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the number, and on the officers' site offer to log in; who is logged in goes straight to work."""
    residents_only = serves_residents_only(request)
    form = EntryForm(request.POST or None)
    if form.is_valid():
        text = _code_of(request, form.cleaned_data["entry"])
        if text:
            # Whoever keeps a receipt types it where any code is typed.
            return redirect("receipt" if is_receipt(text) else "code", text=text)
        form.add_error("entry", _("There is no event with this number today. Check it, or scan the code."))
    elif not residents_only and isinstance(request.user, Officer) and request.method == "GET":
        return redirect(home_of(request.user))
    status = 404 if form.is_bound else 200
    return render(request, "resident/start.html", {"form": form, "may_log_in": not residents_only}, status=status)


def _code_of(request: HttpRequest, entry: str) -> str:
    """The code behind what was typed; empty where there is none."""
    normal = normalise(entry)
    if is_well_formed(normal):
        return normal
    if not _NUMBER.fullmatch(normal):
        return ""
    network = network_of(request)
    admit_number_try(network)
    code = find_by_number(normal, timezone.now())
    if code is None:
        return ""
    number_was_right(network)
    return code.text
