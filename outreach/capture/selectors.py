"""Reads of submissions and activities."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Value
from django.utils import timezone

from outreach.capture.models import Activity
from outreach.codes.models import CodeBatch
from outreach.ledger.models import Submission
from outreach.organisation.scope import Scope
from outreach.organisation.selectors import answering_for

# Claims are looked up by their whole key, code by code: what others claimed costs nothing.
_USED: Final = """SELECT code.batch_id, count(*) FROM outreach_code AS code
    WHERE code.batch_id = ANY(%s) AND (
        EXISTS (SELECT FROM outreach_activity AS talk WHERE talk.code_id = code.id)
        OR EXISTS (SELECT FROM unnest(ARRAY['pledge', 'install']) AS act
            JOIN outreach_claim AS claim ON claim.campaign_id = code.campaign_id AND claim.kind = code.kind
                AND claim.key = CASE code.kind WHEN 'form' THEN code.batch_id || ':' || code.serial
                    ELSE code.id::text END || ':' || act))
    GROUP BY code.batch_id"""


def submission_seen_by(submission_id: UUID, *, officer_id: int, scope: Scope) -> Submission | None:
    """A submission its author may always see, and others of a unit in their scope.

    Of a unit that moved those above it then see it, and those above it now.
    """
    submission = Submission.objects.select_related("campaign", "unit", "code").filter(pk=submission_id).first()
    if submission is None or submission.officer_id == officer_id:
        return submission
    units = answering_for(submission.unit, timezone.localdate()) if submission.unit else frozenset()
    return None if units.isdisjoint(scope.unit_ids) else submission


def open_talks(officer_id: int, *, now: datetime) -> QuerySet[Activity]:
    """An officer's talks that wait for their completion, the newest first.

    Those that began before their campaign's late limit can be completed no more, and wait for nothing.
    """
    limit = ExpressionWrapper(F("act__campaign__late_limit_days") * timedelta(days=1), output_field=DurationField())
    opened = Activity.objects.filter(act__officer_id=officer_id, attendance=None, act__voided_by=None)
    waiting = opened.alias(limit=limit).filter(opened_at__gte=Value(now) - F("limit"))
    return waiting.select_related("act__campaign", "place", "code").order_by("-opened_at", "-act_id")


def talks_under_way(unit_ids: Collection[int], *, since: datetime, most: int) -> list[Activity]:
    """Up to `most` talks of these units, by anybody, opened since `since` (aware) and not completed; the newest first.

    A partner's phone shows the same code.
    """
    opened = Activity.objects.filter(
        act__unit__in=unit_ids, attendance__isnull=True, act__voided_by__isnull=True, opened_at__gte=since
    )
    found = opened.select_related("act__officer", "act__campaign", "code").order_by("-opened_at", "act_id")
    return list(found[:most])


def used_of(batches: Collection[CodeBatch]) -> Mapping[int, int]:
    """How many codes of each batch, by its id, were used at least once; one statement.

    A form or a leaflet by a pledge or an install that stands, an activity code by the talk that took it. Photocopies
    use no further form.
    """
    with connection.cursor() as cursor:
        cursor.execute(_USED, [[batch.pk for batch in batches]])
        used = dict(cursor.fetchall())
    return {batch.pk: used.get(batch.pk, 0) for batch in batches}
