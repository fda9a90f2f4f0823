"""Answers to writes, and what can be read of a submission."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.shapes.common import Shape, SymbolSerializer
from outreach.ledger.models import Kind, Outcome, Source


class CountedSerializer(Shape):
    """What a write changed. A replay says so in the header Idempotent-Replay."""

    submission_id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    indicators = serializers.DictField(
        child=serializers.IntegerField(), help_text=_("The indicators that were changed, and by how much.")
    )
    flags = serializers.ListField(
        child=serializers.CharField(),
        help_text=_("What deserves a second look, such as same_session: it waits, since a session was counted there."),
    )
    receipt = serializers.CharField(required=False, help_text=_("To whoever signed: view, withdraw, erase."))
    witness = serializers.CharField(required=False, help_text=_("To residents: for an officer to witness."))


class ItemSerializer(CountedSerializer):
    """The answer to one item of a batch; it may echo an id that is none."""

    submission_id = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    status = serializers.IntegerField()
    code = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True)
    replay = serializers.BooleanField()
    receipt_symbol = SymbolSerializer(required=False, help_text=_("The receipt, to be shown to who signed here."))
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class ResultsSerializer(Shape):
    """Answers to a batch, in the order of its items."""

    results = ItemSerializer(many=True)


class SubmissionSerializer(Shape):
    """A submission and its outcome. No personal data, for anybody."""

    submission_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    code = serializers.CharField(allow_blank=True)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]
    campaign = serializers.CharField(allow_null=True)
    unit = serializers.IntegerField(allow_null=True)
    act = serializers.UUIDField(allow_null=True)
    corrects = serializers.UUIDField(allow_null=True)
    occurred_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    flags = serializers.ListField(child=serializers.CharField())
    indicators = serializers.DictField(child=serializers.IntegerField())
