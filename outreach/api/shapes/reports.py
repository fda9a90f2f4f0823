"""Reports. The shape of a section is documented in `outreach.reporting.section`."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.operations import fields
from outreach.api.shapes.common import NamedCampaignSerializer, NamedUnitSerializer, PageSerializer, Shape
from outreach.reporting.models import PeriodKind, ReportState
from outreach.reporting.services import LONGEST_REASON


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
