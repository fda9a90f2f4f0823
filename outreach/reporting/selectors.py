"""Reading reports."""

from uuid import UUID

from django.db.models import QuerySet

from outreach.errors import Refusal
from outreach.organisation.scope import Scope
from outreach.reporting.models import Report
from outreach.reporting.writing import Approval


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


def approval_of(report: Report) -> Approval | None:
    """What a written section needs to call itself 已核定; None while it is 初步."""
    if not hasattr(report, "snapshot"):
        return None
    return Approval(snapshot=report.snapshot.pk, at=report.snapshot.frozen_at)
