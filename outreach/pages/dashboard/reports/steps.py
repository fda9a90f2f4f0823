"""The steps a person takes with a report; each is one press, and what cannot be undone asks once more."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.codes.common import managers_page, take_refusal
from outreach.pages.dashboard.reports.common import officer_of, period_name, show
from outreach.pages.dashboard.reports.one import outdated, told_of
from outreach.pages.fields import ParagraphsField
from outreach.pages.forms import StaffForm
from outreach.pages.words import name_of
from outreach.reporting import services
from outreach.reporting.models import Report, StepKind
from outreach.reporting.selectors import period_of, report_of, steps_open

# Somebody else was quicker, or the period is not as it was thought to be: the report's own page says how it stands.
_HOW_IT_STANDS: Final = frozenset({"report_moved_on", "period_open", "period_closed"})


class ReturnForm(StaffForm):
    """Why a report is sent back."""

    reason = ParagraphsField(
        label=gettext_lazy("What is to be put right"),
        max_length=services.LONGEST_REASON,
        widget=forms.Textarea({"rows": 4}),
    )


@require_POST
@managers_page
def rebuild(request: HttpRequest, scope: Scope, report_id: UUID) -> HttpResponse:
    """Count it anew; its words stay."""
    report = report_of(scope, report_id)
    if StepKind.REQUESTED not in steps_open(scope, report):
        # The page was old: whoever pressed this did not mean a second report beside one that is submitted.
        messages.warning(request, str(Refusal("report_moved_on").detail))
        return redirect("report", report.pk)
    again = services.request_report(
        campaign=report.campaign, unit=report.unit, period=period_of(report), officer=officer_of(request)
    )
    return redirect("report", again.pk)


@require_POST
@managers_page
def submit(request: HttpRequest, scope: Scope, report_id: UUID) -> HttpResponse:
    report = report_of(scope, report_id)
    return _taken(
        request,
        report,
        lambda: services.submit(report=report, officer=officer_of(request), edition=_edition(request)),
        _("Submitted. Another chief or administrator approves it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def send_back(request: HttpRequest, scope: Scope, report_id: UUID) -> HttpResponse:
    report = report_of(scope, report_id)
    if request.method != "POST" and StepKind.RETURNED not in steps_open(scope, report):
        return redirect("report", report_id)
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            return _taken(
                request,
                report,
                lambda: services.return_(report=report, officer=officer_of(request), reason=reason),
                _("Sent back. The unit reads your reason on the report's page."),
            )
        except Refusal as refusal:
            if not refusal.errors:
                raise
            take_refusal(form, refusal)
    return show(request, scope, "return.html", {**_named(report), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@managers_page
def approve(request: HttpRequest, scope: Scope, report_id: UUID) -> HttpResponse:
    """It is asked once more: what is locked stays so."""
    report = report_of(scope, report_id)
    if request.method == "POST":
        return _taken(
            request,
            report,
            lambda: services.approve(report=report, officer=officer_of(request), edition=_edition(request)),
            _("Approved and locked."),
        )
    if StepKind.APPROVED not in steps_open(scope, report):
        return redirect("report", report_id)
    if _edition(request) not in (None, report.edition):
        # What was read is another one by now.
        messages.warning(request, str(Refusal("report_moved_on").detail))
        return redirect("report", report_id)
    return show(request, scope, "approve.html", {**_named(report), **told_of(report), "outdated": outdated(report)})


@require_POST
@managers_page
def release(request: HttpRequest, scope: Scope, report_id: UUID) -> HttpResponse:
    """Show its figures to all who hold the paper, or no longer: the same place undoes it."""
    report, to_all = report_of(scope, report_id), request.POST.get("to_all") == "1"
    return _taken(
        request,
        report,
        lambda: services.release(report=report, officer=officer_of(request), released=to_all),
        _("Whoever holds the paper compares the figures too.") if to_all else _("The figures are for officers again."),
    )


def _taken(request: HttpRequest, report: Report, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        if refusal.problem.code not in _HOW_IT_STANDS:
            raise
        messages.warning(request, str(refusal.detail))
    else:
        messages.success(request, said)
    return redirect("report", report.pk)


def _edition(request: HttpRequest) -> int | None:
    """The edition of the report that the page before showed, as its form or its link says."""
    text = (request.POST if request.method == "POST" else request.GET).get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _named(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "campaign": report.campaign,
        "unit_name": name_of(report.unit),
        "period_name": period_name(period_of(report), report.campaign, timezone.now()),
    }
