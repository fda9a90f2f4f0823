"""What all steps in the life of a report share: the row decides who takes one, and each leaves its trace."""

from typing import Any

from django.db.models import F, Q

from outreach.audit.services import note
from outreach.organisation.models import Officer
from outreach.reporting.models import Report, ReportState


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


def note_step(officer: Officer, step: str, report: Report, **facts: str | bool) -> None:
    """Leave a trace of a step, without a word that anybody wrote."""
    note(
        actor=f"officer:{officer.pk}",
        action=f"report.{step}",
        subject=f"report:{report.pk}",
        facts={"unit": report.unit_id, "first": report.first.isoformat(), "last": report.last.isoformat(), **facts},
    )
