"""The call a phone empties its queue with."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.batches import submit
from outreach.api.bodies import BoundedBatchJSON, object_of
from outreach.api.operations import bounds
from outreach.api.operations.items import ITEM_SERIALIZERS
from outreach.api.schema import OFFICER, call
from outreach.api.shapes.common import Shape
from outreach.api.shapes.writes import ResultsSerializer
from outreach.api.views.base import OfficerView
from outreach.capture.results import Principal
from outreach.edge.admission import admit_officer
from outreach.errors import Refusal


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="Operation",
        serializers=ITEM_SERIALIZERS,
        resource_type_field_name="kind",
        many=True,
    )
)
class _Operations(serializers.ListField):
    pass


class SyncSerializer(Shape):
    """At most 200 operations of at most 16 KB each, in any order."""

    operations = _Operations(max_length=bounds.BATCH_ITEMS)


class Sync(OfficerView):
    """Items are judged one by one: a refused one never holds up the others."""

    parser_classes = (BoundedBatchJSON,)

    @call(
        _("Send a batch of operations"),
        takes=SyncSerializer,
        ok={200: ResultsSerializer},
        problems=(*OFFICER, "too_many_requests"),
    )
    def post(self, request: Request) -> Response:
        admit_officer(self.officer.pk)
        items = object_of(request.data).get("operations")
        if not isinstance(items, list):
            raise ValidationError({"operations": [_("Expected a list.")]})
        if len(items) > bounds.BATCH_ITEMS:
            raise Refusal("too_large")
        return Response({"results": submit(items, principal=Principal.officer(self.officer.pk))})
