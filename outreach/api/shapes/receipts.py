"""What is held under a receipt."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.shapes.common import NamedCampaignSerializer, NamedUnitSerializer, Shape
from outreach.ledger.models import Kind


class HeldActSerializer(Shape):
    """One act of the resident. `held` names what is kept of the person; nothing of it is shown."""

    act = serializers.ChoiceField(choices=Kind.choices)
    submission_id = serializers.UUIDField()
    at = serializers.DateTimeField()
    campaign = NamedCampaignSerializer()
    unit = NamedUnitSerializer()
    withdrawn = serializers.BooleanField()
    witnessed = serializers.BooleanField()
    held = serializers.ListField(
        child=serializers.ChoiceField(
            choices=[("signature", _("signature")), ("name", _("name")), ("phone", _("phone"))]
        )
    )


class PaperAmongOthersSerializer(Shape):
    """A signed paper that was entered with others: nothing personal of it is kept, and its unit is to be asked."""

    serial = serializers.IntegerField()
    at = serializers.DateTimeField()
    campaign = NamedCampaignSerializer()
    unit = NamedUnitSerializer()


class ReceiptSerializer(Shape):
    acts = HeldActSerializer(many=True)
    paper = PaperAmongOthersSerializer(
        allow_null=True, help_text=_("For a form's stub whose paper was entered by range.")
    )
