"""The witness code as an address: whoever scans it with any camera learns that it is for the officer beside them."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outreach.pages.teaching import FRAUDS

_FOR_THE_OFFICER: Final = _(
    "An officer scans this code in the officers' app, to confirm what was done on this phone. It opens nothing else."
)


@require_safe
@never_cache
def show(request: HttpRequest, text: str) -> HttpResponse:
    """The same page for every code, whether or not there is such a one: nothing can be learnt by trying."""
    context = {"title": _("For the officer beside you"), "next_step": _FOR_THE_OFFICER, "frauds": FRAUDS}
    return render(request, "resident/closed.html", context)
