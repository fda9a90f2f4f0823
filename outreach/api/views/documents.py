"""The OpenAPI document, a page to read it on, and the answer to addresses that are none."""

from typing import NoReturn

from django.http import Http404
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request

from outreach.api.views.base import ApiView


class SchemaDocument(SpectacularAPIView):
    authentication_classes = ()
    permission_classes = ()


class SchemaPage(SpectacularSwaggerSplitView):
    """Its script comes from an address of its own: the content security policy forbids inline code."""

    authentication_classes = ()
    permission_classes = ()
    url_name = "api-schema"
    template_name = "api/docs.html"


@extend_schema(exclude=True)
class UnknownAddress(ApiView):
    """Whatever stands below /api/v1/ answers in JSON, what does not stand there too."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        super().initial(request, *args, **kwargs)
        raise Http404
