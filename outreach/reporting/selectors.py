"""Reading reports: which there are, what has been done with one, and what may be done next."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.errors import Refusal
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.reporting.models import Report, ReportState, ReportStep, StepKind
from outreach.reporting.writing import Approval

_HANDED_IN: Final = (ReportState.SUBMITTED, ReportState.APPROVED)


def reports_visible_to(scope: Scope) -> QuerySet[Report]:
    """The reports of the units that the viewer manages, or audits, the newest first, without their sections."""
    return (
        Report.objects.filter(unit_id__in=scope.oversees)
        .select_related("campaign", "unit", "snapshot")
        .defer("section", "snapshot__figures")
    )


def report_of(scope: Scope, report_id: UUID) -> Report:
    """A report with its section.

    Raises Refusal: ``not_found`` where there is none, ``out_of_scope`` where its unit is another's, and
    ``permission_denied`` where the viewer reads the unit but not its reports.
    """
    report = Report.objects.select_related("campaign", "unit", "snapshot").filter(pk=report_id).first()
    if report is None:
        raise Refusal("not_found")
    if report.unit_id not in scope.oversees:
        raise Refusal("permission_denied" if report.unit_id in scope.unit_ids else "out_of_scope")
    return report


def handed_in(campaign: Campaign, unit: OrganisationUnit, period: Period) -> Report | None:
    """The unit's report of these days that waits for approval or has it: who wants one need make no other."""
    of_period = Report.objects.filter(
        campaign=campaign, unit=unit, period_kind=period.kind.value, first=period.first, last=period.last
    )
    return of_period.filter(state__in=_HANDED_IN).first()


def handed_in_after(report: Report) -> frozenset[tuple[date, date]]:
    """The first and last days of the unit's later reports of the same kind that wait for approval or have it."""
    later = Report.objects.filter(
        campaign=report.campaign_id,
        unit=report.unit_id,
        period_kind=report.period_kind,
        first__gt=report.last,
        state__in=_HANDED_IN,
    )
    return frozenset(later.values_list("first", "last"))


def approval_of(report: Report) -> Approval | None:
    """What a written section needs to call itself 已核定; None while it is 初步."""
    if not hasattr(report, "snapshot"):
        return None
    return Approval(snapshot=report.snapshot.pk, at=report.snapshot.frozen_at)


def history_of(report: Report) -> QuerySet[ReportStep]:
    """The steps taken with a report, the latest first."""
    return report.steps.select_related("officer")


def period_of(report: Report) -> Period:
    return Period(PeriodKind(report.period_kind), report.first, report.last)


def end_of(report: Report) -> datetime:
    """The instant at which the report's last local day is over."""
    return period_of(report).instants(report.campaign.zone)[1]


def steps_open(scope: Scope, report: Report) -> frozenset[StepKind]:
    """The steps that the viewer may take with a report as it was read: those that ``services`` would not refuse."""
    if report.unit_id not in scope.manages:
        return frozenset()
    submitted_it = report.submitted_by_id == scope.officer_id
    match ReportState(report.state):
        case ReportState.DRAFT:
            is_over = report.as_of is not None and report.as_of >= end_of(report)
            return frozenset({StepKind.REQUESTED, StepKind.WORDED} | ({StepKind.SUBMITTED} if is_over else set()))
        case ReportState.RETURNED:
            return frozenset({StepKind.REQUESTED, StepKind.WORDED})
        case ReportState.FAILED:
            return frozenset({StepKind.REQUESTED})
        case ReportState.SUBMITTED:
            return frozenset({StepKind.RETURNED} | (set() if submitted_it else {StepKind.APPROVED}))
        case ReportState.APPROVED if not submitted_it:
            return frozenset({StepKind.WITHHELD if report.released else StepKind.RELEASED})
        case _:
            return frozenset()
