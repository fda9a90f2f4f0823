"""Ledger lines and totals."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.shapes.common import PageSerializer, Shape
from outreach.campaigns.indicators import Audience, Evidence, IndicatorKey
from outreach.ledger.models import Source


class EntrySerializer(Shape):
    """A ledger line."""

    id = serializers.IntegerField()
    submission = serializers.UUIDField()
    campaign = serializers.CharField()
    unit = serializers.IntegerField()
    indicator = serializers.ChoiceField(choices=[(key.value, key.value) for key in IndicatorKey])
    evidence = serializers.ChoiceField(choices=[(key.value, key.en) for key in Evidence])
    audience = serializers.ChoiceField(choices=[(key.value, key.en) for key in Audience])
    quantity = serializers.IntegerField()
    occurred_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]
    voided_by = serializers.UUIDField(allow_null=True)


class EntriesSerializer(PageSerializer):
    results = EntrySerializer(many=True)


class TotalsRowSerializer(Shape):
    """A total. Of the labels it has those asked for."""

    indicator = serializers.ChoiceField(choices=[(key.value, key.value) for key in IndicatorKey])
    unit = serializers.IntegerField(required=False)
    unit_name = serializers.CharField(required=False)
    unit_name_en = serializers.CharField(required=False)
    day = serializers.DateField(required=False)
    week = serializers.DateField(required=False, help_text=_("The first day of the campaign's week."))
    month = serializers.DateField(required=False, help_text=_("The first day of the campaign's month."))
    evidence = serializers.ChoiceField(choices=[(key.value, key.en) for key in Evidence], required=False)
    audience = serializers.ChoiceField(choices=[(key.value, key.en) for key in Audience], required=False)
    quantity = serializers.IntegerField()


class TotalsSerializer(Shape):
    """Totals, exact at `as_of`; `pending` lines of them wait for their fold."""

    as_of = serializers.DateTimeField()
    pending = serializers.IntegerField()
    rows = TotalsRowSerializer(many=True)
