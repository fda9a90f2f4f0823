"""What judging needs to know of codes, campaigns and texts.

One statement per kind of question, whatever the number of operations.
"""

import json
import zoneinfo
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db import connection

from outreach.codes.talks import TALK_OF
from outreach.crypto.keys import unwrap


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """A campaign as judging sees it."""

    id: int
    slug: str
    path: str
    key: bytes
    zone: zoneinfo.ZoneInfo
    starts_on: date
    ends_on: date | None
    late_limit_days: int
    mark: str
    phone_policy: str
    minimum_age: int

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def runs_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


# A unit, named `{unit}`, and the line of those that it moved from and to, where it ever moved.
UNIT_COLUMNS: Final = """{unit}.id, {unit}.path, {unit}.begins_on, {unit}.ends_on,
    CASE WHEN {unit}.origin_id IS NOT NULL THEN (
        SELECT jsonb_agg(jsonb_build_array(line.id, line.path, line.begins_on, line.ends_on))::text
        FROM outreach_organisationunit line WHERE line.origin_id = {unit}.origin_id) END"""
UNIT_WIDTH: Final = 5


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit, and the local days that anything counts for it; `line` holds it and those it moved from and to."""

    id: int
    path: str
    begins_on: date | None = None
    ends_on: date | None = None
    line: tuple["UnitFacts", ...] = ()

    def on(self, day: date) -> "UnitFacts":
        """Which of its line counts what happened on that local day; itself where none does."""
        return next((replace(unit, line=self.line) for unit in self.line if unit.counts_on(day)), self)

    def counts_on(self, day: date) -> bool:
        return (self.begins_on is None or self.begins_on <= day) and (self.ends_on is None or day <= self.ends_on)


def unit_of(number: int, path: str, begins_on: date | None, ends_on: date | None, line: str | None) -> UnitFacts:
    """From `UNIT_COLUMNS`."""
    return UnitFacts(number, path, begins_on, ends_on, _line(line) if line else ())


@lru_cache(maxsize=256)
def _line(text: str) -> tuple[UnitFacts, ...]:
    return tuple(
        UnitFacts(number, path, begins_on and date.fromisoformat(begins_on), ends_on and date.fromisoformat(ends_on))
        for number, path, begins_on, ends_on in json.loads(text)
    )


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A place, and the unit that what happens there counts for; from `retired_at` on nothing does."""

    id: int
    kind: str
    unit: UnitFacts
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an act is counted for."""

    unit: UnitFacts
    place: PlaceFacts | None
    audiences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """A code with its campaign. `own` is what an act on it counts for, unless it belongs to a talk.

    That is, a talk took it, or handed out the bundle it is in (`activity_id`): then the act counts for the talk
    (`lent`). `held_by` is the officer whose phones alone may show it, `text_version` that of the text on a form.
    """

    id: int
    text: str
    kind: str
    campaign: CampaignFacts
    own: Occasion
    batch_id: int | None
    batch_size: int | None
    text_version: str
    serial: int | None
    bundle: int | None
    starts_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    use_limit: int | None
    uses: int
    held_by: int | None
    activity_id: UUID | None = None
    activity_voided: bool = False
    lent: Occasion | None = None

    @property
    def unit(self) -> UnitFacts:
        return (self.lent or self.own).unit

    @property
    def place(self) -> PlaceFacts | None:
        return (self.lent or self.own).place

    @property
    def audiences(self) -> tuple[str, ...]:
        """The talk's, else the code's own: a talk may have been opened without any."""
        return (self.lent and self.lent.audiences) or self.own.audiences


@lru_cache(maxsize=256)
def _campaign(*row: Any) -> CampaignFacts:
    number, slug, path, wrapped, timezone, *rest = row
    return CampaignFacts(number, slug, path, unwrap(wrapped), zoneinfo.ZoneInfo(timezone), *rest)


CAMPAIGN_COLUMNS = """k.id, k.slug, ku.path, k.wrapped_key, k.timezone, k.starts_on, k.ends_on,
    k.late_limit_days, k.mark, k.phone_policy, k.minimum_age"""

_CODES = f"""
SELECT {CAMPAIGN_COLUMNS},
    {UNIT_COLUMNS.format(unit="u")}, p.id, p.kind, c.audiences, p.retired_at,
    c.id, c.text, c.kind, c.batch_id, b.size, COALESCE(b.text_version, ''), c.serial, c.bundle,
    c.starts_at, c.ends_at, c.revoked_at, c.use_limit, c.uses, c.held_by_id,
    a.act_id, t.voided_by IS NOT NULL, {UNIT_COLUMNS.format(unit="tu")}, tp.id, tp.kind, a.audiences
FROM outreach_code c
JOIN outreach_campaign k ON k.id = c.campaign_id
JOIN outreach_organisationunit ku ON ku.id = k.unit_id
LEFT JOIN outreach_codebatch b ON b.id = c.batch_id
LEFT JOIN outreach_place p ON p.id = c.place_id
JOIN outreach_organisationunit u ON u.id = COALESCE(p.unit_id, c.unit_id)
LEFT JOIN outreach_activity a ON a.act_id = {TALK_OF.format(code="c")}
LEFT JOIN outreach_act t ON t.id = a.act_id
LEFT JOIN outreach_organisationunit tu ON tu.id = t.unit_id
LEFT JOIN outreach_place tp ON tp.id = a.place_id
"""
# A single act asks for a single code: PostgreSQL keeps a plan for "=", where for ANY it plans eight joins each time.
_ONE_CODE = f"{_CODES} WHERE c.text = %s"
_MANY_CODES = f"{_CODES} WHERE c.text = ANY(%s)"
CAMPAIGN_WIDTH = 11
_OWN_END = CAMPAIGN_WIDTH + UNIT_WIDTH + 4
_LENT_BEGIN = -UNIT_WIDTH - 5


def codes(texts: Collection[str]) -> dict[str, CodeFacts]:
    """The codes with these texts (upper case), in one statement."""
    if not texts:
        return {}
    wanted = list(texts)
    rows = rows_of(_ONE_CODE, wanted) if len(wanted) == 1 else rows_of(_MANY_CODES, [wanted])
    return {facts.text: facts for facts in map(_code, rows)}


def _code(row: tuple[Any, ...]) -> CodeFacts:
    own, printed, lent = row[CAMPAIGN_WIDTH:_OWN_END], row[_OWN_END:_LENT_BEGIN], row[_LENT_BEGIN:]
    number, text, kind, *rest = printed
    facts = CodeFacts(number, text, kind, campaign_of(row), _occasion(own), *rest)
    act_id, is_voided, *occasion = lent
    if act_id is None:
        return facts
    return replace(facts, activity_id=act_id, activity_voided=is_voided, lent=_occasion(tuple(occasion)))


def _occasion(row: tuple[Any, ...]) -> Occasion:
    """What a talk lent was begun while its place was used: families who scan days later count for it all the same."""
    place_id, kind, audiences, *retired_at = row[UNIT_WIDTH:]
    unit = unit_of(*row[:UNIT_WIDTH])
    place = PlaceFacts(place_id, kind, unit, *retired_at) if place_id is not None else None
    return Occasion(unit, place, tuple(audiences))


def campaigns() -> tuple[CampaignFacts, ...]:
    """All campaigns, the latest first: they are few, and an operation without a code finds its own among them."""
    sql = f"""SELECT {CAMPAIGN_COLUMNS} FROM outreach_campaign k JOIN outreach_organisationunit ku ON ku.id = k.unit_id
        ORDER BY k.starts_on DESC, k.id DESC"""
    return tuple(campaign_of(row) for row in rows_of(sql, []))


Stretch: TypeAlias = tuple[int, int, int]
"""A batch of forms, and the first and last serial of it that a range speaks of."""


@dataclass(frozen=True, slots=True)
class SerialFacts:
    """What is known of a form's serial: when it was revoked, and the act that counts its paper."""

    revoked_at: datetime | None
    holder: UUID | None


def serials(stretches: Collection[Stretch]) -> dict[int, dict[int, SerialFacts]]:
    """By batch, those serials of the stretches that were revoked or are counted already."""
    sql = """SELECT c.batch_id, c.serial, c.revoked_at, h.act_id FROM outreach_code c
        JOIN unnest(%s::bigint[], %s::int[], %s::int[]) AS n(batch, first, last)
            ON c.batch_id = n.batch AND c.serial BETWEEN n.first AND n.last
        LEFT JOIN outreach_claim h ON h.campaign_id = c.campaign_id AND h.kind = 'form'
            AND h.key = c.batch_id || ':' || c.serial || ':pledge'
        WHERE c.revoked_at IS NOT NULL OR h.act_id IS NOT NULL"""
    found: dict[int, dict[int, SerialFacts]] = {}
    for batch, serial, revoked_at, holder in rows_of(sql, [list(column) for column in zip(*stretches, strict=True)]):
        found.setdefault(batch, {})[serial] = SerialFacts(revoked_at, holder)
    return found


@dataclass(frozen=True, slots=True)
class TextFacts:
    """A pledge text's version, whom it is for, and from which local day it holds."""

    campaign_id: int
    kind: str
    version: str
    effective_from: date


def pledge_texts(campaign_ids: Collection[int]) -> list[TextFacts]:
    sql = """SELECT campaign_id, kind, version, effective_from FROM outreach_pledgetext
        WHERE campaign_id = ANY(%s) ORDER BY effective_from DESC, language DESC"""
    return [TextFacts(*row) for row in rows_of(sql, [list(campaign_ids)])]


def receipts(marks: Collection[bytes]) -> frozenset[bytes]:
    """Those of these receipt marks that there are."""
    sql = "SELECT DISTINCT receipt_mark FROM outreach_act WHERE receipt_mark = ANY(%s)"
    return frozenset(bytes(row[0]) for row in rows_of(sql, [list(marks)]))


def rows_of(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def campaign_of(row: tuple[Any, ...]) -> CampaignFacts:
    number, slug, path, wrapped, *rest = row[:CAMPAIGN_WIDTH]
    return _campaign(number, slug, path, bytes(wrapped), *rest)
