"""Starting a campaign, and changing it as far as what was counted and promised under it allows."""

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import count
from types import MappingProxyType
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outreach.audit.services import note
from outreach.campaigns.models import Campaign, Mark, PhonePolicy
from outreach.errors import Refusal
from outreach.organisation.constraints import violated
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope

_LONGEST_SLUG: Final = 40
# Names are no matter of the audit log, which holds codes and numbers.
_UNTOLD: Final = frozenset({"name", "name_en"})

# What the database refuses, by the constraint's name: the field it is about, and what to do.
_REFUSED: Final[Mapping[str, tuple[str, Promise]]] = MappingProxyType(
    {
        "campaign_ends_after_it_starts": ("ends_on", gettext_lazy("Not before the first day.")),
        "campaign_keeps_unit": (
            "unit",
            gettext_lazy("There are records already: they belong to the unit's subtree. Start another campaign."),
        ),
        "campaign_keeps_timezone": (
            "timezone",
            gettext_lazy("There are records already: their days were told in this time zone."),
        ),
        "campaign_begins_before_its_lines": (
            "starts_on",
            gettext_lazy("There are records of earlier days, which would not be counted any more."),
        ),
        "campaign_ends_after_its_lines": (
            "ends_on",
            gettext_lazy("There are records of later days, which would not be counted any more."),
        ),
        "campaign_within_the_days_of_its_unit": (
            "ends_on",
            gettext_lazy("The unit ends sooner. Choose another unit, or a last day that is no later."),
        ),
        "campaign_keeps_its_promise": (
            "retention_days",
            gettext_lazy("Those who signed were told an earlier day of deletion. It may only be brought forward."),
        ),
        "campaign_keeps_week_day": (
            "week_closes_on",
            gettext_lazy("A report was approved already: the weeks and months after it follow the same days."),
        ),
        "campaign_keeps_month_day": (
            "month_closes_on",
            gettext_lazy("A report was approved already: the weeks and months after it follow the same days."),
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTerms:
    """All that is chosen of a campaign; the fields are those of `Campaign`."""

    name: str
    name_en: str
    unit: OrganisationUnit
    timezone: str
    starts_on: date
    ends_on: date | None
    mark: Mark
    phone_policy: PhonePolicy
    minimum_age: int
    retention_days: int
    late_limit_days: int
    week_closes_on: int
    month_closes_on: int

    def as_fields(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@transaction.atomic
def start_campaign(*, by: Scope, terms: CampaignTerms, now: datetime | None = None) -> Campaign:
    """A campaign of the subtree of a unit that the administrator `by` administers.

    Its address is made of its English name and its year.

    Raises:
        Refusal: `permission_denied` or `out_of_scope` for the unit; `malformed` with the fields that a rule refuses.
    """
    by.require_administered(terms.unit.pk)
    _require_zone(terms.timezone)
    campaign = _insert(terms)
    _note(by, "campaign_started", campaign, terms.as_fields(), now)
    return campaign


@transaction.atomic
def change_campaign(*, by: Scope, campaign: Campaign, terms: CampaignTerms, now: datetime | None = None) -> Campaign:
    """Change what may still be changed; a trigger refuses what was counted or promised under the old terms.

    Raises:
        Refusal: as `start_campaign`, for the campaign's unit and the one it is to have.
    """
    by.require_administered(campaign.unit_id)
    by.require_administered(terms.unit.pk)
    _require_zone(terms.timezone)
    kept = Campaign.objects.select_for_update(of=("self",)).select_related("unit").get(pk=campaign.pk)
    changed = {name: value for name, value in terms.as_fields().items() if getattr(kept, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(kept, name, value)
        try:
            with transaction.atomic():
                kept.save(update_fields=list(changed))
        except IntegrityError as error:
            raise _refusal(error) from error
        _note(by, "campaign_changed", kept, changed, now)
    return kept


def _insert(terms: CampaignTerms) -> Campaign:
    begun = slugify(f"{terms.name_en} {terms.starts_on.year}")[:_LONGEST_SLUG].strip("-")
    for number in count(1):
        slug = begun if number == 1 else f"{begun}-{number}"
        try:
            with transaction.atomic():
                return Campaign.objects.create(slug=slug, **terms.as_fields())
        except IntegrityError as error:
            if "slug" not in violated(error):
                raise _refusal(error) from error
    raise AssertionError("count() does not end")


def _require_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise Refusal("malformed", errors={"timezone": [_("There is no such time zone.")]})


def _refusal(error: IntegrityError) -> Refusal:
    name = violated(error)
    if name not in _REFUSED:
        raise error
    field, why = _REFUSED[name]
    return Refusal("malformed", errors={field: [str(why)]})


def _note(by: Scope, action: str, campaign: Campaign, changed: Mapping[str, Any], now: datetime | None) -> None:
    facts = {
        name: value.pk if isinstance(value, OrganisationUnit) else value if isinstance(value, int) else str(value)
        for name, value in changed.items()
        if name not in _UNTOLD
    }
    note(actor=f"officer:{by.officer_id}", action=action, subject=f"campaign:{campaign.pk}", facts=facts, at=now)
