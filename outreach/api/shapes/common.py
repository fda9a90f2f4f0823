"""What the shapes of all answers share: the problem document, pages of lists, and things by their names.

Shapes describe answers to the OpenAPI document, and tests hold the answers to them.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.campaigns.models import Campaign
from outreach.errors import PROBLEMS
from outreach.ledger.models import Outcome
from outreach.organisation.models import OrganisationUnit

Shape = serializers.Serializer[Any]


class ProblemSerializer(Shape):
    """A refusal (RFC 9457). Programs branch on `code`; `errors` names fields, nested ones with dots."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=[(code, code) for code in PROBLEMS])
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField())
    )
    submission_id = serializers.UUIDField(required=False, help_text=_("With the answer to a write."))
    outcome = serializers.ChoiceField(
        choices=Outcome.choices, required=False, help_text=_("With the answer to a write.")
    )
    flags = serializers.ListField(
        child=serializers.CharField(), required=False, help_text=_("With the answer to a write.")
    )
    challenge = serializers.JSONField(
        required=False, help_text=_("With challenge_required: solve it and send it back in `challenge`.")
    )


class PageSerializer(Shape):
    """A page of a list; `next` and `previous` are addresses."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class NamedUnitSerializer(Shape):
    """A unit by its names."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    landline = serializers.CharField()


class NamedCampaignSerializer(Shape):
    """A campaign by its names."""

    slug = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()


def named_unit(unit: OrganisationUnit) -> dict[str, Any]:
    return {"id": unit.pk, "name": unit.name, "name_en": unit.name_en, "landline": unit.landline}


def named_campaign(campaign: Campaign) -> dict[str, Any]:
    return {"slug": campaign.slug, "name": campaign.name, "name_en": campaign.name_en}


class SymbolSerializer(Shape):
    """A QR symbol for a screen that paints it itself."""

    size = serializers.IntegerField(help_text=_("The side in modules, without a quiet zone; 0 where there is no code."))
    modules = serializers.CharField(
        allow_blank=True, help_text=_("The symbol's bits row by row, the most significant first, in base64.")
    )
