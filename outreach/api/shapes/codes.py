"""Codes and batches of codes."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.shapes.common import NamedCampaignSerializer, NamedUnitSerializer, PageSerializer, Shape
from outreach.codes.models import CodeKind
from outreach.codes.selectors import CodeState
from outreach.ledger.models import Kind


class OfferedActSerializer(Shape):
    """An act that the code is good for. The id is there for residents: any UUID is accepted."""

    act = serializers.ChoiceField(choices=Kind.choices)
    submission_id = serializers.UUIDField(required=False)


class CodeSerializer(Shape):
    """A code, and what can be done with it."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=[*CodeKind.choices, ("witness", _("witness"))])
    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in CodeState])
    campaign = NamedCampaignSerializer()
    unit = NamedUnitSerializer()
    title = serializers.CharField(allow_blank=True)
    acts = OfferedActSerializer(many=True)


class MadeCodeSerializer(CodeSerializer):
    """A code as its unit sees it."""

    url = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    use_limit = serializers.IntegerField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class BatchSerializer(Shape):
    """A batch of codes and how far its printing is."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=CodeKind.choices)
    campaign = serializers.CharField()
    unit = serializers.IntegerField()
    size = serializers.IntegerField()
    bundle_size = serializers.IntegerField(allow_null=True)
    text_version = serializers.CharField(allow_blank=True, help_text=_("The pledge on the forms."))
    state = serializers.CharField()
    drawn = serializers.IntegerField(help_text=_("Codes on the sheet so far."))
    used = serializers.IntegerField(help_text=_("Codes used at least once."))
    revoked = serializers.IntegerField(help_text=_("Codes taken back."))
    made_at = serializers.DateTimeField()
    sheet = serializers.CharField(allow_null=True, help_text=_("The address of the PDF, once it is ready."))


class BatchesSerializer(PageSerializer):
    """A page of batches."""

    results = BatchSerializer(many=True)
