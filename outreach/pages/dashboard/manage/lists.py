"""Lists of units, places and officers: a file is sent, looked at row by row, and entered with one button."""

import base64
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outreach.codes.drawing import address_svg
from outreach.errors import Refusal
from outreach.organisation.lists import services
from outreach.organisation.lists.columns import COLUMNS
from outreach.organisation.lists.known import names_to_choose
from outreach.organisation.lists.planning import Plan, PlannedRow, Step
from outreach.organisation.lists.problems import row_sentence
from outreach.organisation.lists.templates import template_csv, template_xlsx
from outreach.organisation.models import ListKind, SentList
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import managers_page, take_refusal
from outreach.pages.dashboard.manage.common import show
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of
from outreach.sheets.problems import FileProblem, file_sentence

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BACK: Final = {
    ListKind.UNITS: "manage-units",
    ListKind.PLACES: "manage-places",
    ListKind.OFFICERS: "manage-officers",
}


class ListForm(StaffForm):
    file = forms.FileField(
        label=gettext_lazy("File (xlsx or csv, at most 500 rows)"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > services.LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB. Copy the rows into an empty template."))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def send(request: HttpRequest, scope: Scope, kind: str) -> HttpResponse:
    sort = _sort(kind, scope)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sent = services.take_list(by=scope, kind=sort, file_name=file.name or "", content=file.read())
        except Refusal as refusal:
            take_refusal(form, refusal)
        else:
            return redirect("manage-list", sent.pk)
    return show(request, scope, "list_send.html", {**_around(sort), "form": form})


@require_safe
@managers_page
def one(request: HttpRequest, scope: Scope, number: UUID) -> HttpResponse:
    """What the list would do; what is not right with it comes first."""
    sent = services.find_list(number, by=scope)
    context = {**_around(ListKind(sent.kind)), "sent": sent}
    if sent.entered_at is not None:
        return show(request, scope, "list.html", context)
    try:
        plan = services.plan_of(sent, by=scope)
    except FileProblem as problem:
        return show(request, scope, "list.html", {**context, "problem": file_sentence(problem.as_json())})
    return show(request, scope, "list.html", {**context, **_told(sent, plan)})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def enter(request: HttpRequest, scope: Scope, number: UUID) -> HttpResponse:
    """Enter it all. The links of new officers stand on the page, this once: they are kept nowhere."""
    sent = services.find_list(number, by=scope)
    kind = ListKind(sent.kind)
    if request.method != "POST":
        # Loaded again, it shows no link a second time: each officer's page makes a new one.
        if sent.entered_at is not None and kind == ListKind.OFFICERS:
            messages.warning(
                request, _("Links are shown once. A link that is lost is made anew on the officer's page.")
            )
        return redirect("manage-list", number)
    try:
        plan, invited = services.enter_list(sent, by=scope)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("manage-list", number)
    counts = {"added": plan.counts[Step.ADD], "changed": plan.counts[Step.CHANGE]}
    messages.success(request, _("The list is entered: %(added)s new, %(changed)s changed.") % counts)
    if not invited:
        return redirect(_BACK[kind])
    slips = []
    for officer, token in invited:
        address = request.build_absolute_uri(reverse("invited", args=(officer.pk, token)))
        drawn = base64.b64encode(address_svg(address).encode()).decode()
        slips.append({"officer": officer, "address": address, "picture": f"data:image/svg+xml;base64,{drawn}"})
    return show(request, scope, "list_slips.html", {**_around(kind), "slips": slips, "shown_once": True})


@require_safe
@managers_page
def template(request: HttpRequest, scope: Scope, kind: str, form: str) -> HttpResponse:
    sort = _sort(kind, scope)
    if form != "xlsx":
        content = template_csv(sort)
    elif sort == ListKind.UNITS:
        content = template_xlsx(sort, names_to_choose(scope.administers))
    else:
        content = template_xlsx(sort, names_to_choose(scope.manages, timezone.localdate()))
    return HttpResponse(
        content,
        content_type=_XLSX if form == "xlsx" else "text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{sort.value}.{form}"'},
    )


def _sort(kind: str, scope: Scope) -> ListKind:
    if kind not in ListKind.values:
        raise Http404
    if not services.may_send(scope, ListKind(kind)):
        raise Refusal("permission_denied")
    return ListKind(kind)


def _around(kind: ListKind) -> dict[str, Any]:
    titles = {
        ListKind.UNITS: (_("Units"), _("Enter units from a list")),
        ListKind.PLACES: (_("Places"), _("Enter places from a list")),
        ListKind.OFFICERS: (_("Officers"), _("Enter officers from a list")),
    }
    matter, title = titles[kind]
    return {"kind": kind.value, "matter": matter, "title": title, "back": reverse(_BACK[kind])}


def _told(sent: SentList, plan: Plan) -> dict[str, Any]:
    headings = {column.value: column.heading for column in COLUMNS[ListKind(sent.kind)]}
    steps = {Step.ADD: _("new"), Step.CHANGE: _("changed")}
    if sent.kind == ListKind.OFFICERS:
        steps[Step.CHANGE] = _("a further membership")
    return {
        "counts": {step.value: count for step, count in plan.counts.items()},
        "wrong": [_problem(row, problem, headings) for row in plan.wrong for problem in row.problems],
        "changing": [(row, name_of(row.at) if row.at else "", steps[row.step]) for row in plan.changing],
        "may_enter": bool(plan.changing) and not plan.wrong,
    }


def _problem(row: PlannedRow, problem: dict[str, Any], headings: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row.number,
        "column": headings.get(problem["column"], ""),
        "value": problem.get("value", ""),
        "why": row_sentence(problem),
    }
