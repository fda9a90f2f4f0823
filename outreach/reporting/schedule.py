"""Reports that come round: a unit's week or month drafted once it is over.

The schedule makes drafts and nothing else: to submit and to approve are steps of persons (design.md section 4, rule 9).
Of a unit that moves by date it goes on with the next one, and it drafts what the unit owes (``owing``), no more.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from outreach.audit.services import note
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.reporting.models import Report, ReportSchedule
from outreach.reporting.owing import is_owed
from outreach.reporting.services import have_built
from outreach.reporting.spans import last_closed
from outreach.reporting.steps import note_scheduled

KINDS: Final = (PeriodKind.MONTH, PeriodKind.WEEK)


def set_schedule(
    *,
    by: Scope,
    campaign: Campaign,
    unit: OrganisationUnit,
    kind: PeriodKind,
    is_on: bool,
    now: datetime | None = None,
) -> ReportSchedule:
    """Have the unit's weeks or months drafted from now on, the last closed one first, or no longer.

    One that stands so already stays as it was set: since when weeks are owed goes by that.
    Raises Refusal: ``permission_denied`` or ``out_of_scope`` to who is no chief or administrator over the unit.
    """
    by.require_managed(unit.pk)
    terms = {"is_on": is_on, "set_by_id": by.officer_id, "set_at": now or timezone.now()}
    with transaction.atomic():
        schedule, is_new = ReportSchedule.objects.get_or_create(
            campaign=campaign, unit=unit, kind=kind.value, defaults=terms
        )
        others = ReportSchedule.objects.filter(pk=schedule.pk).exclude(is_on=is_on)
        if is_new or others.update(**terms):
            note(
                actor=f"officer:{by.officer_id}",
                action="report_schedule.set",
                subject=f"report_schedule:{schedule.pk}",
                facts={"campaign": campaign.pk, "unit": unit.pk, "kind": kind.value, "is_on": is_on},
            )
        schedule.refresh_from_db()
    return schedule


def schedules_on(campaign: Campaign, units: Collection[OrganisationUnit]) -> set[tuple[int, str]]:
    """The unit's id and the kind of every schedule of these units that is on."""
    found = ReportSchedule.objects.filter(campaign=campaign, unit__in=units, is_on=True)
    return set(found.values_list("unit_id", "kind"))


def draft_due(*, now: datetime | None = None) -> int:
    """Begin every report that a schedule has due and that nobody began; returns how many.

    The last closed period of each schedule only: who switches one on late is not flooded. Safe to repeat, and to run
    twice at once: the database holds one report for a schedule and period.
    """
    now = now or timezone.now()
    _follow_moves(now)
    return sum(_drafted(schedule, now) for schedule in _standing())


def _standing() -> list[ReportSchedule]:
    found = ReportSchedule.objects.filter(is_on=True)
    return list(found.select_related("campaign__unit", "unit__successor").order_by("unit__path"))


def _follow_moves(now: datetime) -> None:
    """Have the schedules of units that moved go on for those that they are since, within the campaign.

    What was switched there already stands, and so does the old one: it has the last part of a period to draft.
    """
    for schedule in _standing():
        while (unit := _moved_to(schedule, now)) is not None:
            switched = {"is_on": True, "set_by": schedule.set_by, "set_at": schedule.set_at}
            schedule, is_new = ReportSchedule.objects.get_or_create(
                campaign=schedule.campaign, unit=unit, kind=schedule.kind, defaults=switched
            )
            if is_new:
                note(
                    actor="system:moves",
                    action="report_schedule.followed",
                    subject=f"report_schedule:{schedule.pk}",
                    facts={"campaign": schedule.campaign_id, "unit": unit.pk, "kind": schedule.kind},
                    at=now,
                )


def _moved_to(schedule: ReportSchedule, now: datetime) -> OrganisationUnit | None:
    """Who goes on with a schedule that was switched on before its unit moved, once that has happened."""
    unit: OrganisationUnit | None = getattr(schedule.unit, "successor", None)
    if unit is None or not schedule.is_on or not unit.path.startswith(schedule.campaign.unit.path):
        return None
    zone, begins_on = schedule.campaign.zone, unit.begins_on
    if begins_on is None or now.astimezone(zone).date() < begins_on:
        return None
    return unit if schedule.set_at.astimezone(zone).date() < begins_on else None


def _drafted(schedule: ReportSchedule, now: datetime) -> bool:
    """Begin the schedule's report, if it is due; whether that was done here."""
    period = last_closed(schedule.campaign, PeriodKind(schedule.kind), now)
    if period is None or not is_owed(schedule.campaign, schedule.unit, period):
        return False
    same: dict[str, Any] = {
        "campaign": schedule.campaign,
        "unit": schedule.unit,
        "period_kind": period.kind.value,
        "first": period.first,
        "last": period.last,
    }
    if Report.objects.filter(**same).exists():
        return False
    try:
        with transaction.atomic():
            report = Report.objects.create(**same, schedule=schedule, created_at=now)
            note_scheduled(report)
            have_built(report)
    except IntegrityError:
        # Another clock struck, or a person asked, a moment earlier.
        return False
    return True
