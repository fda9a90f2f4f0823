"""Paper records: a file is sent, checked row by row, looked at, and imported with one button."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.campaigns.models import Campaign
from outreach.campaigns.selectors import campaigns_of
from outreach.capture.imports import services
from outreach.capture.imports.columns import heading_of
from outreach.capture.imports.downloads import problems_csv, problems_xlsx
from outreach.capture.imports.models import LARGEST_FILE, ImportKind, ImportRow, ImportState, PaperImport, RowState
from outreach.capture.imports.problems import row_sentence
from outreach.capture.imports.selectors import (
    UNDER_WAY,
    Share,
    import_of,
    imports_visible_to,
    rows_by_state,
    rows_with_problems,
    shares_of,
)
from outreach.capture.imports.templates import template_csv, template_xlsx
from outreach.capture.imports.units import names_to_choose, own_units
from outreach.edge.once import comes_first, may_come_again
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import (
    OnceForm,
    campaign_options,
    managers_page,
    offer,
    take_refusal,
)
from outreach.pages.dashboard.codes.common import show as show_to_managers
from outreach.pages.dashboard.oversight import overseers_page, show
from outreach.pages.dashboard.shapes import indicator_name, measure
from outreach.pages.words import name_of
from outreach.sheets.problems import file_sentence

_A_PAGE: Final = 20
_PROBLEMS_A_PAGE: Final = 50
_REFRESH_SECONDS: Final = 2
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(OnceForm):
    """Which file, and what it counts."""

    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"))
    indicator = forms.ChoiceField(label=gettext_lazy("What the file counts"))
    file = forms.FileField(
        label=gettext_lazy("File (xlsx or csv, at most 20 MB)"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        widget=forms.RadioSelect,
        initial=ImportKind.RECORDS,
        choices=[
            (ImportKind.RECORDS, gettext_lazy("Counted in this campaign")),
            (ImportKind.PRIOR_YEAR, gettext_lazy("Kept as figures of the year before, only to compare with")),
        ],
    )

    def __init__(self, data: Any, files: Any, campaigns: list[Campaign]) -> None:
        super().__init__(data, files)
        offer(self.fields["campaign"], campaign_options(campaigns))
        offer(self.fields["indicator"], [(key.value, indicator_name(INDICATORS[key])) for key in services.IMPORTABLE])

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB. Send it in parts."))
        return file


@require_safe
@overseers_page
def imports(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The newest first; the page comes again by itself while a worker is at one."""
    page = Paginator(imports_visible_to(scope), _A_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_told(paper) for paper in page], "page": page}
    return _again_while([*page], show(request, scope, "dashboard/imports.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def send(request: HttpRequest, scope: Scope) -> HttpResponse:
    campaigns = campaigns_of(own_units(scope))
    form = ImportForm(request.POST or None, request.FILES or None, campaigns)
    if form.is_valid():
        said = form.cleaned_data
        if not comes_first(said["sending"]):
            messages.info(request, _("The form came twice. The file was taken once."))
            return redirect("imports")
        try:
            paper = services.take_file(
                campaign=next(each for each in campaigns if each.slug == said["campaign"]),
                indicator=IndicatorKey(said["indicator"]),
                kind=ImportKind(said["kind"]),
                file_name=said["file"].name or "",
                content=said["file"].read(),
                by=scope,
            )
        except Refusal as refusal:
            may_come_again(said["sending"])
            take_refusal(form, refusal)
        else:
            return redirect("import", paper.pk)
    templates = [(key.value, indicator_name(INDICATORS[key])) for key in services.IMPORTABLE]
    context = {"form": form, "campaigns": campaigns, "templates": templates}
    return show_to_managers(request, "dashboard/import_send.html", context)


@require_safe
@overseers_page
def one(request: HttpRequest, scope: Scope, import_id: UUID) -> HttpResponse:
    """What a file would count, and has counted; what is not right with it is folded away."""
    paper = import_of(scope, import_id)
    counts = rows_by_state(paper)
    wrong = rows_with_problems(paper)
    page = Paginator(wrong, _PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    is_done = paper.state == ImportState.DONE
    left_out = counts[RowState.DOUBTFUL] if is_done and not paper.takes_doubtful else 0
    context = {
        **_told(paper),
        "paper": paper,
        "counts": {state.value: number for state, number in counts.items()},
        "measure": measure(INDICATORS[IndicatorKey(paper.indicator)], 2),
        "table": _table(shares_of(paper, with_doubtful=paper.takes_doubtful)),
        "problem": file_sentence(paper.problem) if paper.problem else "",
        "problems": _problems(list(page)),
        "problem_rows": page.paginator.count,
        "page": page,
        "left_out": left_out,
        "is_open": "page" in request.GET or left_out > 0,
        "may_order": paper.unit_id in scope.manages,
    }
    return _again_while([paper], show(request, scope, "dashboard/import.html", context))


@require_POST
@managers_page
def order(request: HttpRequest, scope: Scope, import_id: UUID) -> HttpResponse:
    paper = import_of(scope, import_id)
    services.order_import(paper, by=scope, takes_doubtful=request.POST.get("doubtful") == "on")
    return redirect("import", import_id)


@require_POST
@managers_page
def check_again(request: HttpRequest, scope: Scope, import_id: UUID) -> HttpResponse:
    services.check_again(import_of(scope, import_id), by=scope)
    return redirect("import", import_id)


@require_POST
@managers_page
def discard(request: HttpRequest, scope: Scope, import_id: UUID) -> HttpResponse:
    services.discard(import_of(scope, import_id), by=scope)
    return redirect("import", import_id)


@require_safe
@overseers_page
def problems_as_csv(request: HttpRequest, scope: Scope, import_id: UUID) -> HttpResponse:
    """All that is to be looked at, to work through in a spreadsheet."""
    paper = import_of(scope, import_id)
    return HttpResponse(
        problems_csv(paper), content_type="text/csv; charset=utf-8", headers=_attached(f"rows-{paper.pk}.csv")
    )


@require_safe
@overseers_page
def problems_as_xlsx(request: HttpRequest, scope: Scope, import_id: UUID) -> HttpResponse:
    paper = import_of(scope, import_id)
    return HttpResponse(problems_xlsx(paper), content_type=_XLSX, headers=_attached(f"rows-{paper.pk}.xlsx"))


@require_safe
@managers_page
def template(request: HttpRequest, scope: Scope, indicator: str, form: str) -> HttpResponse:
    """An empty sheet to fill in, with the names of the viewer's units to choose from."""
    if indicator not in services.IMPORTABLE:
        raise Http404
    campaigns = campaigns_of(own_units(scope))
    if not campaigns:
        raise Refusal("campaign_unknown")
    campaign = next((each for each in campaigns if each.slug == request.GET.get("campaign")), campaigns[0])
    kind = ImportKind.PRIOR_YEAR if request.GET.get("kind") == ImportKind.PRIOR_YEAR else ImportKind.RECORDS
    write = template_xlsx if form == "xlsx" else template_csv
    today = timezone.now().astimezone(campaign.zone).date()
    day = max(min(today, campaign.ends_on or today) - timedelta(days=1), campaign.starts_on)
    content = write(IndicatorKey(indicator), names_to_choose(campaign, scope), kind=kind, example_day=day)
    return HttpResponse(
        content,
        content_type=_XLSX if form == "xlsx" else "text/csv; charset=utf-8",
        headers=_attached(f"{indicator}.{form}"),
    )


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _again_while(papers: list[PaperImport], response: HttpResponse) -> HttpResponse:
    if any(paper.state in UNDER_WAY for paper in papers):
        response["Refresh"] = str(_REFRESH_SECONDS)
    return response


def _told(paper: PaperImport) -> dict[str, Any]:
    is_running = paper.state in (ImportState.ORDERED, ImportState.RUNNING)
    return {
        "id": paper.pk,
        "file_name": paper.file_name,
        "indicator": indicator_name(INDICATORS[IndicatorKey(paper.indicator)]),
        "kind": paper.get_kind_display(),
        "is_prior": paper.kind == ImportKind.PRIOR_YEAR,
        "campaign": paper.campaign,
        "campaign_name": name_of(paper.campaign),
        "unit": name_of(paper.unit),
        "who": paper.made_by.name,
        "made_at": paper.made_at,
        "state": paper.state,
        "state_name": paper.get_state_display(),
        "is_under_way": paper.state in UNDER_WAY,
        "progress": paper.last_row if is_running else paper.rows_read,
        "total": max(paper.rows_total, paper.rows_read, paper.last_row if is_running else 0, 1),
        "rows_read": paper.rows_read,
        "rows_done": paper.rows_done,
    }


def _table(shares: list[Share]) -> dict[str, Any]:
    """Units down, months across, and what they come to: as the rows will be counted."""
    months = sorted({share.month for share in shares})
    by_key = {(share.unit.pk, share.month): share.quantity for share in shares}
    units = {share.unit.pk: share.unit for share in shares}
    rows = [
        {
            "name": name_of(unit),
            "quantities": [by_key.get((number, month)) for month in months],
            "total": sum(by_key.get((number, month), 0) for month in months),
        }
        for number, unit in units.items()
    ]
    return {
        "months": months,
        "rows": rows,
        "totals": [sum(by_key.get((number, month), 0) for number in units) for month in months],
        "total": sum(share.quantity for share in shares),
        "count": sum(share.rows for share in shares),
    }


def _problems(rows: Sequence[ImportRow]) -> list[dict[str, Any]]:
    return [
        {
            "row": row.row,
            "state": row.get_state_display(),
            "is_wrong": row.state == RowState.WRONG,
            "told": [
                {
                    "column": heading_of(problem["column"]),
                    "value": problem.get("value", ""),
                    "why": row_sentence(problem),
                }
                for problem in row.problems
            ],
        }
        for row in rows
    ]
