"""现场出示: of phones drawn at a session's end, how many had the app, how many were not shown. Numbers alone."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.campaigns.indicators import ActivityKind
from outreach.capture.models import Activity
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import take_refusal
from outreach.pages.dashboard.frame import said_at
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.pages.forms import StaffForm
from outreach.pages.words import label_of, name_of
from outreach.reporting.checks.models import InstallCheck
from outreach.reporting.checks.selectors import newest_shown, sessions_of
from outreach.reporting.checks.services import enter_install_check

_A_PAGE: Final = 20
# Afterwards nobody knows any more.
_SESSIONS_OF: Final = timedelta(days=30)
_LARGEST: Final = 100_000


class ShownForm(StaffForm):
    """Three numbers. It bears which numbers stood before, so that two who enter them do not overlook each other."""

    drawn = forms.IntegerField(label=gettext_lazy("Phones drawn"), min_value=1, max_value=_LARGEST)
    verified = forms.IntegerField(label=gettext_lazy("Shown, with the app"), min_value=0, max_value=_LARGEST)
    not_shown = forms.IntegerField(label=gettext_lazy("Not shown"), min_value=0, max_value=_LARGEST)
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)


@require_safe
@overseers_page
def sessions(request: HttpRequest, scope: Scope) -> HttpResponse:
    found = sessions_of(scope, since=timezone.now() - _SESSIONS_OF)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    shown = newest_shown(list(page))
    rows = [_row(session, shown.get(session.act_id)) for session in page]
    return show(request, scope, "dashboard/shown_installs.html", {"tab": "checks", "rows": rows, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def session(request: HttpRequest, scope: Scope, number: UUID) -> HttpResponse:
    found = sessions_of(scope, since=timezone.now() - _SESSIONS_OF).filter(pk=number).first()
    if found is None:
        raise Refusal("not_found")
    if found.act.unit_id not in scope.manages:
        raise Refusal("permission_denied")
    newest = newest_shown([found]).get(found.act_id)
    form = ShownForm(request.POST or None, initial=_begun(newest))
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            enter_install_check(by=scope, session=found, **form.cleaned_data)
        except Refusal as refusal:
            take_refusal(form, refusal)
            status = refusal.problem.status
        else:
            messages.success(request, _("Kept."))
            return redirect("shown-installs")
    context = {"tab": "checks", "form": form, "row": _row(found, newest), "is_own": _is_own(found, scope)}
    response = show(request, scope, "dashboard/shown_install.html", context)
    response.status_code = status
    return response


def _is_own(found: Activity, scope: Scope) -> bool:
    return found.act.officer_id == scope.officer_id


def _begun(newest: InstallCheck | None) -> dict[str, int]:
    if newest is None:
        return {"after": 0}
    return {
        "drawn": newest.drawn,
        "verified": newest.verified,
        "not_shown": newest.not_shown,
        "after": newest.number,
    }


def _row(held: Activity, shown: InstallCheck | None) -> dict[str, Any]:
    return {
        "id": held.act_id,
        "name": f"{label_of(ActivityKind(held.activity_kind))} · {name_of(held.place)}",
        "unit": name_of(held.act.unit),
        "at": said_at(held.opened_at, held.act.campaign),
        "attendance": held.attendance,
        "shown": shown,
    }
