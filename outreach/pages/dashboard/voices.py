"""不参加与反映情况: how many said no, and how many said they were forced, by station and month, from ten up."""

from datetime import date
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from outreach.campaigns.selectors import campaigns_of
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of
from outreach.privacy.voices import LEAST, Voices, months_over, next_showing, voices_of

# As many months are offered at once; earlier ones are a page further.
A_PAGE: Final = 24


class MonthForm(StaffForm):
    """Which month to show."""

    month = forms.ChoiceField(label=_("Month"))


@require_safe
@overseers_page
def voices(request: HttpRequest, scope: Scope) -> HttpResponse:
    units = list(OrganisationUnit.objects.filter(pk__in=scope.oversees).order_by("path"))
    campaigns, now = campaigns_of(units), timezone.now()
    months = months_over(campaigns, now)
    month = _chosen(request.GET.get("month", ""), months)
    context: dict[str, Any] = {"tab": "voices", "least": LEAST, "month": month}
    if month is None:
        context["shown_from"] = next_showing(campaigns, now)
    else:
        context |= _rows(voices_of(scope, month)) | _offered(month, months)
    return show(request, scope, "dashboard/voices.html", context)


def _rows(found: list[Voices]) -> dict[str, Any]:
    return {
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


def _offered(month: date, months: list[date]) -> dict[str, Any]:
    """The months of the page that `month` is on, and the latest month of the pages before and after it."""
    begins = months.index(month) // A_PAGE * A_PAGE
    ends = begins + A_PAGE
    return {
        "form": _form(month, months[begins:ends]),
        "later": months[begins - A_PAGE] if begins else None,
        "earlier": months[ends] if ends < len(months) else None,
    }


def _form(month: date, months: list[date]) -> MonthForm:
    form = MonthForm(initial={"month": month.isoformat()})
    field = form.fields["month"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(each.isoformat(), date_format(each, "YEAR_MONTH_FORMAT")) for each in months]
    return form


def _chosen(told: str, months: list[date]) -> date | None:
    """The month asked for, by default the last that is over, None while there is none.

    Raises Refusal: `malformed` for one that is not offered.
    """
    if not told:
        return months[0] if months else None
    for month in months:
        if month.isoformat() == told:
            return month
    raise Refusal("malformed")
