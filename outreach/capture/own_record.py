"""An officer's own record: what was sent, what became of it, what of it may still be taken back. Nobody else's."""

import base64
import binascii
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from outreach.codes.talks import TALK_OF
from outreach.errors import Refusal
from outreach.ledger.models import Act, Kind

# What a void can name. A completion stands for its talk, which may never have been sent.
_VOIDABLE: Final = (
    Kind.TALK,
    Kind.COMPLETE,
    Kind.PLEDGE,
    Kind.INSTALL,
    Kind.MATERIAL,
    Kind.PUBLICATION,
    Kind.WITNESS,
)

# The place is where the act happened, else its session's, else that of its code or of the session it belongs to. A
# witness is taken back apart from its act.
_RECORD: Final = """
WITH sent AS (
    SELECT * FROM outreach_submission
    WHERE officer_id = %s AND received_at >= %s {beyond}
    ORDER BY received_at {order}, id {order} LIMIT %s
), shown AS (
    SELECT sent.*, act.campaign_id AS act_campaign, act.unit_id AS act_unit, act.day,
        CASE sent.kind
            WHEN 'void' THEN false
            WHEN 'witness' THEN act.voided_by IS NOT NULL OR witness.voided_by IS NOT NULL
            ELSE act.voided_by IS NOT NULL
        END AS voided,
        CASE sent.kind WHEN 'witness' THEN sent.officer_id ELSE act.officer_id END AS author,
        COALESCE(act.code_id, sent.code_id) AS any_code, act.place_id AS act_place
    FROM sent
    LEFT JOIN outreach_act AS act ON act.id = sent.act_id
    LEFT JOIN outreach_witness AS witness ON witness.submission_id = sent.id
)
SELECT shown.id, shown.kind, shown.outcome, shown.reason, shown.occurred_at, shown.received_at,
    place.id, place.name, place.name_en,
    COALESCE(pledge.serial_from, CASE code.kind WHEN 'form' THEN code.serial END),
    COALESCE(pledge.copies, material.copies), session.activity_kind,
    shown.indicators, shown.flags, COALESCE(shown.voided, false),
    shown.outcome IN ('counted', 'accepted') AND shown.kind = ANY(%s) AND NOT shown.voided
        AND shown.author = shown.officer_id AND NOT EXISTS (
            SELECT FROM outreach_closedperiod AS period
            JOIN outreach_organisationunit AS above ON above.id = period.unit_id
            JOIN outreach_organisationunit AS unit ON unit.id = shown.act_unit
            WHERE period.campaign_id = shown.act_campaign AND shown.day BETWEEN period.first AND period.last
                AND starts_with(unit.path, above.path) AND period.closed_at <= %s
        ),
    shown.act_id, shown.corrects, twin.opened_at, partner.name, twin.topic
FROM shown
LEFT JOIN outreach_code AS code ON code.id = shown.any_code
LEFT JOIN outreach_activity AS session ON session.act_id = shown.act_id
LEFT JOIN outreach_activity AS twin ON twin.act_id = session.same_as
    AND shown.kind IN ('talk', 'complete') AND NOT COALESCE(shown.voided, false)
LEFT JOIN outreach_act AS twins_act ON twins_act.id = twin.act_id
LEFT JOIN outreach_officer AS partner ON partner.id = twins_act.officer_id
LEFT JOIN outreach_activity AS beside ON beside.act_id = {talk}
LEFT JOIN outreach_pledge AS pledge ON pledge.act_id = shown.act_id
LEFT JOIN outreach_materialissue AS material ON material.act_id = shown.act_id
LEFT JOIN outreach_place AS place
    ON place.id = COALESCE(shown.act_place, session.place_id, code.place_id, beside.place_id)
ORDER BY shown.received_at DESC, shown.id DESC
"""


@dataclass(frozen=True, slots=True)
class SameSession:
    """The session that a waiting one seems to repeat (同一场?), so that its officer can tell which is meant."""

    opened_at: datetime
    officer_name: str
    topic: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing the officer sent. `place` is (number, name, English name); `may_void` holds until the period closes.

    `same_as` is told of a session for as long as it waits.
    """

    submission_id: UUID
    kind: str
    outcome: str
    reason: str
    occurred_at: datetime
    received_at: datetime
    place: tuple[int, str, str] | None
    serial: int | None
    copies: int | None
    activity_kind: str | None
    indicators: dict[str, int]
    flags: list[str]
    voided: bool
    may_void: bool
    act: UUID | None
    corrects: UUID | None
    same_as: SameSession | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Some of it, the newest first. ``next`` leads to older things and ``previous`` to newer ones."""

    rows: list[Sent]
    next: str | None
    previous: str | None


def own_record_page(
    officer_id: int, *, since: datetime, now: datetime, cursor: str | None = None, limit: int = 100
) -> RecordPage:
    """Up to `limit` things the officer sent since the aware moment `since`, from where `cursor` stands; one statement.

    Raises Refusal: `malformed` for a cursor that this function never gave.
    """
    newer, edge = _read(cursor) if cursor else (False, None)
    beyond = f"AND (received_at, id) {'>' if newer else '<'} (%s, %s)" if edge else ""
    sql = _RECORD.format(beyond=beyond, order="ASC" if newer else "DESC", talk=TALK_OF.format(code="code"))
    voidable = [kind.value for kind in _VOIDABLE]
    with connection.cursor() as database:
        # One more than asked for tells whether there is another page that way.
        database.execute(sql, [officer_id, since, *(edge or ()), limit + 1, voidable, now])
        rows = [_sent(row) for row in database.fetchall()]
    goes_on = len(rows) > limit
    rows = (rows[-limit:] if newer else rows[:limit]) if goes_on else rows
    has_older, has_newer = (True, goes_on) if newer else (goes_on, edge is not None)
    return RecordPage(
        rows,
        next=_write(False, rows[-1]) if rows and has_older else None,
        previous=_write(True, rows[0]) if rows and has_newer else None,
    )


def counted_by_code(code_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """By code, what stands of pledges (each paper of a bundle) and installs on it; one statement.

    It is what the officer at a session sees grow.
    """
    standing = Act.objects.filter(code__in=code_ids, voided_by=None, kind__in=(Kind.PLEDGE, Kind.INSTALL))
    counted = standing.values_list("code_id", "kind").annotate(count=Sum(Coalesce("pledge__copies", 1)))
    found: dict[int, dict[str, int]] = {code_id: {} for code_id in code_ids}
    for code_id, kind, count in counted.order_by():
        found[code_id][kind] = count
    return found


def _sent(row: tuple[Any, ...]) -> Sent:
    number, kind, outcome, reason, occurred_at, received_at, place_id, name, name_en, *rest = row
    serial, copies, activity_kind, indicators, *others, opened_at, officer_name, topic = rest
    twin = None if opened_at is None else SameSession(opened_at, officer_name or "", topic)
    place = None if place_id is None else (place_id, name, name_en)
    # A raw cursor hands JSON out as text (Django registers no loader for it).
    changed = json.loads(indicators) if isinstance(indicators, str) else indicators
    told = (serial, copies, activity_kind, changed, *others, twin)
    return Sent(number, kind, outcome, reason, occurred_at, received_at, place, *told)


def _write(newer: bool, edge: Sent) -> str:
    text = f"{'n' if newer else 'o'}{edge.received_at.isoformat()} {edge.submission_id.hex}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[bool, tuple[datetime, UUID]]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        direction, (moment, number) = text[0], text[1:].split(" ")
        edge = datetime.fromisoformat(moment), UUID(number)
        if direction not in "no" or edge[0].tzinfo is None:
            raise ValueError(cursor)
    except (binascii.Error, ValueError, IndexError):
        raise Refusal("malformed", errors={"cursor": [_("Not a cursor of this list.")]}) from None
    return direction == "n", edge
