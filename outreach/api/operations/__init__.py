"""Operations as JSON: one serializer a kind, for checking and for the OpenAPI document alike."""

from functools import cache

from outreach.api.operations.acts import (
    InstallSerializer,
    MaterialSerializer,
    PublicationSerializer,
    RefusalSerializer,
)
from outreach.api.operations.common import Checked, OperationSerializer
from outreach.api.operations.moves import VoidSerializer, WitnessSerializer
from outreach.api.operations.pledges import PledgeSerializer
from outreach.api.operations.talks import CompleteSerializer, TalkSerializer
from outreach.ledger.models import Kind

SERIALIZERS: dict[str, type[OperationSerializer]] = {
    serializer.operation.kind.value: serializer
    for serializer in (
        TalkSerializer,
        CompleteSerializer,
        PledgeSerializer,
        InstallSerializer,
        RefusalSerializer,
        MaterialSerializer,
        PublicationSerializer,
        WitnessSerializer,
        VoidSerializer,
    )
}


@cache
def checker(kind: Kind | str) -> OperationSerializer:
    """The serializer that checks operations of `kind`, made once: its fields are copied for every new instance."""
    return SERIALIZERS[kind]()


__all__ = ["SERIALIZERS", "Checked", "OperationSerializer", "checker"]
