"""What judging needs to know: one statement per kind of question, whatever the number of operations."""

import zoneinfo
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection

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

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def runs_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class UnitFacts:
    id: int
    path: str


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A place, and the unit that what happens there counts for."""

    id: int
    kind: str
    unit: UnitFacts


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """A code with its campaign and with the unit, place and audiences that an act on it is counted for.

    An activity code that a talk has taken (`activity_id`) counts for the talk's place and unit; before, for its own
    unit. `text_version` is that of the text printed on a form.
    """

    id: int
    text: str
    kind: str
    campaign: CampaignFacts
    unit: UnitFacts
    place: PlaceFacts | None
    batch_id: int | None
    batch_size: int | None
    text_version: str
    serial: int | None
    bundle: int | None
    audiences: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    use_limit: int | None
    uses: int
    activity_id: UUID | None
    activity_voided: bool


@lru_cache(maxsize=256)
def _campaign(*row: Any) -> CampaignFacts:
    number, slug, path, wrapped, timezone, *rest = row
    return CampaignFacts(number, slug, path, unwrap(wrapped), zoneinfo.ZoneInfo(timezone), *rest)


CAMPAIGN_COLUMNS = """k.id, k.slug, ku.path, k.wrapped_key, k.timezone, k.starts_on, k.ends_on,
    k.late_limit_days, k.mark, k.phone_policy"""

_CODES = f"""
SELECT {CAMPAIGN_COLUMNS},
    c.id, c.text, c.kind, u.id, u.path, p.id, p.kind, c.batch_id, b.size, COALESCE(b.text_version, ''),
    c.serial, c.bundle,
    CASE WHEN cardinality(a.audiences) > 0 THEN a.audiences ELSE c.audiences END,
    c.starts_at, c.ends_at, c.revoked_at, c.use_limit, c.uses, a.act_id, t.voided_by IS NOT NULL
FROM outreach_code c
JOIN outreach_campaign k ON k.id = c.campaign_id
JOIN outreach_organisationunit ku ON ku.id = k.unit_id
LEFT JOIN outreach_codebatch b ON b.id = c.batch_id
LEFT JOIN outreach_activity a ON a.code_id = c.id
LEFT JOIN outreach_act t ON t.id = a.act_id
LEFT JOIN outreach_place p ON p.id = COALESCE(a.place_id, c.place_id)
JOIN outreach_organisationunit u ON u.id = COALESCE(t.unit_id, p.unit_id, c.unit_id)
"""
# A single act asks for a single code: PostgreSQL keeps a plan for "=", where for ANY it plans eight joins each time.
_ONE_CODE = f"{_CODES} WHERE c.text = %s"
_MANY_CODES = f"{_CODES} WHERE c.text = ANY(%s)"
CAMPAIGN_WIDTH = 10


def codes(texts: Collection[str]) -> dict[str, CodeFacts]:
    """The codes with these texts (upper case), in one statement."""
    if not texts:
        return {}
    wanted = list(texts)
    rows = rows_of(_ONE_CODE, wanted) if len(wanted) == 1 else rows_of(_MANY_CODES, [wanted])
    return {facts.text: facts for facts in map(_code, rows)}


def _code(row: tuple[Any, ...]) -> CodeFacts:
    number, text, kind, unit_id, path, place_id, place_kind, *rest = row[CAMPAIGN_WIDTH:]
    batch, size, text_version, serial, bundle, audiences, *validity = rest
    campaign, unit = campaign_of(row), UnitFacts(unit_id, path)
    place = PlaceFacts(place_id, place_kind, unit) if place_id is not None else None
    printed = (batch, size, text_version, serial, bundle)
    return CodeFacts(number, text, kind, campaign, unit, place, *printed, tuple(audiences), *validity)


def campaigns() -> tuple[CampaignFacts, ...]:
    """All campaigns, the latest first: they are few, and an operation without a code finds its own among them."""
    sql = f"""SELECT {CAMPAIGN_COLUMNS} FROM outreach_campaign k JOIN outreach_organisationunit ku ON ku.id = k.unit_id
        ORDER BY k.starts_on DESC, k.id DESC"""
    return tuple(campaign_of(row) for row in rows_of(sql, []))


def units(ids: Collection[int]) -> dict[int, UnitFacts]:
    sql = "SELECT id, path FROM outreach_organisationunit WHERE id = ANY(%s)"
    return {row[0]: UnitFacts(*row) for row in rows_of(sql, [list(ids)])}


def places(ids: Collection[int]) -> dict[int, PlaceFacts]:
    sql = """SELECT p.id, p.kind, u.id, u.path FROM outreach_place p
        JOIN outreach_organisationunit u ON u.id = p.unit_id WHERE p.id = ANY(%s)"""
    return {row[0]: PlaceFacts(row[0], row[1], UnitFacts(*row[2:])) for row in rows_of(sql, [list(ids)])}


Stretch: TypeAlias = tuple[int, int, int]
"""A batch of forms, and the first and last serial of it that a range speaks of."""


def revoked_serials(stretches: Collection[Stretch]) -> dict[int, dict[int, datetime]]:
    """Serials that were revoked, and when, by their batch."""
    sql = """SELECT c.batch_id, c.serial, c.revoked_at FROM outreach_code c
        JOIN unnest(%s::bigint[], %s::int[], %s::int[]) AS n(batch, first, last)
            ON c.batch_id = n.batch AND c.serial BETWEEN n.first AND n.last
        WHERE c.revoked_at IS NOT NULL"""
    found: dict[int, dict[int, datetime]] = {}
    for batch, serial, revoked_at in rows_of(sql, [list(column) for column in zip(*stretches, strict=True)]):
        found.setdefault(batch, {})[serial] = revoked_at
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


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """An organisation and the place it is at, whose unit its letters count for."""

    id: int
    place: PlaceFacts


def organisations(ids: Collection[int]) -> dict[int, OrganisationFacts]:
    sql = """SELECT o.id, p.id, p.kind, u.id, u.path FROM outreach_signatoryorganisation o
        JOIN outreach_place p ON p.id = o.place_id JOIN outreach_organisationunit u ON u.id = p.unit_id
        WHERE o.id = ANY(%s)"""
    return {
        row[0]: OrganisationFacts(row[0], PlaceFacts(row[1], row[2], UnitFacts(*row[3:])))
        for row in rows_of(sql, [list(ids)])
    }


@dataclass(frozen=True, slots=True)
class AccountFacts:
    id: int
    name: str
    unit: UnitFacts


def publication_accounts(names: Collection[str]) -> dict[str, AccountFacts]:
    sql = """SELECT a.id, a.name, u.id, u.path FROM outreach_publicationaccount a
        JOIN outreach_organisationunit u ON u.id = a.unit_id WHERE a.name = ANY(%s)"""
    return {row[1]: AccountFacts(row[0], row[1], UnitFacts(row[2], row[3])) for row in rows_of(sql, [list(names)])}


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
