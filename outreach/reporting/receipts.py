"""From a pledge to the app along linked receipts: what is known, with its base, and no more (domain.md section 3).

Only acts that one resident keeps under one receipt are known to belong together. A pledge without a receipt, on paper
or entered for somebody, is no part of the base: nobody can know whether its signer installed the app.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from outreach.campaigns.models import Campaign

# The index of receipts finds an act's companions; pledges of the days asked about are found by unit and day in the
# index of figures, whose lines carry their act.
_LINKED: Final = """
WITH pledged AS (
    SELECT DISTINCT line.act_id AS id FROM outreach_ledgerentry AS line
    WHERE line.campaign_id = %s AND line.unit_id = ANY (%s::bigint[]) AND line.indicator = 'resident_pledges'
        AND line.day BETWEEN %s AND %s
), held AS (
    SELECT act.receipt_mark FROM pledged JOIN outreach_act AS act ON act.id = pledged.id
    WHERE act.receipt_mark IS NOT NULL AND act.voided_by IS NULL
), told AS (
    SELECT held.receipt_mark,
        bool_or(install.basis = 'helped_now') AS was_helped,
        count(install.basis) > 0 AS has_app
    FROM held
    LEFT JOIN outreach_act AS act ON act.receipt_mark = held.receipt_mark AND act.kind = 'install'
        AND act.voided_by IS NULL
    LEFT JOIN outreach_install AS install ON install.act_id = act.id
    GROUP BY held.receipt_mark
)
SELECT count(*), count(*) FILTER (WHERE has_app), count(*) FILTER (WHERE was_helped) FROM told
"""


@dataclass(frozen=True, slots=True)
class Linked:
    """``pledged``: receipts with a pledge that stands, the base. ``with_app``: those of them with the app too.

    ``helped``: those of ``with_app`` whom an officer helped.
    """

    pledged: int
    with_app: int
    helped: int


def linked_receipts(campaign: Campaign, unit_ids: Collection[int], first: date, last: date) -> Linked:
    """How many of the receipts with a pledge signed on these local days also have the app, whenever; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LINKED, [campaign.pk, sorted(unit_ids), first, last])
        return Linked(*cursor.fetchone())
