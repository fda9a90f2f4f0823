"""What the figures' calls may be asked: the same filters for totals and for the lines behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.named import campaign_named
from outreach.api.operations import bounds, fields
from outreach.campaigns.models import Campaign
from outreach.errors import Refusal
from outreach.organisation.scope import Scope

_LIST_LENGTH = 400


class Names(fields.Text):
    """Names in one parameter, with commas between them."""

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        return tuple(name for part in text.split(",") if (name := part.strip()))


class FigureQuery(serializers.Serializer[Any]):
    """Which lines: of a campaign, a unit's subtree, some local days, some indicators."""

    campaign = fields.Text(max_length=bounds.SLUG_LENGTH)
    unit = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=bounds.KEY_MAXIMUM,
        help_text=_("The unit and all below it; by default all you may see."),
    )
    indicator = Names(required=False, max_length=_LIST_LENGTH)
    evidence = Names(required=False, max_length=_LIST_LENGTH)
    audience = Names(required=False, max_length=_LIST_LENGTH)

    def get_fields(self) -> dict[str, Any]:
        # `from` is a word of Python's own.
        days = {
            "from": fields.Day(required=False, help_text=_("The first local day.")),
            "to": fields.Day(required=False, help_text=_("The last local day.")),
        }
        return {**super().get_fields(), **days}


class TotalsParameters(FigureQuery):
    by = Names(
        required=False,
        max_length=_LIST_LENGTH,
        help_text=_("What to tell rows apart by: indicator, unit, day or week or month, evidence, audience."),
    )


class EntriesParameters(FigureQuery):
    cursor = fields.Text(required=False, max_length=_LIST_LENGTH)


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure's question in the viewer's scope. `lines` are the arguments of `ledger.filters.LineFilter`."""

    campaign: Campaign
    lines: dict[str, Any]
    values: Mapping[str, Any]


def asked_of(query: FigureQuery, given: Mapping[str, Any], scope: Scope) -> Asked:
    """The question that a query string asks.

    Raises ValidationError or Refusal `malformed` for what does not exist, `out_of_scope` for what is not the viewer's.
    """
    values = query.run_validation(given)
    campaign = campaign_named(values["campaign"])
    named = {
        "indicators": values.get("indicator"),
        "evidence": values.get("evidence"),
        "audience": values.get("audience"),
    }
    lines = {
        "campaign_id": campaign.pk,
        "unit_ids": units_asked(values.get("unit"), scope),
        "first": values.get("from"),
        "last": values.get("to"),
        **{name: frozenset(keys) for name, keys in named.items() if keys is not None},
    }
    return Asked(campaign, lines, values)


def units_asked(unit: int | None, scope: Scope) -> frozenset[int]:
    """The units of a question: a unit's subtree, or all the viewer may see."""
    if unit is None:
        return scope.unit_ids
    try:
        return scope.subtree(unit)
    except Refusal as refusal:
        if refusal.problem.code != "not_found":
            raise
        raise Refusal("malformed", errors={"unit": [gettext("There is no such unit.")]}) from None
