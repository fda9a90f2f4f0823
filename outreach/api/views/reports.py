"""Reports: ordered, read, submitted, sent back, approved."""

from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.cursors import Pages, is_moment
from outreach.api.named import campaign_named, unit_named
from outreach.api.orders import REPORT_ORDER, ReportOrderSerializer
from outreach.api.schema import MANAGER, MEMBER, call
from outreach.api.shapes.common import named_campaign, named_unit
from outreach.api.shapes.reports import (
    ReasonSerializer,
    ReleaseSerializer,
    ReportSerializer,
    ReportsSerializer,
    ReportWithSectionSerializer,
    WordsSerializer,
)
from outreach.api.views.base import ManagingView, ReadingView
from outreach.campaigns.periods import PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import Role
from outreach.reporting import services
from outreach.reporting.models import Report
from outreach.reporting.selectors import approval_of, report_of, reports_visible_to
from outreach.reporting.spans import chosen
from outreach.reporting.wording import write_words
from outreach.reporting.writing import LANGUAGES, plain, write

_REASON: Final = ReasonSerializer()
_WORDS: Final = WordsSerializer()
_RELEASE: Final = ReleaseSerializer()
_STEP: Final = (*MANAGER, "report_moved_on")


class ReportPages(Pages):
    """Pages of reports, by when they were ordered."""

    ordering = ("-created_at", "-id")
    is_position = staticmethod(is_moment)


class Reports(ReadingView):
    @call(
        _("Reports of my units"),
        ok={200: ReportsSerializer},
        problems=MEMBER,
        parameters=[OpenApiParameter("cursor", str)],
        name="reports_list",
    )
    def get(self, request: Request) -> Response:
        if not self.scope.manages and self.scope.role != Role.AUDITOR:
            raise Refusal("permission_denied")
        pages = ReportPages()
        page = pages.paginate_queryset(reports_visible_to(self.scope), request, view=self)
        return pages.get_paginated_response([_shown(report) for report in page or ()])

    @call(
        _("Have a report built by a worker"),
        takes=ReportOrderSerializer,
        ok={202: ReportSerializer},
        problems=MANAGER,
    )
    def post(self, request: Request) -> Response:
        order = REPORT_ORDER.run_validation(request.data)
        campaign = campaign_named(order["campaign"])
        now = timezone.now()
        period = chosen(
            campaign, kind=PeriodKind(order["period"]), now=now, first=order.get("from"), last=order.get("to")
        )
        report = services.request_report(
            campaign=campaign, unit=unit_named(order["unit"]), period=period, officer=self.officer, now=now
        )
        address = reverse("api-report", kwargs={"report_id": report.pk})
        return Response(_shown(report), status=202, headers={"Location": address})


class OneReport(ReadingView):
    @call(
        _("A report with its section"),
        ok={200: ReportWithSectionSerializer},
        problems=MEMBER,
    )
    def get(self, request: Request, report_id: UUID) -> Response:
        return Response(_with_section(report_of(self.scope, report_id)))


class Words(ManagingView):
    @call(
        _("Write the report's own words: only those that are sent change"),
        takes=WordsSerializer,
        ok={200: ReportWithSectionSerializer},
        problems=_STEP,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        words = _WORDS.run_validation(request.data)
        report = write_words(report=report_of(self.scope, report_id), officer=self.officer, **words)
        return Response(_with_section(report))


class Submission(ManagingView):
    @call(_("Put a draft before an approver"), ok={200: ReportSerializer}, problems=(*_STEP, "period_open"))
    def post(self, request: Request, report_id: UUID) -> Response:
        report = services.submit(report=report_of(self.scope, report_id), officer=self.officer)
        return Response(_shown(report))


class Return(ManagingView):
    @call(_("Send a report back"), takes=ReasonSerializer, ok={200: ReportSerializer}, problems=_STEP)
    def post(self, request: Request, report_id: UUID) -> Response:
        reason = _REASON.run_validation(request.data)["reason"]
        report = services.return_(report=report_of(self.scope, report_id), officer=self.officer, reason=reason)
        return Response(_shown(report))


class Approval(ManagingView):
    @call(
        _("Approve a report and lock its period"),
        ok={200: ReportSerializer},
        problems=(*_STEP, "period_closed"),
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        services.approve(report=report_of(self.scope, report_id), officer=self.officer)
        return Response(_shown(report_of(self.scope, report_id)))


class Release(ManagingView):
    @call(
        _("Let whoever holds the paper compare its figures, or no longer"),
        takes=ReleaseSerializer,
        ok={200: ReportSerializer},
        problems=_STEP,
    )
    def post(self, request: Request, report_id: UUID) -> Response:
        released = _RELEASE.run_validation(request.data)["released"]
        report = services.release(report=report_of(self.scope, report_id), officer=self.officer, released=released)
        return Response(_shown(report))


def _shown(report: Report) -> dict[str, Any]:
    snapshot = getattr(report, "snapshot", None)
    return {
        "id": report.pk,
        "campaign": named_campaign(report.campaign),
        "unit": named_unit(report.unit),
        "period": report.period_kind,
        "first": report.first,
        "last": report.last,
        "state": report.state,
        "as_of": report.as_of,
        "created_at": report.created_at,
        "reason": report.returned_reason,
        "released": report.released,
        "snapshot": snapshot and snapshot.pk,
        "sha256": snapshot and snapshot.sha256,
    }


def _with_section(report: Report) -> dict[str, Any]:
    section: Any = report.section
    approval = approval_of(report)
    text = {
        language: plain(write(section, language=language, approval=approval))
        for language in (LANGUAGES if section else ())
    }
    return _shown(report) | {"section": section, "text": text or None}
