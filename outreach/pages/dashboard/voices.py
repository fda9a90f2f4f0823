"""不参加与反映情况: how many said no, and how many said they were forced, by station and month, from ten up."""

from datetime import date, datetime
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.pages.dashboard.question import campaigns_for
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of
from outreach.privacy.voices import LEAST, voices_of

_MOST_MONTHS: Final = 24


class MonthForm(StaffForm):
    """Which month to show."""

    month = forms.ChoiceField(label=_("Month"))


@require_safe
@overseers_page
def voices(request: HttpRequest, scope: Scope) -> HttpResponse:
    units = list(OrganisationUnit.objects.filter(pk__in=scope.oversees).order_by("path"))
    months = _months(units, timezone.now())
    month = _chosen(request.GET.get("month", ""), months)
    form = MonthForm(initial={"month": month.isoformat()})
    field = form.fields["month"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(each.isoformat(), date_format(each, "YEAR_MONTH_FORMAT")) for each in months]
    found = voices_of(scope, month)
    context = {
        "tab": "voices",
        "form": form,
        "month": month,
        "least": LEAST,
        "rows": [
            {
                "name": name_of(row.unit),
                "refusals": row.refusals,
                "pressure": row.pressure,
                "hears_pressure": row.hears_pressure,
            }
            for row in found
        ],
        "hears_pressure": any(row.hears_pressure for row in found),
        "is_quiet": not any(row.refusals or row.pressure for row in found),
    }
    return show(request, scope, "dashboard/voices.html", context)


def _months(units: list[OrganisationUnit], now: datetime) -> list[date]:
    """The first days of the months since these units' first campaign began, this month first."""
    today = timezone.localdate(now)
    began = min([campaign.starts_on for campaign in campaigns_for(units)], default=today)
    months = [today.replace(day=1)]
    while len(months) < _MOST_MONTHS and months[-1] > began:
        year, month = divmod(months[-1].year * 12 + months[-1].month - 2, 12)
        months.append(date(year, month + 1, 1))
    return months


def _chosen(told: str, months: list[date]) -> date:
    """The month asked for, by default this one. Raises Refusal: `malformed` for one that is not offered."""
    if not told:
        return months[0]
    for month in months:
        if month.isoformat() == told:
            return month
    raise Refusal("malformed")
