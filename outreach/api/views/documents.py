"""The OpenAPI document, a page to read it on, and the answer to addresses that are none."""

from typing import NoReturn

from django.http import Http404
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from outreach.api.views.base import ApiView


class Document(APIView):
    """A document open to anybody; what it refuses, it refuses in JSON as every call does."""

    authentication_classes = ()
    permission_classes = ()
    http_method_names = ApiView.http_method_names

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return response


class SchemaDocument(Document, SpectacularAPIView):
    """As YAML, or as JSON where that is asked for."""


class SchemaPage(Document, SpectacularSwaggerSplitView):
    """Its script comes from an address of its own: the content security policy forbids inline code."""

    url_name = "api-schema"
    template_name = "api/docs.html"


@extend_schema(exclude=True)
class UnknownAddress(ApiView):
    """Whatever stands below /api/v1/ answers in JSON, what does not stand there too."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        super().initial(request, *args, **kwargs)
        raise Http404
