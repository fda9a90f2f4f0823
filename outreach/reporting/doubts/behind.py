"""What is behind a doubt: the acts that raised it, so that it can be checked, and whose they are.

One statement a kind, for any number of doubts at once. Parameters: `doubts` (their ids) and `key` (devices.py).
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from outreach.ledger.models import Act
from outreach.reporting.doubts.devices import DEVICE, device_key
from outreach.reporting.models import Doubt, DoubtKind

# The digest cannot be turned back: that of each phone of the day is made anew and compared.
_OF_DEVICE: Final = f"""
SELECT doubt.id AS doubt_id, act.id AS act_id
FROM outreach_doubt AS doubt
CROSS JOIN LATERAL (
    SELECT submission.id FROM outreach_submission AS submission
    WHERE submission.received_at >= (doubt.day - 1)::timestamp AT TIME ZONE 'UTC'
        AND submission.received_at <= (doubt.day + 2)::timestamp AT TIME ZONE 'UTC'
        AND submission.campaign_id = doubt.campaign_id AND submission.source = 'resident'
        AND submission.outcome = 'counted' AND submission.kind = coalesce(doubt.facts->>'act', 'pledge')
        AND {DEVICE} = split_part(doubt.subject, ':', 1)
) AS phone
JOIN outreach_act AS act ON act.id = phone.id AND act.day = doubt.day
WHERE doubt.id = ANY(%(doubts)s)
"""

_AT_CODE: Final = """
SELECT doubt.id AS doubt_id, act.id AS act_id
FROM outreach_doubt AS doubt
JOIN outreach_campaign AS campaign ON campaign.id = doubt.campaign_id
JOIN outreach_act AS act ON act.code_id = (doubt.facts->>'code')::bigint
LEFT JOIN outreach_install AS install ON install.act_id = act.id
WHERE doubt.id = ANY(%(doubts)s)
"""

_BY_RESIDENTS: Final = "AND act.kind IN ('pledge', 'install') AND act.officer_id IS NULL"

_OF_CODE: Final = f"{_AT_CODE} {_BY_RESIDENTS} AND act.day = doubt.day"

_OF_NIGHT: Final = f"""
{_AT_CODE} {_BY_RESIDENTS}
    AND act.occurred_at >= (doubt.day + time '23:00') AT TIME ZONE campaign.timezone
    AND act.occurred_at < (doubt.day + 1 + time '06:00') AT TIME ZONE campaign.timezone"""

_INSTALLS: Final = f"{_AT_CODE} AND act.kind = 'install'"

_BOTH_RECORDS: Final = """
SELECT doubt.id AS doubt_id, act.id AS act_id
FROM outreach_doubt AS doubt
JOIN outreach_act AS act ON act.id IN ((doubt.facts->>'activity')::uuid, (doubt.facts->>'other')::uuid)
WHERE doubt.id = ANY(%(doubts)s)
"""

_UNSEALED: Final = """
SELECT doubt.id AS doubt_id, act.id AS act_id
FROM outreach_doubt AS doubt
JOIN outreach_pledge AS letter ON letter.awaits_seal AND letter.erased_at IS NULL
JOIN outreach_act AS act ON act.id = letter.act_id AND act.campaign_id = doubt.campaign_id
    AND act.unit_id = doubt.unit_id
    AND act.day BETWEEN (doubt.facts->>'first')::date AND (doubt.facts->>'last')::date
WHERE doubt.id = ANY(%(doubts)s)
"""

_BEHIND: Final[Mapping[str, str]] = MappingProxyType(
    {
        DoubtKind.DEVICE_MANY: _OF_DEVICE,
        DoubtKind.SECONDS_APART: _OF_DEVICE,
        DoubtKind.BURST: _OF_CODE,
        DoubtKind.NIGHT: _OF_NIGHT,
        DoubtKind.ABOVE_ATTENDANCE: _INSTALLS,
        DoubtKind.HELPED_TWICE: f"{_INSTALLS} AND install.basis = 'helped_now'",
        DoubtKind.SAME_SESSION: _BOTH_RECORDS,
        DoubtKind.AWAITS_SEAL: _UNSEALED,
    }
)

# A quantity that stands out is a month's lines, too many to be gone through one by one.
_LINES: Final = """
SELECT doubt.id AS doubt_id, line.act_id
FROM outreach_doubt AS doubt
JOIN outreach_organisationunit AS unit ON unit.id = doubt.unit_id
JOIN outreach_organisationunit AS below ON starts_with(below.path, unit.path)
JOIN outreach_ledgerentry AS line ON line.campaign_id = doubt.campaign_id AND line.unit_id = below.id
    AND line.indicator = doubt.facts->>'indicator'
    AND line.day BETWEEN (doubt.facts->>'first')::date AND (doubt.facts->>'last')::date
WHERE doubt.id = ANY(%(doubts)s)
"""

# The officer's own come first: they are few, and each is then found behind a doubt by its id. Who held a session is
# concerned by all that happened at it.
_SENT_BY: Final = """
WITH sent AS MATERIALIZED (
    SELECT DISTINCT act_id FROM outreach_submission
    WHERE officer_id = %(officer)s AND kind <> 'void' AND act_id IS NOT NULL
), concerned AS MATERIALIZED (
    SELECT act_id FROM sent
    UNION
    SELECT act.id FROM sent
    JOIN outreach_activity AS activity ON activity.act_id = sent.act_id
    JOIN outreach_act AS act ON act.code_id = activity.code_id
)
"""
_ABOUT: Final = f"""
{_SENT_BY} SELECT DISTINCT doubt_id FROM ({{behind}}) AS behind WHERE act_id IN (SELECT act_id FROM concerned)"""
_ABOUT_LINES: Final = f"""
{_SENT_BY} SELECT DISTINCT doubt_id FROM ({_LINES}) AS lines WHERE act_id IN (SELECT act_id FROM sent)"""


def acts_behind(doubt: Doubt) -> QuerySet[Act]:
    """The acts that raised the doubt, in the order they happened, those voided since among them.

    Of one phone those of the doubt's day alone. None for a quantity that stands out: its lines are a month's.
    """
    if doubt.kind == DoubtKind.ABOVE_PEERS:
        return Act.objects.none()
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND[doubt.kind], {"doubts": [doubt.pk], "key": device_key()})
        found = [act for _doubt, act in cursor.fetchall()]
    return Act.objects.filter(pk__in=found).order_by("occurred_at", "pk")


def about_officer(doubts: Collection[Doubt], officer_id: int) -> frozenset[int]:
    """The ids of those doubts that something this officer sent is in: an act behind it, or the session it happened at.

    A witness vouched for the act and is concerned too. Who voided one is not: that is how a doubt is put right.
    One statement for each kind among them.
    """
    told: dict[str, Any] = {"officer": officer_id, "key": device_key()}
    found: set[int] = set()
    for kind, those in groupby(sorted(doubts, key=attrgetter("kind")), key=attrgetter("kind")):
        statement = _ABOUT_LINES if kind == DoubtKind.ABOVE_PEERS else _ABOUT.format(behind=_BEHIND[kind])
        with connection.cursor() as cursor:
            cursor.execute(statement, {**told, "doubts": [doubt.pk for doubt in those]})
            found |= {number for (number,) in cursor.fetchall()}
    return frozenset(found)


def is_about(doubt: Doubt, officer_id: int) -> bool:
    """Whether something that this officer sent is in doubt, as `about_officer` tells it."""
    return bool(about_officer([doubt], officer_id))


def days_of(doubt: Doubt) -> tuple[date, date]:
    """The local days that the doubt's lines lie in, both included."""
    if "first" in doubt.facts:
        return date.fromisoformat(doubt.facts["first"]), date.fromisoformat(doubt.facts["last"])
    return doubt.day, doubt.day + timedelta(days=1 if doubt.kind == DoubtKind.NIGHT else 0)
