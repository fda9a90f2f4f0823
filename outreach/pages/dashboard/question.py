"""What a visitor of the dashboard asks about: a campaign, a unit, a period, an indicator; all have good defaults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.campaigns.indicators import INDICATORS, Indicator, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.period_names import name_en, name_zh
from outreach.campaigns.periods import Period, PeriodKind
from outreach.campaigns.selectors import campaigns_of
from outreach.errors import Refusal
from outreach.organisation.scope import AnyUnit, Scope, UnitInTree
from outreach.pages.forms import HiddenValue, LongSelect, StaffForm
from outreach.pages.words import in_english, name_of, names_of
from outreach.reporting.spans import chosen, months_of, span_of

TO_DATE: Final = "to_date"
_INDENT: Final = "\u2003"


@dataclass(frozen=True, slots=True)
class Ground:
    """The campaign and the unit asked about, among all that the visitor may ask about."""

    campaign: Campaign
    unit: UnitInTree
    campaigns: list[Campaign]
    units: list[UnitInTree]

    def as_choices(self) -> dict[str, str]:
        """The values of the form's fields, also the query of an address that asks the same again."""
        return {"campaign": self.campaign.slug, "unit": str(self.unit.pk)}

    def has_begun(self, now: datetime) -> bool:
        return self.campaign.starts_on <= now.astimezone(self.campaign.zone).date()

    def subtree(self, scope: Scope) -> frozenset[int]:
        """The unit and all below it."""
        return scope.subtree(self.unit.pk)


class GroundForm(StaffForm):
    """Another campaign or unit; where there is no other one, it is not asked."""

    campaign = forms.ChoiceField(label=_("Campaign"))
    unit = forms.ChoiceField(label=_("Unit"), widget=LongSelect)

    def __init__(self, ground: Ground) -> None:
        super().__init__(initial=ground.as_choices())
        self.offer("campaign", [(campaign.slug, name_of(campaign)) for campaign in ground.campaigns])
        self.offer("unit", unit_options(ground.units))

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        # Django looks into a list of options twice before it draws it, into what a function gives once.
        field.choices = lambda: choices
        if len(choices) == 1:
            field.widget = HiddenValue()


def unit_options(units: Sequence[AnyUnit]) -> list[tuple[str, str]]:
    """The units to choose from, in the order that they are given in, each as far in as it stands below the highest."""
    top = min((unit.depth for unit in units), default=1)
    named = zip(units, names_of(units), strict=True)
    return [(str(unit.pk), _INDENT * (unit.depth - top) + name) for unit, name in named]


def ground_of(asked: Mapping[str, str], scope: Scope, now: datetime) -> Ground | None:
    """Where a page's question stands; None where the visitor's units take part in no campaign. One statement.

    Raises Refusal: `not_found` or `out_of_scope`.
    """
    units = scope.units
    campaigns = campaigns_of(units)
    if not campaigns:
        return None
    campaign = _campaign(asked.get("campaign", ""), campaigns, now)
    return Ground(campaign, _unit(asked.get("unit", ""), scope, units, campaign), campaigns, units)


def period_choices(campaign: Campaign, now: datetime) -> list[tuple[str, str]]:
    """The campaign so far, and each of its months, the latest first."""
    name = name_en if in_english() else name_zh
    so_far = span_of(chosen(campaign, kind=PeriodKind.CAMPAIGN, now=now), campaign, now)
    months = [span.period for span in months_of(so_far, campaign, now)]
    today = now.astimezone(campaign.zone).date()
    named = [(month.first.isoformat(), name(month, today)) for month in reversed(months)]
    return [(TO_DATE, str(_("Campaign to date"))), *named]


def period_of(text: str, campaign: Campaign, now: datetime) -> Period:
    """The period that one of `period_choices` names. Raises Refusal: `malformed` for one the campaign has not."""
    if text in ("", TO_DATE):
        return chosen(campaign, kind=PeriodKind.CAMPAIGN, now=now)
    try:
        first = date.fromisoformat(text)
    except ValueError:
        raise Refusal("malformed") from None
    return chosen(campaign, kind=PeriodKind.MONTH, now=now, first=first)


def indicator_of(key: str) -> Indicator:
    """The indicator of this key, the residents' pledges for any other."""
    return INDICATORS[IndicatorKey(key) if key in set(IndicatorKey) else IndicatorKey.RESIDENT_PLEDGES]


def _campaign(slug: str, campaigns: list[Campaign], now: datetime) -> Campaign:
    for campaign in campaigns:
        if campaign.slug == slug:
            return campaign
    if slug:
        raise Refusal("not_found")
    begun = [each for each in campaigns if each.starts_on <= now.astimezone(each.zone).date()] or campaigns
    running = [each for each in begun if each.ends_on is None or now.astimezone(each.zone).date() <= each.ends_on]
    return (running or begun)[0]


def _unit(number: str, scope: Scope, units: list[UnitInTree], campaign: Campaign) -> UnitInTree:
    """The unit asked for; unasked, the campaign's own where the visitor reads it, else the highest one."""
    if not number:
        return next((unit for unit in units if unit.pk == campaign.unit_id), units[0])
    return scope.unit(int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0)
