"""Operations as items of a batch: the fields of their kind, and the kind. For the OpenAPI document only."""

from typing import Any

from rest_framework import serializers

from outreach.api.operations import SERIALIZERS, OperationSerializer


def _item(kind: str, serializer: type[OperationSerializer]) -> type[OperationSerializer]:
    name = serializer.__name__.replace("Serializer", "ItemSerializer")
    fields = {"kind": serializers.ChoiceField(choices=[(kind, kind)]), "__doc__": serializer.__doc__}
    return type(name, (serializer,), fields)


ITEM_SERIALIZERS: dict[str, serializers.Serializer[Any] | type[serializers.Serializer[Any]]] = {
    kind: _item(kind, serializer) for kind, serializer in SERIALIZERS.items()
}
