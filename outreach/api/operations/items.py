"""Operations as items of a batch: the fields of their kind, and the kind. For the OpenAPI document only."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from outreach.api.operations import SERIALIZERS, OperationSerializer, bounds, fields


def _item(kind: str, serializer: type[OperationSerializer]) -> type[OperationSerializer]:
    name = serializer.__name__.replace("Serializer", "ItemSerializer")
    told = {
        "kind": serializers.ChoiceField(choices=[(kind, kind)]),
        "sealed": fields.Text(
            required=False,
            allow_null=True,
            max_length=bounds.ITEM_BYTES,
            help_text=_(
                "name, post, signature, phone and age_band, sealed with the field list's seal_key; single calls of "
                "officers take it too."
            ),
        ),
        "__doc__": serializer.__doc__,
    }
    return type(name, (serializer,), told)


ITEM_SERIALIZERS: dict[str, serializers.Serializer[Any] | type[serializers.Serializer[Any]]] = {
    kind: _item(kind, serializer) for kind, serializer in SERIALIZERS.items()
}
