"""One report: its paragraph as printed, where it stands and how it came there, its documents, and the step to take."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from outreach.campaigns.indicators import INDICATORS, IndicatorKey
from outreach.campaigns.periods import ONE_DAY, Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.pages.dashboard.frame import live_part, said_at, tag_of
from outreach.pages.dashboard.oversight import overseers_page
from outreach.pages.dashboard.reports.common import next_step, period_name, show
from outreach.pages.dashboard.shapes import definition, indicator_name, measure
from outreach.pages.words import in_english, name_of
from outreach.reporting.arrivals import Arrivals, Change, arrivals_after
from outreach.reporting.documents.page import page_of
from outreach.reporting.files import FileStanding, file_of, files_built
from outreach.reporting.models import DocumentForm, Extent, Report, ReportState
from outreach.reporting.published import period_in
from outreach.reporting.section import CorrectionPart
from outreach.reporting.selectors import (
    approval_of,
    handed_in_after,
    history_of,
    period_of,
    report_of,
    steps_open,
)
from outreach.reporting.writing import LANGUAGES, write

_IN_A_ROW: Final = (PeriodKind.WEEK, PeriodKind.MONTH)
_READ: Final = (DocumentForm.PDF, DocumentForm.DOCX)
_LOCALES: Final = {"zh": "zh-hans", "en": "en"}
# In its own language each.
_NAMES: Final = {"zh": "中文", "en": "English"}


@require_safe
@overseers_page
def report(request: HttpRequest, scope: Scope, report_id: UUID) -> HttpResponse:
    found = report_of(scope, report_id)
    now = timezone.now()
    built = _built(found)
    under_way, etag = _under_way(request, found) if _is_under_way(found, built) else ("", "")
    shown = {"state": found.state, "edition": found.edition}
    context = {
        "report": found,
        "campaign": found.campaign,
        "campaign_name": name_of(found.campaign),
        "unit_name": name_of(found.unit),
        "period_name": period_name(period_of(found), found.campaign, now),
        "may": {step.value for step in steps_open(scope, found)},
        "next": next_step(found, scope),
        "under_way": under_way,
        "etag": etag,
        "live": f"{reverse('report-live', args=(found.pk,))}?{urlencode(shown)}",
        "history": [
            {
                "name": step.get_kind_display(),
                "who": step.officer.name if step.officer else "",
                "at": said_at(step.at, found.campaign),
                "reason": step.reason,
            }
            for step in history_of(found)
        ],
    }
    if found.section is not None:
        context |= told_of(found) | {"documents": _documents(found, built)}
    if found.state in (ReportState.DRAFT, ReportState.SUBMITTED):
        context["outdated"] = outdated(found)
    if found.state == ReportState.APPROVED:
        context |= {"snapshot": found.snapshot, **_since(found, arrivals_after(found), scope, now)}
    return show(request, scope, "one.html", context)


@require_safe
@overseers_page
def live(request: HttpRequest, scope: Scope, report_id: UUID) -> HttpResponse:
    """How far the building is, for the page's script; 205 once there is another page to show."""
    found = report_of(scope, report_id)
    is_same = request.GET.get("state") == found.state and request.GET.get("edition") == str(found.edition)
    if not is_same or not _is_under_way(found, _built(found)):
        return HttpResponse(status=205)
    markup, etag = _under_way(request, found)
    return live_part(request, markup, etag)


@require_safe
@overseers_page
def page(request: HttpRequest, scope: Scope, report_id: UUID) -> HttpResponse:
    """The report to read on a screen, and to print from there."""
    found = report_of(scope, report_id)
    language, extent = _asked(request, found)
    if found.section is None:
        raise Refusal("not_found")
    section: Any = found.section
    told = page_of(section, language=language, approval=approval_of(found), is_whole=extent == Extent.WHOLE)
    with override(_LOCALES[language]):
        return render(request, "reports/document.html", {"page": told})


@require_safe
@overseers_page
def file(request: HttpRequest, scope: Scope, report_id: UUID, form: str) -> HttpResponse:
    found = report_of(scope, report_id)
    language, extent = _asked(request, found)
    given = file_of(found, form=form, language=language, extent=extent)
    return HttpResponse(
        given.content,
        content_type=given.content_type,
        headers={"Content-Disposition": f'attachment; filename="{given.name}"'},
    )


def _asked(request: HttpRequest, report: Report) -> tuple[str, str]:
    language = request.GET.get("language", report.language)
    extent = request.GET.get("extent", report.extent)
    if language not in LANGUAGES or extent not in Extent.values:
        raise Refusal("malformed")
    return language, extent


def _built(report: Report) -> list[FileStanding]:
    return [] if report.section is None else files_built(report)


def _is_under_way(report: Report, built: list[FileStanding]) -> bool:
    """Whether a worker still has to do with it: with its figures, or with its documents."""
    return report.state == ReportState.BUILDING or (report.section is not None and not built)


def _under_way(request: HttpRequest, report: Report) -> tuple[str, str]:
    context = {"is_counted": report.section is not None}
    markup = render_to_string("dashboard/reports/under_way.html", context, request)
    return markup, tag_of(markup)


def told_of(report: Report) -> dict[str, Any]:
    """What the section says, in the language of the page."""
    section: Any = report.section
    written = write(section, language="en" if in_english() else "zh", approval=approval_of(report))
    words = section.get("words") or {}
    return {
        "standing": written.standing,
        "paragraphs": [*written.lead_in, *written.chapters[0].paragraphs],
        "next_steps": [line for line in words.get("next_steps", "").split("\n") if line.strip()],
        "corrections": [_correction(each, report) for each in section["corrections"]],
    }


def _correction(part: CorrectionPart, report: Report) -> dict[str, Any]:
    indicator = INDICATORS[IndicatorKey(part["indicator"])]
    assert report.as_of is not None
    return {
        "name": indicator_name(indicator),
        "measure": measure(indicator, 2),
        "definition": definition(indicator),
        "period": period_name(period_in(part), report.campaign, report.as_of),
        "published": part["published"],
        "current": part["current"],
        "difference": f"{part['difference']:+d}",
    }


def outdated(report: Report) -> list[dict[str, Any]]:
    """The figures that are others by now than the report that is about to be submitted or approved says."""
    return [_changed(change) for change in arrivals_after(report).changes]


def _changed(change: Change) -> dict[str, Any]:
    return {
        "name": indicator_name(change.indicator),
        "measure": measure(change.indicator, 2),
        "definition": definition(change.indicator),
        "locked": change.locked,
        "current": change.current,
        "difference": f"{change.current - change.locked:+d}",
    }


def _documents(report: Report, built: list[FileStanding]) -> dict[str, Any]:
    """The documents that were asked for first, then the others by language and extent."""
    groups = []
    asked = (report.language, report.extent)
    for language, extent in sorted(
        ((language, extent) for language in LANGUAGES for extent in Extent), key=lambda each: each != asked
    ):
        of_group = [file for file in built if file.language == language and _goes_with(file.form, file.extent, extent)]
        groups.append(
            {
                "language": language,
                "language_name": _NAMES[language],
                "extent": extent.value,
                "extent_name": extent.label,
                "files": [
                    {"form": file.form.value, "size": file.size}
                    for file in sorted(of_group, key=lambda file: (file.form not in _READ, file.form != _READ[0]))
                ],
            }
        )
    return {
        "asked": groups[0],
        "others": groups[1:],
        "is_there": bool(built),
        "some_failed": any(file.size is None for file in built),
    }


def _goes_with(form: DocumentForm, extent: Extent, group: Extent) -> bool:
    """Sheets hold figures, which a whole report has no more of: they stand with both."""
    return extent == group or form not in _READ


def _since(report: Report, arrivals: Arrivals, scope: Scope, now: datetime) -> dict[str, Any]:
    """What came after the locking, and the report that will print it."""
    campaign = report.campaign
    days = {"from": arrivals.first.isoformat(), "to": arrivals.last.isoformat()}
    place = {"campaign": campaign.slug, "unit": report.unit_id}
    following = _following(report)
    order = ""
    is_there = following is None or not following.is_partial(now, campaign.zone)
    if is_there and not (following is None and report.period_kind in _IN_A_ROW):
        chosen = {} if following is None else {"period": f"{following.kind}:{following.first}"}
        order = urlencode({**place, **chosen}) if report.unit_id in scope.manages else ""
    return {
        "since": {
            "lines": arrivals.lines,
            "changes": [
                {
                    **_changed(change),
                    "is_published": change.published == change.current,
                    "query": urlencode({**place, "indicator": change.indicator.key, **days}),
                }
                for change in arrivals.changes
            ],
            "is_published": arrivals.is_published,
            "is_last": following is None and report.period_kind in _IN_A_ROW,
            "following": following and period_name(following, campaign, now),
            "following_ends": following and following.last,
            "order": order,
        }
    }


def _following(report: Report) -> Period | None:
    """The first week or month after the report's that is not locked itself, nor about to be.

    None of other kinds, of which any later report will do, and where the campaign has no more.
    """
    kind, campaign = PeriodKind(report.period_kind), report.campaign
    if kind not in _IN_A_ROW:
        return None
    taken = handed_in_after(report)
    day = report.last + ONE_DAY
    while campaign.ends_on is None or day <= campaign.ends_on:
        period = campaign.closing_days.period_of(kind, day)
        if (period.first, period.last) not in taken:
            return period
        day = period.last + ONE_DAY
    return None
