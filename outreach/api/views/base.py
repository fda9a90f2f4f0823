"""What all calls share: JSON in and out, nothing kept by caches, and who may call."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from outreach.api.authentication import OfficerAuthentication
from outreach.api.bodies import BoundedJSON, JSONAnswers
from outreach.edge.sites import serves_residents_only
from outreach.errors import Refusal
from outreach.organisation.models import Officer
from outreach.organisation.scope import Scope, scope_of


class ApiView(APIView):
    """A call open to anybody."""

    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes = ()
    content_negotiation_class: type[BaseContentNegotiation] = JSONAnswers
    renderer_classes = (JSONRenderer,)
    parser_classes: Sequence[type[BaseParser]] = (BoundedJSON,)
    http_method_names = ["get", "head", "post", "delete"]
    cache_control = "no-store"

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", self.cache_control)
        return response


class OfficerView(ApiView):
    """A call of officers, which the residents' site does not have."""

    authentication_classes = (OfficerAuthentication,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if serves_residents_only(request._request):
            raise Http404
        super().initial(request, *args, **kwargs)
        if not isinstance(request.user, Officer):
            raise Refusal(
                "not_authenticated",
            )

    @property
    def officer(self) -> Officer:
        assert isinstance(self.request.user, Officer)
        return self.request.user

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.officer)


class ReadingView(OfficerView):
    """A call that reads figures or records: anyone with a membership today; which ones, the scope tells."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.scope.unit_ids:
            raise Refusal("permission_denied")


class ManagingView(OfficerView):
    """A call of chiefs and administrators; for which units, the scope tells."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.scope.manages:
            raise Refusal("permission_denied")


def page_address(request: Request, cursor: str | None) -> str | None:
    """The same question from another place in the list; None where there is none."""
    if cursor is None:
        return None
    return request.build_absolute_uri(f"?{urlencode({**request.query_params.dict(), 'cursor': cursor})}")
