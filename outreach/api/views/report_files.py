"""A report's documents: files that a worker built, and a page to read and print."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from outreach.api.bodies import AnyAnswers
from outreach.api.operations import fields
from outreach.api.schema import MEMBER, call
from outreach.api.shapes.common import Shape
from outreach.api.views.base import ReadingView
from outreach.errors import Refusal
from outreach.reporting.documents.page import page_of
from outreach.reporting.files import file_of
from outreach.reporting.models import Extent
from outreach.reporting.selectors import approval_of, report_of
from outreach.reporting.writing import LANGUAGES

_PARAMETERS: Final = [
    OpenApiParameter("language", str, enum=list(LANGUAGES)),
    OpenApiParameter("extent", str, enum=Extent.values, description=_("docx, pdf and html alone have a whole report.")),
]
_LOCALES: Final = {"zh": "zh-hans", "en": "en"}


class _AskedSerializer(Shape):
    """Which document of a report."""

    language = fields.Choice(choices=[(language, language) for language in LANGUAGES], default="zh")
    extent = fields.Choice(choices=Extent.choices, default=Extent.SECTION)


_ASKED: Final = _AskedSerializer()


class ReportFile(ReadingView):
    """While a worker builds it there is none, and the answer says after how long to ask again."""

    content_negotiation_class = AnyAnswers

    @call(
        _("A report as a document"),
        ok={200: OpenApiTypes.BINARY},
        media_type="application/octet-stream",
        problems=(*MEMBER, "malformed"),
        parameters=_PARAMETERS,
    )
    def get(self, request: Request, report_id: UUID, form: str) -> HttpResponse:
        asked = _ASKED.run_validation(request.query_params.dict())
        file = file_of(report_of(self.scope, report_id), form=form, **asked)
        return HttpResponse(
            file.content,
            content_type=file.content_type,
            headers={
                "Content-Disposition": f'attachment; filename="{file.name}"',
                "X-Content-Type-Options": "nosniff",
            },
        )


class ReportPage(ReadingView):
    """The same to read on a screen, and to print from there."""

    content_negotiation_class = AnyAnswers

    @call(
        _("A report as a page"),
        ok={200: OpenApiTypes.STR},
        media_type="text/html",
        problems=(*MEMBER, "malformed"),
        parameters=_PARAMETERS,
    )
    def get(self, request: Request, report_id: UUID) -> HttpResponse:
        asked = _ASKED.run_validation(request.query_params.dict())
        report = report_of(self.scope, report_id)
        if report.section is None:
            raise Refusal("not_found", _("The report has no figures yet."))
        page = page_of(
            report.section,
            language=asked["language"],
            approval=approval_of(report),
            is_whole=asked["extent"] == Extent.WHOLE,
        )
        with override(_LOCALES[asked["language"]]):
            return render(request._request, "reports/document.html", {"page": page})
