"""What is held under a receipt."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.shapes.common import NamedCampaignSerializer, NamedUnitSerializer, Shape
from outreach.campaigns.models import Language
from outreach.capture.signatures import Proof
from outreach.ledger.models import Kind


class SignedTextSerializer(Shape):
    """The words that a pledge was put under. `version` is the SHA-256 of kind, language, title and body."""

    version = serializers.CharField()
    language = serializers.ChoiceField(choices=Language.choices)
    title = serializers.CharField()
    body = serializers.CharField()
    is_sample = serializers.BooleanField(help_text=_("Nobody approved these words yet."))


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
            choices=[(kind, kind) for kind in ("signature", "name", "post", "phone", "sealed_copy", "unreadable")]
        ),
        help_text=_("`unreadable`: a sealed record that cannot be opened. `phone` stays until withdrawal."),
    )
    text = SignedTextSerializer(allow_null=True, help_text=_("Of a pledge: the words that were signed."))
    proof = serializers.ChoiceField(
        choices=[(proof.value, proof.value) for proof in Proof],
        allow_null=True,
        help_text=_("Of a pledge: whether signature and words still match what was signed."),
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
