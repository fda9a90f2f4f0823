"""出报表: which unit's, over which days; all other questions have good answers and are folded away."""

from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from outreach.campaigns.models import Campaign
from outreach.campaigns.period_names import name_en, name_zh
from outreach.campaigns.periods import ONE_DAY, Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import managers_page, offer, take_refusal
from outreach.pages.dashboard.manage.common import around, units_of
from outreach.pages.dashboard.question import unit_options
from outreach.pages.dashboard.reports.common import ask_for, campaign_asked, show
from outreach.pages.forms import StaffForm
from outreach.pages.words import in_english
from outreach.reporting.models import Extent
from outreach.reporting.spans import chosen, last_closed

_LANGUAGES: Final = [("zh", "中文"), ("en", "English")]


class RequestForm(StaffForm):
    """Which report to build."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    period = forms.ChoiceField(label=gettext_lazy("Which days"))
    first = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    extent = forms.ChoiceField(
        label=gettext_lazy("How much of the report"),
        widget=forms.RadioSelect,
        initial=Extent.SECTION,
        choices=[
            (Extent.SECTION, gettext_lazy("The outreach section alone")),
            (Extent.WHOLE, gettext_lazy("A whole report: the other sections headed, for others to fill in")),
        ],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the documents"), widget=forms.RadioSelect, choices=_LANGUAGES
    )

    def __init__(
        self, data: Any, campaign: Campaign, units: list[OrganisationUnit], now: datetime, **options: Any
    ) -> None:
        super().__init__(data, **options)
        offer(self.fields["unit"], unit_options(units))
        period = self.fields["period"]
        assert isinstance(period, forms.ChoiceField)
        period.choices = _periods(campaign, now)
        self.fields["language"].initial = "en" if in_english() else "zh"

    def period_asked(self, campaign: Campaign, now: datetime) -> Period:
        """The period of a form that is right. Raises Refusal: `malformed`, which names the field."""
        said = self.cleaned_data
        kind, _colon, day = said["period"].partition(":")
        try:
            if kind == PeriodKind.CAMPAIGN:
                # Today is not over, so a report up to it could not be submitted.
                last = said["last"] or max(now.astimezone(campaign.zone).date() - ONE_DAY, campaign.starts_on)
                return chosen(campaign, kind=PeriodKind.CAMPAIGN, now=now, last=min(last, campaign.ends_on or last))
            if kind == PeriodKind.CUSTOM:
                return chosen(campaign, kind=PeriodKind.CUSTOM, now=now, first=said["first"], last=said["last"])
            return chosen(campaign, kind=PeriodKind(kind), now=now, first=date.fromisoformat(day))
        except Refusal as refusal:
            by_days = kind in (PeriodKind.CAMPAIGN, PeriodKind.CUSTOM)
            raise Refusal("malformed", errors={"last" if by_days else "period": refusal.errors["period"]}) from refusal

    def names_days(self) -> bool:
        """Whether the folded days are to be seen at once."""
        return any(self[name].errors or self[name].value() for name in ("first", "last"))


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def request_one(request: HttpRequest, scope: Scope) -> HttpResponse:
    now = timezone.now()
    campaigns, campaign = campaign_asked(request, scope, now)
    context: dict[str, Any] = around(campaigns, campaign)
    units = units_of(campaign, scope.manages)
    if campaign is None or not units or now.astimezone(campaign.zone).date() < campaign.starts_on:
        return show(request, scope, "request.html", context)
    initial = {name: request.GET[name] for name in ("unit", "period") if name in request.GET}
    initial.setdefault("period", _latest(campaign, now))
    form = RequestForm(request.POST or None, campaign, units, now, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        try:
            return ask_for(
                request,
                scope,
                next(unit for unit in units if str(unit.pk) == said["unit"]),
                form.period_asked(campaign, now),
                campaign=campaign,
                now=now,
                extent=said["extent"],
                language=said["language"],
            )
        except Refusal as refusal:
            take_refusal(form, refusal)
    return show(request, scope, "request.html", {**context, "form": form, "names_days": form.names_days()})


def _periods(campaign: Campaign, now: datetime) -> list[Any]:
    """The campaign's months and weeks, the latest first, then what is named by other days."""
    today = now.astimezone(campaign.zone).date()
    last = min(today, campaign.ends_on or today)
    groups: list[Any] = []
    for kind, label in ((PeriodKind.MONTH, _("A month")), (PeriodKind.WEEK, _("A week"))):
        periods = list(campaign.closing_days.periods(kind, campaign.starts_on, last))
        groups.append((label, [(f"{kind}:{each.first}", _named(each, campaign, now)) for each in reversed(periods)]))
    groups.append(
        (
            _("Other days"),
            [
                (PeriodKind.CAMPAIGN.value, _("Campaign to date")),
                (PeriodKind.CUSTOM.value, _("From one day to another, named below")),
            ],
        )
    )
    return groups


def _named(period: Period, campaign: Campaign, now: datetime) -> str:
    name = (name_en if in_english() else name_zh)(period, now.astimezone(campaign.zone).date())
    return _("%(days)s (not over yet)") % {"days": name} if period.is_partial(now, campaign.zone) else name


def _latest(campaign: Campaign, now: datetime) -> str:
    """The last month that is over, in a campaign's first month that one."""
    month = last_closed(campaign, PeriodKind.MONTH, now)
    first = month.first if month else campaign.closing_days.period_of(PeriodKind.MONTH, campaign.starts_on).first
    return f"{PeriodKind.MONTH}:{first}"
