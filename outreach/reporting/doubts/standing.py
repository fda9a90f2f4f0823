"""The kinds of doubt that are found in what stands, not in what was received lately.

Parameters: `now` (aware), the thresholds of settings.DOUBTS, and the months looked at by `months_between`:
`month_campaigns`, `month_firsts` and `month_lasts`, arrays of one length.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from outreach.campaigns.models import Campaign
from outreach.campaigns.periods import PeriodKind

# A letter signed on a phone is sealed later; one that waits for weeks was forgotten, or was never agreed to. Of one
# whose signatory erased it no scan is taken any more. One doubt for a unit and a month, however many there are.
AWAITS_SEAL: Final = """
SELECT act.campaign_id, act.unit_id, act.unit_id || ':' || date_trunc('month', act.day)::date AS subject,
    date_trunc('month', act.day)::date AS day,
    jsonb_build_object('count', count(*), 'first', min(act.day), 'last', max(act.day)) AS facts
FROM outreach_pledge AS letter
JOIN outreach_act AS act ON act.id = letter.act_id AND act.voided_by IS NULL
JOIN outreach_campaign AS campaign ON campaign.id = act.campaign_id
WHERE letter.awaits_seal AND letter.erased_at IS NULL
    AND act.day < (%(now)s::timestamptz AT TIME ZONE campaign.timezone)::date - %(seal_days)s
GROUP BY act.campaign_id, act.unit_id, date_trunc('month', act.day)
"""

ALWAYS: Final = "TRUE"

# A unit with all below it beside the others of its kind, in a month of the campaign. Others that did nothing are no
# measure: beside them whoever works would be listed. What was imported is not looked at. The tally may be seconds old;
# the next search is minutes away.
ABOVE_PEERS: Final = """
WITH asked AS (
    SELECT * FROM unnest(%(month_campaigns)s::bigint[], %(month_firsts)s::date[], %(month_lasts)s::date[])
        AS asked (campaign_id, first, last)
), booked AS (
    SELECT asked.campaign_id, asked.first, asked.last, tally.unit_id, tally.indicator, sum(tally.quantity) AS quantity
    FROM asked JOIN outreach_daytally AS tally
        ON tally.campaign_id = asked.campaign_id AND tally.day BETWEEN asked.first AND asked.last
    WHERE tally.evidence <> 'imported'
    GROUP BY asked.campaign_id, asked.first, asked.last, tally.unit_id, tally.indicator
), reached AS MATERIALIZED (
    SELECT booked.campaign_id, booked.first, booked.last, unit.id AS unit_id, unit.kind, booked.indicator,
        sum(booked.quantity) AS quantity
    FROM booked
    JOIN outreach_organisationunit AS below ON below.id = booked.unit_id
    JOIN outreach_organisationunit AS unit ON starts_with(below.path, unit.path)
    GROUP BY booked.campaign_id, booked.first, booked.last, unit.id, unit.kind, booked.indicator
    HAVING sum(booked.quantity) > 0
)
SELECT here.campaign_id, here.unit_id, here.unit_id || ':' || here.indicator || ':' || here.first AS subject,
    here.last AS day,
    jsonb_build_object('count', here.quantity, 'median', peers.median, 'peers', peers.number,
        'indicator', here.indicator, 'first', here.first, 'last', here.last) AS facts
FROM reached AS here
CROSS JOIN LATERAL (
    SELECT count(*) AS number, percentile_cont(0.5) WITHIN GROUP (ORDER BY there.quantity) AS median
    FROM reached AS there
    WHERE there.campaign_id = here.campaign_id AND there.first = here.first AND there.kind = here.kind
        AND there.indicator = here.indicator AND there.unit_id <> here.unit_id
) AS peers
WHERE here.quantity >= %(peers_least)s AND peers.number >= %(peers_fewest)s
    AND here.quantity > %(peers_times)s * peers.median
"""

THOSE_MONTHS: Final = """
(doubt.campaign_id, doubt.day) IN (SELECT * FROM unnest(%(month_campaigns)s::bigint[], %(month_lasts)s::date[]))"""


def months_between(campaigns: Iterable[Campaign], since: datetime, now: datetime) -> Mapping[str, list[Any]]:
    """The months, as each campaign closes them, with a day from that of `since` to that of `now` (both aware)."""
    months = [
        (campaign.pk, month.first, month.last)
        for campaign in campaigns
        for month in campaign.closing_days.periods(
            PeriodKind.MONTH, since.astimezone(campaign.zone).date(), now.astimezone(campaign.zone).date()
        )
    ]
    return {
        "month_campaigns": [campaign for campaign, _first, _last in months],
        "month_firsts": [first for _campaign, first, _last in months],
        "month_lasts": [last for _campaign, _first, last in months],
    }
