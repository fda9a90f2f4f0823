"""Imports of paper records."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.operations import bounds, fields
from outreach.api.shapes.common import NamedCampaignSerializer, NamedUnitSerializer, Shape
from outreach.capture.imports.models import ImportKind, ImportState, RowState
from outreach.capture.imports.services import IMPORTABLE


class ImportOrderSerializer(Shape):
    """A file of paper records, as multipart/form-data."""

    file = serializers.FileField(help_text=_("xlsx, or csv in UTF-8 or GB18030, of at most 20 MB."))
    campaign = fields.Text(max_length=bounds.SLUG_LENGTH)
    indicator = fields.Choice(choices=[(key.value, key.value) for key in IMPORTABLE])
    kind = fields.Choice(choices=ImportKind.choices, required=False)


class ImportRunSerializer(Shape):
    """What is to be imported beside the rows that are right."""

    doubtful = fields.Flag(
        required=False, help_text=_("Also the rows that may be repeats; they are flagged possible_duplicate.")
    )


class ImportProblemSerializer(Shape):
    """What is wrong with a cell, or with a row as a whole; then `column` is empty."""

    row = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    detail = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=RowState.choices)


class ImportShareSerializer(Shape):
    """What the rows that are right come to, of one unit and month; `month` is its first day."""

    unit = NamedUnitSerializer()
    month = serializers.DateField()
    rows = serializers.IntegerField()
    quantity = serializers.IntegerField()


class RowCountsSerializer(Shape):
    """How many rows there are of each state."""

    ready = serializers.IntegerField()
    doubtful = serializers.IntegerField()
    known = serializers.IntegerField()
    wrong = serializers.IntegerField()


class ImportSerializer(Shape):
    """An import and how far it is. Nothing is counted before its run was ordered."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ImportKind.choices)
    state = serializers.ChoiceField(choices=ImportState.choices)
    campaign = NamedCampaignSerializer()
    unit = NamedUnitSerializer()
    indicator = serializers.CharField()
    file_name = serializers.CharField()
    sha256 = serializers.CharField()
    made_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    problem = serializers.CharField(allow_blank=True, help_text=_("Why the file as a whole cannot be read."))
    rows_read = serializers.IntegerField()
    rows_total = serializers.IntegerField(help_text=_("About how many rows the file has; exact once it is read."))
    rows_done = serializers.IntegerField()
    rows = RowCountsSerializer()


class ImportWithRowsSerializer(ImportSerializer):
    """With what it would count, and the first of the reasons why not."""

    shares = ImportShareSerializer(many=True)
    problems = ImportProblemSerializer(many=True)
