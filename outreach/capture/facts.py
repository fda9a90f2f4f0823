"""What judging needs to know: one statement per kind of question, whatever the number of operations."""

import zoneinfo
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
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
class CodeFacts:
    """A code with its campaign and with the unit, place and audiences that an act on it is counted for.

    An activity code that a talk has taken (`activity_id`) counts for the talk's place and unit; before, for its own
    unit.
    """

    id: int
    text: str
    kind: str
    campaign: CampaignFacts
    unit: UnitFacts
    place_id: int | None
    place_kind: str
    batch_id: int | None
    batch_size: int | None
    serial: int | None
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


_CAMPAIGN_COLUMNS = """k.id, k.slug, ku.path, k.wrapped_key, k.timezone, k.starts_on, k.ends_on,
    k.late_limit_days, k.mark, k.phone_policy"""

_CODES = f"""
SELECT {_CAMPAIGN_COLUMNS},
    c.id, c.text, c.kind, u.id, u.path, p.id, p.kind, c.batch_id, b.size, c.serial,
    CASE WHEN cardinality(a.audiences) > 0 THEN a.audiences ELSE c.audiences END,
    c.starts_at, c.ends_at, c.revoked_at, c.use_limit, c.uses, a.act_id, t.voided_by IS NOT NULL
FROM outreach_code c
JOIN outreach_campaign k ON k.id = c.campaign_id
JOIN outreach_organisationunit ku ON ku.id = k.unit_id
LEFT JOIN outreach_codebatch b ON b.id = c.batch_id
LEFT JOIN outreach_activity a ON a.code_id = c.id
LEFT JOIN outreach_act t ON t.id = a.act_id
LEFT JOIN outreach_place p ON p.id = COALESCE(c.place_id, a.place_id)
JOIN outreach_organisationunit u ON u.id = COALESCE(t.unit_id, p.unit_id, c.unit_id)
"""
# A single act asks for a single code: PostgreSQL keeps a plan for "=", where for ANY it plans eight joins each time.
_ONE_CODE = f"{_CODES} WHERE c.text = %s"
_MANY_CODES = f"{_CODES} WHERE c.text = ANY(%s)"
_CAMPAIGN_WIDTH = 10


def codes(texts: Collection[str]) -> dict[str, CodeFacts]:
    """The codes with these texts (upper case), in one statement."""
    if not texts:
        return {}
    wanted = list(texts)
    rows = _rows(_ONE_CODE, wanted) if len(wanted) == 1 else _rows(_MANY_CODES, [wanted])
    return {facts.text: facts for facts in map(_code, rows)}


def _code(row: tuple[Any, ...]) -> CodeFacts:
    number, text, kind, unit, path, place, place_kind, batch, size, serial, audiences, *rest = row[_CAMPAIGN_WIDTH:]
    campaign, unit_facts = _campaign_of(row), UnitFacts(unit, path)
    return CodeFacts(
        number, text, kind, campaign, unit_facts, place, place_kind or "", batch, size, serial, tuple(audiences), *rest
    )


def campaigns() -> tuple[CampaignFacts, ...]:
    """All campaigns, the latest first: they are few, and an operation without a code finds its own among them."""
    sql = f"""SELECT {_CAMPAIGN_COLUMNS} FROM outreach_campaign k JOIN outreach_organisationunit ku ON ku.id = k.unit_id
        ORDER BY k.starts_on DESC, k.id DESC"""
    return tuple(_campaign_of(row) for row in _rows(sql, []))


def units(ids: Collection[int]) -> dict[int, UnitFacts]:
    sql = "SELECT id, path FROM outreach_organisationunit WHERE id = ANY(%s)"
    return {row[0]: UnitFacts(*row) for row in _rows(sql, [list(ids)])}


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
    return [TextFacts(*row) for row in _rows(sql, [list(campaign_ids)])]


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    id: int
    place_id: int
    unit: UnitFacts


def organisations(ids: Collection[int]) -> dict[int, OrganisationFacts]:
    sql = """SELECT o.id, p.id, u.id, u.path FROM outreach_signatoryorganisation o
        JOIN outreach_place p ON p.id = o.place_id JOIN outreach_organisationunit u ON u.id = p.unit_id
        WHERE o.id = ANY(%s)"""
    return {row[0]: OrganisationFacts(row[0], row[1], UnitFacts(row[2], row[3])) for row in _rows(sql, [list(ids)])}


@dataclass(frozen=True, slots=True)
class AccountFacts:
    id: int
    name: str
    unit: UnitFacts


def publication_accounts(names: Collection[str]) -> dict[str, AccountFacts]:
    sql = """SELECT a.id, a.name, u.id, u.path FROM outreach_publicationaccount a
        JOIN outreach_organisationunit u ON u.id = a.unit_id WHERE a.name = ANY(%s)"""
    return {row[1]: AccountFacts(row[0], row[1], UnitFacts(row[2], row[3])) for row in _rows(sql, [list(names)])}


@dataclass(slots=True)
class ActFacts:
    """An act, locked until the transaction ends, with its net per (indicator, evidence) and when its period closed."""

    id: UUID
    kind: str
    campaign: CampaignFacts
    unit: UnitFacts
    officer_id: int | None
    day: date
    audience: str
    receipt_mark: bytes | None
    witness_mark: bytes | None
    voided_by: UUID | None
    witnessed_by: UUID | None
    place_id: int | None
    closed_at: datetime | None
    net: dict[tuple[str, str], int] = field(default_factory=dict)
    witness_net: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def is_counted(self) -> bool:
        return any(self.net.values())

    def book(self, lines: Mapping[tuple[str, str], int]) -> None:
        """Later cases of the batch see the act as these lines leave it."""
        for key, quantity in lines.items():
            self.net[key] = self.net.get(key, 0) + quantity


_LOCKED_ACTS = f"""
SELECT {_CAMPAIGN_COLUMNS},
    t.id, t.kind, u.id, u.path, t.officer_id, t.day, t.audience, t.receipt_mark, t.witness_mark,
    t.voided_by, t.witnessed_by, a.place_id,
    (SELECT min(z.closed_at) FROM outreach_closedperiod z JOIN outreach_organisationunit zu ON zu.id = z.unit_id
     WHERE z.campaign_id = t.campaign_id AND t.day BETWEEN z.first AND z.last AND starts_with(u.path, zu.path))
FROM outreach_act t
JOIN outreach_campaign k ON k.id = t.campaign_id
JOIN outreach_organisationunit ku ON ku.id = k.unit_id
JOIN outreach_organisationunit u ON u.id = t.unit_id
LEFT JOIN outreach_activity a ON a.act_id = t.id
WHERE t.id = ANY(%s) OR t.witness_mark = ANY(%s)
ORDER BY t.id
FOR UPDATE OF t
"""

_NETS = """
SELECT l.act_id, l.indicator, l.evidence, sum(l.quantity)::bigint,
    (sum(l.quantity) FILTER (WHERE l.submission_id = t.witnessed_by))::bigint
FROM outreach_ledgerentry l JOIN outreach_act t ON t.id = l.act_id
WHERE l.act_id = ANY(%s)
GROUP BY l.act_id, l.indicator, l.evidence
"""


def locked_acts(ids: Iterable[UUID], witness_marks: Iterable[bytes]) -> list[ActFacts]:
    """The acts with these ids or witness marks, locked in order of id, with their nets: two statements.

    The nets are read in a statement of their own, after the lock was granted: one that waited for the lock would
    still see the lines as they were before the wait.
    """
    acts = {}
    for row in _rows(_LOCKED_ACTS, [sorted(ids), sorted(witness_marks)]):
        number, kind, unit, path, *rest = row[_CAMPAIGN_WIDTH:]
        acts[number] = ActFacts(number, kind, _campaign_of(row), UnitFacts(unit, path), *rest)
    for act_id, indicator, evidence, quantity, witnessed in _rows(_NETS, [list(acts)]) if acts else ():
        acts[act_id].net[indicator, evidence] = quantity
        if witnessed:
            acts[act_id].witness_net[indicator, evidence] = witnessed
    return list(acts.values())


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """What a void names: the submission's kind, who sent it, and the act it belongs to."""

    kind: str
    officer_id: int | None
    act_id: UUID | None
    outcome: str = ""


def targets(ids: Collection[UUID]) -> dict[UUID, TargetFacts]:
    sql = "SELECT id, kind, officer_id, act_id, outcome FROM outreach_submission WHERE id = ANY(%s)"
    return {row[0]: TargetFacts(*row[1:]) for row in _rows(sql, [list(ids)])}


def receipts(marks: Collection[bytes]) -> frozenset[bytes]:
    """Those of these receipt marks that there are."""
    sql = "SELECT DISTINCT receipt_mark FROM outreach_act WHERE receipt_mark = ANY(%s)"
    return frozenset(bytes(row[0]) for row in _rows(sql, [list(marks)]))


def _rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _campaign_of(row: tuple[Any, ...]) -> CampaignFacts:
    number, slug, path, wrapped, *rest = row[:_CAMPAIGN_WIDTH]
    return _campaign(number, slug, path, bytes(wrapped), *rest)
