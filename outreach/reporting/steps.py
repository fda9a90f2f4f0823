"""What all steps in the life of a report share: the row decides who takes one, and each leaves its trace."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from outreach.audit.services import note
from outreach.organisation.models import Officer
from outreach.reporting.models import Report, ReportState, ReportStep, StepKind


def moved(
    report: Report, before: tuple[ReportState, ...], *only_if: Q, new_edition: bool = False, **fields: Any
) -> bool:
    """Change a report in one of the states ``before``, and read it again; whether it was.

    The row itself decides, not what was read of it before. ``new_edition``: its documents read differently from now on.
    """
    if new_edition:
        fields["edition"] = F("edition") + 1
    count = Report.objects.filter(*only_if, pk=report.pk, state__in=before).update(**fields)
    report.refresh_from_db()
    return bool(count)


def note_step(officer: Officer, kind: StepKind, report: Report, *, reason: str = "", **facts: str | bool) -> None:
    """Keep a step in the report's history, and leave a trace of it without a word that anybody wrote."""
    _note(f"officer:{officer.pk}", ReportStep(report=report, kind=kind, officer=officer, reason=reason), facts)


def note_scheduled(report: Report) -> None:
    """Keep that a report was begun by the schedule."""
    _note("system:schedule", ReportStep(report=report, kind=StepKind.SCHEDULED), {})


def _note(actor: str, step: ReportStep, facts: Mapping[str, str | bool]) -> None:
    report, step.at = step.report, timezone.now()
    step.save(force_insert=True)
    note(
        actor=actor,
        action=f"report.{step.kind}",
        subject=f"report:{report.pk}",
        facts={"unit": report.unit_id, "first": report.first.isoformat(), "last": report.last.isoformat(), **facts},
        at=step.at,
    )
