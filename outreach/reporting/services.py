"""The life of a report: requested, built by a worker, submitted, sent back or approved (design.md section 5).

    building -> draft -> submitted -> approved
        \\-> failed          \\-> returned

A request for the same unit and period builds a draft, a returned or a failed report anew, and joins one that is being
built. Every step is one UPDATE that names the state it starts from, so of two people who take the same step at once,
one does.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from celery import current_app
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period
from outreach.errors import Refusal
from outreach.ledger.models import ClosedPeriod, LedgerEntry
from outreach.organisation.models import Officer, OrganisationUnit
from outreach.organisation.scope import scope_of
from outreach.reporting.canonical import sha256_of
from outreach.reporting.figures import figures_of
from outreach.reporting.files import have_files_built
from outreach.reporting.models import Report, ReportState, Snapshot, StepKind
from outreach.reporting.section import section_of
from outreach.reporting.selectors import end_of, period_of
from outreach.reporting.spans import span_of
from outreach.reporting.steps import moved, note_step
from outreach.reporting.wording import words_of

TASK: Final = "tasks.build_report"
LONGEST_REASON: Final = 500
_IN_THE_MAKING: Final = (ReportState.BUILDING, ReportState.DRAFT, ReportState.FAILED)

_log = structlog.get_logger(__name__)


def request_report(
    *,
    campaign: Campaign,
    unit: OrganisationUnit,
    period: Period,
    officer: Officer,
    now: datetime | None = None,
    extent: str | None = None,
    language: str | None = None,
) -> Report:
    """Have a worker build the report of ``unit`` and the units below it over ``period``, as of the aware ``now``.

    ``extent`` and ``language`` (one of ``writing.LANGUAGES``) say which of its documents are offered first: the
    Chinese section, unless it was asked for otherwise before. Returns the report in the state ``building``: the one
    that the unit had open for this period, else a new one.
    Raises Refusal: ``permission_denied`` or ``out_of_scope`` to who is no chief or administrator over the unit,
    ``malformed`` where the campaign, or the unit, has no day of the period.
    """
    now = now or timezone.now()
    scope_of(officer).require_managed(unit.pk)
    span_of(period, campaign, now, unit)
    same = {
        "campaign": campaign,
        "unit": unit,
        "period_kind": period.kind.value,
        "first": period.first,
        "last": period.last,
    }
    asked = {name: value for name, value in (("extent", extent), ("language", language)) if value is not None}
    with transaction.atomic():
        report = _reopened(same, asked) or _created(same, created_at=now, created_by=officer, **asked)
        note_step(officer, StepKind.REQUESTED, report)
        have_built(report)
    return report


def have_built(report: Report) -> None:
    """Have a worker build a report that waits for it, once the transaction is committed.

    The schedule builds those that the broker never heard of.
    """
    transaction.on_commit(lambda: _send(report.pk), robust=True)


def build_report(report_id: UUID, *, now: datetime | None = None) -> Report:
    """Count the figures of a report that waits for it, as of the aware ``now``, and make it a draft.

    Safe to repeat, and to run twice at once. A report that cannot be built is ``failed`` and says why; only where
    the database goes away does it go on waiting, and OperationalError is raised.
    """
    report = Report.objects.select_related("campaign", "unit").get(pk=report_id)
    if report.state != ReportState.BUILDING:
        return report
    try:
        outcome = _built(report, now or timezone.now())
    except OperationalError:
        raise
    # Whatever the reason, the officer who waits must be told.
    except Exception as error:
        _log.exception("a report could not be built", report=str(report_id))
        outcome = {"state": ReportState.FAILED, "returned_reason": _reason_of(error)}
    # Another worker may have built it meanwhile, somebody have written words, and a chief have asked for it anew.
    if moved(report, (ReportState.BUILDING,), Q(edition=report.edition), new_edition=True, **outcome):
        have_files_built(report)
    return report


def build_waiting() -> int:
    """Build every report that still waits, whether its task was lost or is on its way; returns how many there were."""
    waiting = list(
        Report.objects.filter(state=ReportState.BUILDING).order_by("created_at").values_list("pk", flat=True)
    )
    for report_id in waiting:
        build_report(report_id)
    return len(waiting)


def submit(*, report: Report, officer: Officer, edition: int | None = None) -> Report:
    """Put a draft before an approver; where ``edition`` is given, only that one, which the officer has read.

    Raises Refusal: ``permission_denied`` or ``out_of_scope`` to who is no chief or administrator over the unit,
    ``period_open`` where the draft was counted before the period was over, ``report_moved_on`` where it is no draft
    or another edition.
    """
    scope_of(officer).require_managed(report.unit_id)
    with transaction.atomic():
        _move(
            report,
            ReportState.DRAFT,
            ReportState.SUBMITTED,
            Q(as_of__gte=end_of(report)),
            edition=edition,
            submitted_by=officer,
        )
        note_step(officer, StepKind.SUBMITTED, report)
    return report


def return_(*, report: Report, officer: Officer, reason: str) -> Report:
    """Send a submitted report back (退回修改) with a reason in words.

    Raises Refusal as ``submit`` does, and ``malformed`` for a reason that is missing or too long.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        limit = _("Give a reason of at most %(limit)s characters.") % {"limit": LONGEST_REASON}
        raise Refusal("malformed", errors={"reason": [limit]})
    scope_of(officer).require_managed(report.unit_id)
    with transaction.atomic():
        _move(report, ReportState.SUBMITTED, ReportState.RETURNED, returned_reason=reason)
        note_step(officer, StepKind.RETURNED, report, reason=reason)
    return report


def approve(*, report: Report, officer: Officer, now: datetime | None = None, edition: int | None = None) -> Report:
    """Approve a submitted report (核定) and lock its period: its section is frozen as it was submitted.

    Nothing is counted again, and where ``edition`` is given no other is approved: what was read is what is locked,
    whatever was sent back and submitted anew meanwhile. Returns the report, whose ``snapshot`` it now has.
    Raises Refusal: ``permission_denied`` to who submitted it (the database refuses that too) and to who is no chief
    or administrator over the unit, ``report_moved_on`` where it is not submitted or another edition,
    ``period_closed`` where the unit has another report of these days approved.
    """
    scope_of(officer).require_managed(report.unit_id)
    with transaction.atomic():
        _move(
            report,
            ReportState.SUBMITTED,
            ReportState.APPROVED,
            ~Q(submitted_by=officer),
            edition=edition,
            new_edition=True,
            approved_by=officer,
        )
        section: Any = report.section
        snapshot = Snapshot.objects.create(
            report=report, figures=section, sha256=sha256_of(section), frozen_at=now or timezone.now()
        )
        _close(snapshot)
        # From now on they say 已核定, and the last page leads to where that can be verified.
        have_files_built(report)
        note_step(officer, StepKind.APPROVED, report, snapshot=str(snapshot.pk), sha256=snapshot.sha256)
    return report


def release(*, report: Report, officer: Officer, released: bool) -> Report:
    """Let whoever holds the paper compare its figures too, or no longer: else only those who may read the report do.

    Raises Refusal: ``permission_denied`` to who submitted it and to who is no chief or administrator over the unit,
    ``report_moved_on`` where it is not approved.
    """
    scope_of(officer).require_managed(report.unit_id)
    with transaction.atomic():
        _move(report, ReportState.APPROVED, ReportState.APPROVED, ~Q(submitted_by=officer), released=released)
        note_step(officer, StepKind.RELEASED if released else StepKind.WITHHELD, report)
    return report


def _reopened(same: dict[str, Any], asked: dict[str, str]) -> Report | None:
    """The unit's open report for the period, put back to ``building``; the newest where there are several."""
    of_period = Report.objects.filter(**same).select_for_update()
    # One being made first: there is one of those at most, and a returned one must not become a second.
    report = of_period.filter(state__in=_IN_THE_MAKING).first() or of_period.filter(state=ReportState.RETURNED).first()
    if report is not None:
        report.state, report.section, report.as_of = ReportState.BUILDING, None, None
        report.returned_reason, report.submitted_by = "", None
        for name, value in asked.items():
            setattr(report, name, value)
        report.save()
    return report


def _created(same: dict[str, Any], **fields: Any) -> Report:
    """A new report, or the one that somebody else, or the schedule, began for the same period meanwhile."""
    try:
        with transaction.atomic():
            return Report.objects.create(**same, **fields)
    except IntegrityError:
        return Report.objects.get(**same, state__in=_IN_THE_MAKING)


def _send(report_id: UUID) -> None:
    current_app.send_task(TASK, [str(report_id)], retry=False)


def _built(report: Report, now: datetime) -> dict[str, Any]:
    with transaction.atomic():
        newest = LedgerEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
        figures = figures_of(campaign=report.campaign, unit=report.unit, period=period_of(report), as_of=now)
    section = section_of(figures, words_of(report))
    return {"state": ReportState.DRAFT, "section": section, "as_of": now, "newest_line": newest}


def _reason_of(error: Exception) -> str:
    """What may be shown of an error: a refusal's own words, else no more than its kind."""
    if isinstance(error, Refusal):
        return "; ".join([str(error.detail), *(each for texts in error.errors.values() for each in texts)])[
            :LONGEST_REASON
        ]
    return type(error).__name__


def _move(
    report: Report, before: ReportState, after: ReportState, *only_if: Q, edition: int | None = None, **fields: Any
) -> None:
    """Take one step in the life of a report, or refuse."""
    of_edition = () if edition is None else (Q(edition=edition),)
    if moved(report, (before,), *only_if, *of_edition, state=after, **fields):
        return
    if report.state != before or edition not in (None, report.edition):
        raise Refusal("report_moved_on")
    if after is ReportState.SUBMITTED:
        raise Refusal("period_open")
    raise Refusal("permission_denied", _("Another person approves a report than the one who submitted it."))


def _close(snapshot: Snapshot) -> None:
    report = snapshot.report
    try:
        ClosedPeriod.objects.create(
            campaign=report.campaign,
            unit=report.unit,
            first=report.first,
            last=report.last,
            snapshot_id=snapshot.pk,
            closed_at=snapshot.frozen_at,
        )
    except IntegrityError as error:
        raise Refusal("period_closed", _("Another report of this period is approved already.")) from error
