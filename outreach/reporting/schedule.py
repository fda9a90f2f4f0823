"""Reports that come round: a unit's week or month drafted once it is over.

The schedule makes drafts and nothing else: to submit and to approve are steps of persons (design.md section 4, rule 9).
Of a unit that moves by date it goes on with the next one, and it drafts what the unit owes (``owing``), no more.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from outreach.audit.services import Noted, note, note_each
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


# In one order, whoever writes: of two people at the same units the second waits for the first, and neither for both.
_SWITCH: Final = """
INSERT INTO outreach_reportschedule AS schedule (campaign_id, unit_id, kind, is_on, set_by_id, set_at, owed_since)
SELECT %(campaign)s, unit_id, kind, is_on, %(officer)s, %(now)s, %(now)s
FROM unnest(%(units)s::bigint[], %(kinds)s::text[], %(states)s::boolean[]) AS switched (unit_id, kind, is_on)
ORDER BY unit_id, kind
ON CONFLICT (campaign_id, unit_id, kind) DO UPDATE SET
    is_on = excluded.is_on,
    set_by_id = excluded.set_by_id,
    set_at = excluded.set_at,
    owed_since = CASE
        WHEN excluded.is_on AND schedule.set_at < CASE excluded.kind
            WHEN 'week' THEN %(week_closed)s::timestamptz
            WHEN 'month' THEN %(month_closed)s::timestamptz
        END
        THEN excluded.owed_since
        ELSE schedule.owed_since
    END
WHERE schedule.is_on <> excluded.is_on
RETURNING id, unit_id, kind, is_on
"""


def set_schedule(
    *,
    by: Scope,
    campaign: Campaign,
    unit: OrganisationUnit,
    kind: PeriodKind,
    is_on: bool,
    now: datetime | None = None,
) -> ReportSchedule:
    """Have the unit's weeks or months drafted from now on, or no longer; see ``set_schedules``."""
    set_schedules(by=by, campaign=campaign, switched={(unit, kind): is_on}, now=now)
    return ReportSchedule.objects.get(campaign=campaign, unit=unit, kind=kind.value)


def set_schedules(
    *,
    by: Scope,
    campaign: Campaign,
    switched: Mapping[tuple[OrganisationUnit, PeriodKind], bool],
    now: datetime | None = None,
) -> int:
    """Have weeks or months of units drafted from now on, the last closed one first, or no longer; how many changed.

    One that stands so already stays as it was set. One that is switched on again before a period of it closed goes on
    as if it had never been off, later it begins anew. Two statements, however many they are.
    Raises Refusal: ``permission_denied`` or ``out_of_scope`` to who is no chief or administrator over a unit.
    """
    for unit, _kind in switched:
        by.require_managed(unit.pk)
    if not switched:
        return 0
    now = now or timezone.now()
    asked = {
        "campaign": campaign.pk,
        "officer": by.officer_id,
        "now": now,
        "units": [unit.pk for unit, _kind in switched],
        "kinds": [kind.value for _unit, kind in switched],
        "states": list(switched.values()),
        **{f"{kind}_closed": _closed_at(campaign, kind, now) for kind in KINDS},
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SWITCH, asked)
        changed = cursor.fetchall()
        note_each(
            [
                Noted(
                    f"report_schedule:{number}", {"campaign": campaign.pk, "unit": unit, "kind": kind, "is_on": is_on}
                )
                for number, unit, kind, is_on in changed
            ],
            actor=f"officer:{by.officer_id}",
            action="report_schedule.set",
            at=now,
        )
    return len(changed)


def _closed_at(campaign: Campaign, kind: PeriodKind, now: datetime) -> datetime | None:
    """When the last closed period did, None before the first: what was off since later missed none."""
    latest = last_closed(campaign, kind, now)
    return latest.instants(campaign.zone)[1] if latest else None


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
            switched = {name: getattr(schedule, name) for name in ("is_on", "set_by", "set_at", "owed_since")}
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
