"""What chiefs order: codes, batches of codes and reports. Services judge the orders."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from outreach.api.named import campaign_named, place_named, unit_named
from outreach.api.operations import bounds, fields
from outreach.api.shapes.common import Shape
from outreach.campaigns.indicators import Audience
from outreach.campaigns.periods import PeriodKind
from outreach.codes.models import CodeKind
from outreach.codes.services import MAX_BATCH, Terms


class TermsSerializer(Shape):
    """What codes are for. Without a window they are good from now to the end of the campaign."""

    kind = fields.Choice(choices=CodeKind.choices)
    campaign = fields.Text(max_length=bounds.SLUG_LENGTH)
    unit = fields.Whole(min_value=1, max_value=bounds.KEY_MAXIMUM)
    place = fields.Whole(required=False, allow_null=True, min_value=1, max_value=bounds.KEY_MAXIMUM)
    audiences = fields.Many(
        child=fields.Choice(choices=[(audience.value, audience.en) for audience in Audience]),
        required=False,
        max_length=bounds.AUDIENCES,
    )
    starts_at = fields.Moment(required=False, allow_null=True)
    ends_at = fields.Moment(required=False, allow_null=True)


class CodeOrderSerializer(TermsSerializer):
    """One code."""

    use_limit = fields.Whole(required=False, allow_null=True, min_value=1, max_value=bounds.COPIES)


class BatchOrderSerializer(TermsSerializer):
    """Codes made together, numbered from 1."""

    size = fields.Whole(
        min_value=1, max_value=MAX_BATCH, help_text=_("Of forms at most 5,000: each is a page of its own.")
    )
    bundle_size = fields.Whole(required=False, allow_null=True, min_value=1, max_value=MAX_BATCH)


class ReportOrderSerializer(Shape):
    """A unit's report. A week or a month is named by any of its days, `from`; chosen days by both ends."""

    campaign = fields.Text(max_length=bounds.SLUG_LENGTH)
    unit = fields.Whole(min_value=1, max_value=bounds.KEY_MAXIMUM)
    period = fields.Choice(choices=[(kind.value, kind.value) for kind in PeriodKind])

    def get_fields(self) -> dict[str, Any]:
        days = {
            "from": fields.Day(required=False, allow_null=True),
            "to": fields.Day(required=False, allow_null=True, help_text=_("To date: the cut-off.")),
        }
        return {**super().get_fields(), **days}


CODE_ORDER: Final = CodeOrderSerializer()
BATCH_ORDER: Final = BatchOrderSerializer()
REPORT_ORDER: Final = ReportOrderSerializer()


def terms_of(values: Mapping[str, Any]) -> Terms:
    """The terms that a checked order names. Raises Refusal `malformed` for what does not exist."""
    return Terms(
        kind=CodeKind(values["kind"]),
        campaign=campaign_named(values["campaign"]),
        unit=unit_named(values["unit"]),
        place=place_named(values.get("place")),
        audiences=values.get("audiences", ()),
        starts_at=values.get("starts_at"),
        ends_at=values.get("ends_at"),
    )
