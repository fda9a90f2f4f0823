"""How each kind of doubt is found: one statement a kind, over what was received lately (domain.md section 4).

A doubt is no accusation. Numbers that an honest day brings are not listed: a hall of 600 that scans a projector sends
two or three acts a second for some minutes; a family shares one phone; families scan a pupil's take-home leaflet in the
evening, and there are more of them than pupils in the class. So leaflets and forms raise no doubt by hour or by
attendance; many of them on one phone do. What was voided or withdrawn is left out, and what an import brought is not
looked at.

Parameters: `since` and `now` (aware), `far` (at least two days before `since`, for the index by time), `key` (32 bytes
for the digests of devices), `session_kinds`, `session_places` and `session_figures` (which session counts as what), the
thresholds of settings.DOUBTS, and those of `standing`. The days looked at are whole, local to the campaign,
from that of `since` on: otherwise a doubt found again an hour later would seem to have shrunk.

What was listed before and was looked at again without being found is gone: LOOKED_AT tells of a listed doubt whether it
was looked at.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from outreach.reporting.doubts.devices import DEVICE
from outreach.reporting.doubts.standing import ABOVE_PEERS, ALWAYS, AWAITS_SEAL, THOSE_MONTHS
from outreach.reporting.models import DoubtKind

# Acts of residents that stand, with the talk that took their code, if one did.
_SEEN: Final = """
seen AS (
    SELECT act.id, act.kind, act.campaign_id, act.unit_id, act.code_id, act.day, submission.principal,
        submission.received_at AS at, submission.received_at AT TIME ZONE campaign.timezone AS local_at,
        (%(since)s::timestamptz AT TIME ZONE campaign.timezone)::date AS first_day,
        unit.path COLLATE "C" AS unit_path, code.kind AS code_kind, talk.act_id AS activity, talk.attendance
    FROM outreach_submission AS submission
    JOIN outreach_act AS act ON act.id = submission.act_id AND act.voided_by IS NULL
    JOIN outreach_campaign AS campaign ON campaign.id = act.campaign_id
    JOIN outreach_organisationunit AS unit ON unit.id = act.unit_id
    JOIN outreach_code AS code ON code.id = act.code_id
    LEFT JOIN outreach_activity AS talk ON talk.code_id = code.id
    WHERE submission.received_at BETWEEN %(far)s AND %(now)s
        AND submission.source = 'resident' AND submission.outcome = 'counted'
        AND submission.kind IN ('pledge', 'install')
)"""

# Where a phone was used for several units it is for the lowest unit above all of them to look at.
_UNIT_ABOVE_ALL: Final = """
coalesce(
    (SELECT above.id FROM outreach_organisationunit AS above
    WHERE starts_with(min(unit_path), above.path) AND starts_with(max(unit_path), above.path)
    ORDER BY length(above.path) DESC LIMIT 1),
    max(unit_id))"""

# What of the place is the same for all acts of a doubt.
_WHERE: Final = """
'codes', count(DISTINCT code_id),
'code', CASE WHEN count(DISTINCT code_id) = 1 THEN max(code_id) END,
'activity', CASE WHEN count(DISTINCT code_id) = 1 THEN (array_agg(activity))[1] END"""

_DEVICE_MANY: Final = f"""
WITH {_SEEN}
SELECT campaign_id, {_UNIT_ABOVE_ALL} AS unit_id, {DEVICE} || ':' || kind || ':' || day AS subject, day,
    jsonb_build_object('count', count(*), 'act', kind, 'from', min(at), 'to', max(at), {_WHERE}) AS facts
FROM seen
WHERE starts_with(principal, 'device:') AND day >= first_day
GROUP BY campaign_id, principal, kind, day
HAVING count(*) >= %(device_many)s
"""

_SECONDS_APART: Final = f"""
WITH {_SEEN}, following AS (
    SELECT *, at - lag(at) OVER (PARTITION BY campaign_id, principal ORDER BY at, id) < interval '20 seconds' AS follows
    FROM seen
    WHERE kind = 'pledge' AND starts_with(principal, 'device:') AND day >= first_day
), numbered AS (
    SELECT *, count(*) FILTER (WHERE follows IS NOT TRUE)
        OVER (PARTITION BY campaign_id, principal ORDER BY at, id) AS run
    FROM following
), runs AS (
    SELECT *, count(*) OVER (PARTITION BY campaign_id, principal, run) AS length FROM numbered
)
SELECT campaign_id, {_UNIT_ABOVE_ALL} AS unit_id, {DEVICE} || ':' || day AS subject, day,
    jsonb_build_object('count', max(length), 'runs', count(DISTINCT run), 'from', min(at), 'to', max(at),
        {_WHERE}) AS facts
FROM runs
WHERE length >= %(seconds_apart)s
GROUP BY campaign_id, principal, day
"""

# Eight a second for ten seconds is more than fingers do, however large the hall. A minute is measured by the session's
# own size: everyone there may sign and confirm, which makes two acts each, so that more than that in one minute cannot
# be the people there. Who counted nobody yet is not measured by it.
_BURST: Final = f"""
WITH {_SEEN}, together AS (
    SELECT *,
        count(*) OVER (PARTITION BY code_id ORDER BY at
            RANGE BETWEEN interval '10 seconds' PRECEDING AND CURRENT ROW) AS in_ten_seconds,
        count(*) OVER (PARTITION BY code_id ORDER BY at
            RANGE BETWEEN interval '1 minute' PRECEDING AND CURRENT ROW) AS in_a_minute
    FROM seen
    WHERE code_kind = 'activity' AND day >= first_day
)
SELECT campaign_id, max(unit_id) AS unit_id, code_id || ':' || day AS subject, day,
    jsonb_build_object('count', max(in_ten_seconds), 'in_a_minute', max(in_a_minute), 'acts', count(*),
        'to', (array_agg(at ORDER BY in_ten_seconds DESC, at))[1], 'attendance', max(attendance), {_WHERE}) AS facts
FROM together
GROUP BY campaign_id, code_id, day
HAVING max(in_ten_seconds) >= %(burst)s
    OR (max(in_a_minute) >= %(burst_small)s AND max(in_a_minute) > 2 * max(attendance))
"""

# A night bears the date of its evening. The night before the first day is looked at as a whole.
_NIGHT: Final = f"""
WITH {_SEEN}
SELECT campaign_id, max(unit_id) AS unit_id, code_id || ':' || night AS subject, night AS day,
    jsonb_build_object('count', count(*), 'from', min(at), 'to', max(at), {_WHERE}) AS facts
FROM (
    SELECT *, (local_at - interval '6 hours')::date AS night FROM seen
    WHERE code_kind = 'activity' AND (local_at::time >= '23:00' OR local_at::time < '06:00')
) AS at_night
WHERE night >= first_day - 1
GROUP BY campaign_id, code_id, night
HAVING count(*) >= %(night)s
"""

# Sessions about which something came in. An officer's phone may send days later: all that stands of them is counted.
_TOUCHED: Final = """
touched AS (
    SELECT activity.act_id, activity.code_id, activity.attendance
    FROM outreach_submission AS submission
    JOIN outreach_activity AS activity ON activity.act_id = submission.act_id
    WHERE submission.received_at BETWEEN %(far)s AND %(now)s AND submission.kind IN ('talk', 'complete', 'void')
    UNION
    SELECT activity.act_id, activity.code_id, activity.attendance
    FROM outreach_submission AS submission
    JOIN outreach_activity AS activity ON activity.code_id = submission.code_id
    WHERE submission.received_at BETWEEN %(far)s AND %(now)s AND submission.kind = 'install'
    UNION
    SELECT activity.act_id, activity.code_id, activity.attendance
    FROM outreach_submission AS submission
    JOIN outreach_act AS moved ON moved.id = submission.act_id AND moved.kind = 'install'
    JOIN outreach_activity AS activity ON activity.code_id = moved.code_id
    WHERE submission.received_at BETWEEN %(far)s AND %(now)s AND submission.kind IN ('void', 'witness')
)"""

_INSTALLS: Final = f"""
{_TOUCHED}, installs AS (
    SELECT talk.campaign_id, talk.unit_id, talk.day, touched.act_id AS activity, touched.code_id, touched.attendance,
        submission.source, act.witnessed_by, install.basis
    FROM touched
    JOIN outreach_act AS talk ON talk.id = touched.act_id AND talk.voided_by IS NULL
    JOIN outreach_act AS act ON act.code_id = touched.code_id AND act.kind = 'install' AND act.voided_by IS NULL
    JOIN outreach_install AS install ON install.act_id = act.id
    JOIN outreach_submission AS submission ON submission.id = act.id
)"""

_ABOVE_ATTENDANCE: Final = f"""
WITH {_INSTALLS}
SELECT campaign_id, unit_id, activity::text AS subject, day,
    jsonb_build_object('count', count(*), 'attendance', attendance, 'code', code_id, 'activity', activity) AS facts
FROM installs
GROUP BY campaign_id, unit_id, day, activity, code_id, attendance
HAVING count(*) > attendance
"""

# An officer who counts the help and a resident who reports it may both mean the same: what an officer witnessed on the
# resident's phone is settled, the rest is not.
_HELPED_TWICE: Final = f"""
WITH {_INSTALLS}
SELECT campaign_id, unit_id, activity::text AS subject, day,
    jsonb_build_object('count', least(count(*) FILTER (WHERE source = 'officer'),
            count(*) FILTER (WHERE source = 'resident')),
        'by_officers', count(*) FILTER (WHERE source = 'officer'),
        'by_residents', count(*) FILTER (WHERE source = 'resident'),
        'code', code_id, 'activity', activity) AS facts
FROM installs
WHERE basis = 'helped_now' AND (source = 'officer' OR (source = 'resident' AND witnessed_by IS NULL))
GROUP BY campaign_id, unit_id, day, activity, code_id
HAVING count(DISTINCT source) = 2
"""

# What an officer recorded of a session that was counted already waits until somebody says that it is another one.
_SAME_SESSION: Final = f"""
WITH {_TOUCHED}
SELECT talk.campaign_id, talk.unit_id, talk.id::text AS subject, talk.day,
    jsonb_build_object('count', 1, 'activity', talk.id, 'other', activity.same_as,
        'indicator', figure.indicator) AS facts
FROM touched
JOIN outreach_activity AS activity ON activity.act_id = touched.act_id AND activity.same_as IS NOT NULL
JOIN outreach_act AS talk ON talk.id = touched.act_id AND talk.voided_by IS NULL
JOIN outreach_place AS place ON place.id = activity.place_id
LEFT JOIN unnest(%(session_kinds)s::text[], %(session_places)s::text[], %(session_figures)s::text[])
    AS figure (kind, place, indicator) ON figure.kind = activity.activity_kind AND figure.place = place.kind
"""

STATEMENTS: Final[Mapping[DoubtKind, str]] = MappingProxyType(
    {
        DoubtKind.DEVICE_MANY: _DEVICE_MANY,
        DoubtKind.BURST: _BURST,
        DoubtKind.SECONDS_APART: _SECONDS_APART,
        DoubtKind.NIGHT: _NIGHT,
        DoubtKind.ABOVE_ATTENDANCE: _ABOVE_ATTENDANCE,
        DoubtKind.HELPED_TWICE: _HELPED_TWICE,
        DoubtKind.SAME_SESSION: _SAME_SESSION,
        DoubtKind.AWAITS_SEAL: AWAITS_SEAL,
        DoubtKind.ABOVE_PEERS: ABOVE_PEERS,
    }
)
"""Each selects campaign, unit, subject, day and facts of the doubts of its kind."""

# Its day is among those looked at, by the campaign's clock; a night's may be a day `earlier` than that of `since`.
_OF_THOSE_DAYS: Final = """
doubt.day >= (%(since)s::timestamptz AT TIME ZONE campaign.timezone)::date - {earlier}
AND doubt.day <= (%(now)s::timestamptz AT TIME ZONE campaign.timezone)::date"""

_DAYS: Final = _OF_THOSE_DAYS.format(earlier=0)

# What came in about a session is looked at however long ago it was.
_SESSIONS: Final = f"""
(({_DAYS}) OR doubt.subject IN (WITH {_TOUCHED} SELECT act_id::text FROM touched))"""

LOOKED_AT: Final[Mapping[DoubtKind, str]] = MappingProxyType(
    {
        DoubtKind.DEVICE_MANY: _DAYS,
        DoubtKind.BURST: _DAYS,
        DoubtKind.SECONDS_APART: _DAYS,
        DoubtKind.NIGHT: _OF_THOSE_DAYS.format(earlier=1),
        DoubtKind.ABOVE_ATTENDANCE: _SESSIONS,
        DoubtKind.HELPED_TWICE: _SESSIONS,
        DoubtKind.SAME_SESSION: _SESSIONS,
        DoubtKind.AWAITS_SEAL: ALWAYS,
        DoubtKind.ABOVE_PEERS: THOSE_MONTHS,
    }
)
"""Each is the condition under which a listed `doubt` of its `campaign` would have been found, if it were still so."""
