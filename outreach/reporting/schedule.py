"""Reports that come round: a unit's week or month drafted once it is over, and which units owe one.

The schedule makes drafts and nothing else: to submit and to approve are steps of persons (design.md section 4, rule 9).
Of a unit that moves by date it goes on with the next one, and what a unit owes ends with its own days.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from outreach.audit.services import note
from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import Period, PeriodKind
from outreach.organisation.models import OrganisationUnit
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import BELOW_A_STATION
from outreach.reporting.models import Report, ReportSchedule
from outreach.reporting.services import have_built
from outreach.reporting.spans import last_closed, was_there
from outreach.reporting.steps import note_scheduled

KINDS: Final = (PeriodKind.MONTH, PeriodKind.WEEK)


@dataclass(frozen=True, slots=True)
class Due:
    """What units owe for one closed period: ``units`` in the order of the tree, ``missing`` those that made none."""

    period: Period
    units: tuple[OrganisationUnit, ...]
    missing: tuple[OrganisationUnit, ...]


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

    Raises Refusal: ``permission_denied`` or ``out_of_scope`` to who is no chief or administrator over the unit.
    """
    by.require_managed(unit.pk)
    with transaction.atomic():
        schedule, _is_new = ReportSchedule.objects.update_or_create(
            campaign=campaign,
            unit=unit,
            kind=kind.value,
            defaults={"is_on": is_on, "set_by_id": by.officer_id, "set_at": now or timezone.now()},
        )
        note(
            actor=f"officer:{by.officer_id}",
            action="report_schedule.set",
            subject=f"report_schedule:{schedule.pk}",
            facts={"campaign": campaign.pk, "unit": unit.pk, "kind": kind.value, "is_on": is_on},
        )
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


def due_for(
    campaign: Campaign, units: Collection[OrganisationUnit], kind: PeriodKind, *, now: datetime | None = None
) -> Due | None:
    """What ``units`` of the campaign owe for the last closed week or month, None before the first is over.

    Months are owed by every station and all above it (domain.md section 1: a summary per month), weeks by the units
    that have them scheduled; neither by a unit that ended before the period, or comes after it.
    """
    period = last_closed(campaign, kind, now or timezone.now())
    if period is None:
        return None
    there = [unit for unit in units if was_there(unit, period.first, period.last)]
    if kind is PeriodKind.MONTH:
        owing = [unit for unit in there if unit.kind not in BELOW_A_STATION]
    else:
        weekly = schedules_on(campaign, there)
        owing = [unit for unit in there if (unit.pk, kind.value) in weekly]
    made = set(Report.objects.filter(**_of_period(campaign, period), unit__in=owing).values_list("unit_id", flat=True))
    return Due(period, tuple(owing), tuple(unit for unit in owing if unit.pk not in made))


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
    if period is None or not was_there(schedule.unit, period.first, period.last):
        return False
    same = {**_of_period(schedule.campaign, period), "unit": schedule.unit}
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


def _of_period(campaign: Campaign, period: Period) -> dict[str, Any]:
    return {"campaign": campaign, "period_kind": period.kind.value, "first": period.first, "last": period.last}
