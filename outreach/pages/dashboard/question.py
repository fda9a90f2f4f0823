"""What a visitor of the dashboard asks about: a campaign, a unit, a period, an indicator; all have good defaults."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.indicators import INDICATORS, Indicator, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.period_names import name_en, name_zh
from outreach.campaigns.periods import Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.forms import StaffForm
from outreach.pages.words import in_english, name_of
from outreach.reporting.spans import chosen, months_of, span_of

TO_DATE = "to_date"
_INDENT = "\u2003"


@dataclass(frozen=True, slots=True)
class Question:
    """Which figures are to be shown, all within the visitor's scope."""

    campaign: Campaign
    unit: OrganisationUnit
    period: Period
    indicator: Indicator

    def as_choices(self) -> dict[str, str]:
        """The values of the form's fields, also the query of an address that asks the same again."""
        whole = self.period.kind is PeriodKind.CAMPAIGN
        return {
            "campaign": self.campaign.slug,
            "unit": str(self.unit.pk),
            "period": TO_DATE if whole else self.period.first.isoformat(),
            "indicator": self.indicator.key.value,
        }


class QuestionForm(StaffForm):
    """The choices at the head of the dashboard."""

    campaign = forms.ChoiceField(label=_("Campaign"))
    unit = forms.ChoiceField(label=_("Unit"))
    period = forms.ChoiceField(label=_("Period"))

    def __init__(
        self, campaigns: list[Campaign], units: list[OrganisationUnit], periods: list[tuple[str, str]]
    ) -> None:
        super().__init__()
        top = min((unit.depth for unit in units), default=1)
        for name, choices in (
            ("campaign", [(campaign.slug, name_of(campaign)) for campaign in campaigns]),
            ("unit", [(str(unit.pk), _INDENT * (unit.depth - top) + name_of(unit)) for unit in units]),
            ("period", periods),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


def campaigns_for(units: list[OrganisationUnit]) -> list[Campaign]:
    """The campaigns that these units take part in, those running first, then the latest."""
    paths = [unit.path for unit in units]
    found = Campaign.objects.select_related("unit").order_by("-starts_on", "-pk")
    return [
        campaign
        for campaign in found
        if any(path.startswith(campaign.unit.path) or campaign.unit.path.startswith(path) for path in paths)
    ]


def question_of(
    request: HttpRequest, scope: Scope, campaigns: list[Campaign], units: list[OrganisationUnit], now: datetime
) -> Question:
    """What is asked. Raises Refusal: `not_found`, `out_of_scope`, or `malformed` for a period the campaign has not."""
    campaign = _campaign(request.GET.get("campaign", ""), campaigns, now)
    unit = _unit(request.GET.get("unit", ""), scope, units, campaign)
    period = _period(request.GET.get("period", ""), campaign, now)
    key = request.GET.get("indicator", "")
    indicator = INDICATORS[IndicatorKey(key) if key in set(IndicatorKey) else IndicatorKey.RESIDENT_PLEDGES]
    return Question(campaign, unit, period, indicator)


def period_choices(campaign: Campaign, now: datetime) -> list[tuple[str, str]]:
    """The campaign so far, and each of its months, the latest first."""
    name = name_en if in_english() else name_zh
    so_far = span_of(chosen(campaign, kind=PeriodKind.CAMPAIGN, now=now), campaign, now)
    months = [span.period for span in months_of(so_far, campaign, now)]
    named = [(month.first.isoformat(), name(month, now.date())) for month in reversed(months)]
    return [(TO_DATE, str(_("Campaign to date"))), *named]


def _campaign(slug: str, campaigns: list[Campaign], now: datetime) -> Campaign:
    for campaign in campaigns:
        if campaign.slug == slug:
            return campaign
    if slug or not campaigns:
        raise Refusal("not_found")
    begun = [each for each in campaigns if each.starts_on <= now.astimezone(each.zone).date()] or campaigns
    running = [each for each in begun if each.ends_on is None or now.astimezone(each.zone).date() <= each.ends_on]
    return (running or begun)[0]


def _unit(number: str, scope: Scope, units: list[OrganisationUnit], campaign: Campaign) -> OrganisationUnit:
    """The unit asked for; unasked, the campaign's own where the visitor reads it, else the highest one."""
    if not number:
        return next((unit for unit in units if unit.pk == campaign.unit_id), units[0])
    asked = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    scope.subtree(asked)
    return next(unit for unit in units if unit.pk == asked)


def _period(text: str, campaign: Campaign, now: datetime) -> Period:
    if text in ("", TO_DATE):
        return chosen(campaign, kind=PeriodKind.CAMPAIGN, now=now)
    try:
        first = date.fromisoformat(text)
    except ValueError:
        raise Refusal("malformed") from None
    return chosen(campaign, kind=PeriodKind.MONTH, now=now, first=first)
