"""Reports. The shape of a section is documented in `outreach.reporting.section`."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.operations import fields
from outreach.api.shapes.common import NamedCampaignSerializer, NamedUnitSerializer, PageSerializer, Shape
from outreach.reporting.models import PeriodKind, ReportState
from outreach.reporting.services import LONGEST_REASON
from outreach.reporting.wording import LONGEST_LEAD_IN, LONGEST_NEXT_STEPS, LONGEST_REMARK


class ReportSerializer(Shape):
    """A report as lists show it. `snapshot` and `sha256` are there once its figures are frozen."""

    id = serializers.UUIDField()
    campaign = NamedCampaignSerializer()
    unit = NamedUnitSerializer()
    period = serializers.ChoiceField(choices=PeriodKind.choices)
    first = serializers.DateField()
    last = serializers.DateField()
    state = serializers.ChoiceField(choices=ReportState.choices)
    as_of = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True, help_text=_("Why it was sent back, or could not be built."))
    released = serializers.BooleanField(help_text=_("Whether whoever holds the paper may compare its figures."))
    snapshot = serializers.UUIDField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)


class ReportsSerializer(PageSerializer):
    results = ReportSerializer(many=True)


class WrittenSerializer(Shape):
    """The section in words."""

    zh = serializers.CharField()
    en = serializers.CharField()


class ReportWithSectionSerializer(ReportSerializer):
    """A report with its figures and their text, once they are built."""

    section = serializers.DictField(allow_null=True)
    text = WrittenSerializer(allow_null=True)


class ReasonSerializer(Shape):
    """Why a report is sent back."""

    reason = fields.Lines(max_length=LONGEST_REASON)


class WordsSerializer(Shape):
    """What a chief writes beside the figures. An empty text takes away what was there."""

    lead_in = fields.Lines(required=False, allow_blank=True, max_length=LONGEST_LEAD_IN)
    next_steps = fields.Lines(required=False, allow_blank=True, max_length=LONGEST_NEXT_STEPS)
    remarks = serializers.DictField(
        child=fields.Text(allow_blank=True, max_length=LONGEST_REMARK),
        required=False,
        help_text=_("By indicator, one line each."),
    )


class ReleaseSerializer(Shape):
    """Whether whoever holds the paper may compare its figures too."""

    released = fields.Flag()
