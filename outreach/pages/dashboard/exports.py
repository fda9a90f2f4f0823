"""Exports: ordered from a list of lines, watched while they are written, fetched."""

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.frame import frame, live_part, said_at, tag_of
from outreach.pages.dashboard.lines_form import LinesForm
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.dashboard.question import ground_of
from outreach.pages.dashboard.shapes import indicator_name
from outreach.pages.words import in_english, name_of
from outreach.reporting.exports.models import Export, ExportForm, ExportState
from outreach.reporting.exports.services import exports_of, fetch, order_export

_A_PAGE: Final = 20
_TYPES: Final = {
    ExportForm.CSV: "text/csv; charset=utf-8",
    ExportForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "HEAD", "POST"])
@overseers_page
def exports(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The officer's own, the newest first; the list comes again by itself while one of it is being written."""
    if request.method == "POST":
        _order(request, scope)
        return redirect("exports")
    return frame(request, scope, "dashboard/exports.html", _listed(request, scope))


@require_safe
@overseers_page
def live(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The list alone, for the page's script; 205 once nothing of it is under way and the page may rest."""
    listed = _listed(request, scope)
    if not listed["is_under_way"]:
        return HttpResponse(status=205)
    markup = render_to_string("dashboard/exports_rows.html", listed, request)
    return live_part(request, markup, tag_of(markup))


@require_safe
@overseers_page
def download(request: HttpRequest, scope: Scope, number: UUID) -> HttpResponseBase:
    export = exports_of(scope).filter(pk=number).first()
    if export is None:
        raise Refusal("not_found")
    form = ExportForm(export.form)
    days = "_".join(day.isoformat() for day in (export.first, export.last) if day)
    name = "-".join(filter(None, ("lines", export.campaign.slug, str(export.unit_id), export.indicator, days)))
    response = StreamingHttpResponse(fetch(export, scope=scope), content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form.value}"'
    response["Content-Length"] = str(export.size)
    return response


def _listed(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    page = Paginator(exports_of(scope), _A_PAGE).get_page(request.GET.get("page"))
    rows = [_shown(export) for export in page]
    return {"rows": rows, "page": page, "is_under_way": any(row["is_under_way"] for row in rows)}


def _order(request: HttpRequest, scope: Scope) -> Export:
    given = request.POST.dict()
    ground = ground_of(given, scope, timezone.now())
    if ground is None:
        raise Refusal("not_found")
    form = LinesForm(ground, given)
    if not form.is_valid() or given.get("form") not in ExportForm.values:
        raise Refusal("malformed")
    first, last = form.days()
    return order_export(
        scope=scope,
        campaign=ground.campaign,
        unit=OrganisationUnit.objects.get(pk=ground.unit.pk),
        first=first,
        last=last,
        indicator=form.cleaned_data["indicator"],
        evidence=form.cleaned_data["evidence"],
        audience=form.cleaned_data["audience"],
        source=form.cleaned_data["source"],
        form=given["form"],
        language="en" if in_english() else "zh",
    )


def _shown(export: Export) -> dict[str, Any]:
    indicator = INDICATORS[IndicatorKey(export.indicator)] if export.indicator else None
    return {
        "id": export.pk,
        "name": indicator_name(indicator) if indicator else _("All figures"),
        "form": export.get_form_display(),
        "unit": name_of(export.unit),
        "first": export.first,
        "last": export.last,
        "ordered_at": said_at(export.ordered_at, export.campaign),
        "expires_at": export.expires_at and said_at(export.expires_at, export.campaign),
        "state": export.state,
        "state_name": export.get_state_display(),
        "is_under_way": export.state in (ExportState.QUEUED, ExportState.WRITING),
        "lines": export.lines,
        "written": export.written,
        "size": export.size,
    }
