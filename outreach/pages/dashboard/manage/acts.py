"""操作记录: what was done with what the visitor oversees, the latest first.

By matter and by day, never by officer, and nothing is counted: whoever must answer for an act is named beside it, but
nobody's days at work are laid out here.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from outreach.campaigns.periods import EARLIEST, LATEST
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import offer
from outreach.pages.dashboard.manage.act_words import MATTERS, names_of, on_what, what, who
from outreach.pages.dashboard.manage.common import number_in, show
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.forms import StaffForm
from outreach.reporting.official_acts import Matter, official_acts


class ActsForm(StaffForm):
    """Which acts; what is left empty asks for all. The day is the local one."""

    matter = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(
            {"type": "date", "min": EARLIEST.isoformat(), "max": LATEST.isoformat()}, format="%Y-%m-%d"
        ),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self.fields["matter"], [("", _("All")), *((key.value, str(label)) for key, label in MATTERS.items())])


@require_safe
@overseers_page
def acts(request: HttpRequest, scope: Scope) -> HttpResponse:
    form = ActsForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if not form.is_valid():
        response = show(request, scope, "acts.html", context)
        response.status_code = 400
        return response
    matter, day = form.cleaned_data["matter"], form.cleaned_data["day"]
    before = number_in(request, "before")
    asked = {"matter": matter, "day": day.isoformat() if day else ""}
    found, more = official_acts(scope, matter=Matter(matter) if matter else None, day=day, before=before)
    names = names_of(found, manages=bool(scope.manages))
    rows = [
        {"at": _said(act.at), "who": who(act, names), "what": what(act.action), "on": on_what(act, names)}
        for act in found
    ]
    context |= {
        "rows": rows,
        "is_chosen": bool(matter or day),
        "earlier": _query(asked | {"before": more}) if more else "",
        "latest": _query(asked) if before else None,
        "zone": timezone.localtime().isoformat()[-6:],
    }
    return show(request, scope, "acts.html", context)


def _said(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _query(asked: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})
