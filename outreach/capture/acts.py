"""Acts that something is done to, as judging sees them: locked until the transaction ends."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from outreach.capture.facts import (
    CAMPAIGN_COLUMNS,
    CAMPAIGN_WIDTH,
    UNIT_COLUMNS,
    UNIT_WIDTH,
    CampaignFacts,
    UnitFacts,
    campaign_of,
    rows_of,
    unit_of,
)


@dataclass(slots=True)
class ActFacts:
    """An act, locked until the transaction ends, with its net per (indicator, evidence) and when its period closed.

    Of a talk, `place_id` is where it is, `opened_at` when it began, `code_id` the activity code it took.
    """

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
    opened_at: datetime | None
    code_id: int | None
    audiences: Sequence[str]
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
SELECT {CAMPAIGN_COLUMNS},
    t.id, t.kind, {UNIT_COLUMNS.format(unit="u")}, t.officer_id, t.day, t.audience, t.receipt_mark, t.witness_mark,
    t.voided_by, t.witnessed_by, a.place_id, a.opened_at, a.code_id, COALESCE(a.audiences, '{{}}'),
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

# Of one table alone: a plan made while the tables were small joined every line to every act.
_NETS = """
SELECT l.act_id, l.indicator, l.evidence, sum(l.quantity)::bigint,
    (sum(l.quantity) FILTER (WHERE l.submission_id = ANY(%s)))::bigint
FROM outreach_ledgerentry l
WHERE l.act_id = ANY(%s)
GROUP BY l.act_id, l.indicator, l.evidence
"""


def locked_acts(ids: Iterable[UUID], witness_marks: Iterable[bytes]) -> list[ActFacts]:
    """The acts with these ids or witness marks, locked in order of id, with their nets: two statements.

    The nets are read in a statement of their own, after the lock was granted: one that waited for the lock would
    still see the lines as they were before the wait.
    """
    acts = {}
    for row in rows_of(_LOCKED_ACTS, [sorted(ids), sorted(witness_marks)]):
        number, kind, *told = row[CAMPAIGN_WIDTH:]
        acts[number] = ActFacts(number, kind, campaign_of(row), unit_of(*told[:UNIT_WIDTH]), *told[UNIT_WIDTH:])
    witnesses = [act.witnessed_by for act in acts.values() if act.witnessed_by]
    for act_id, indicator, evidence, quantity, witnessed in rows_of(_NETS, [witnesses, list(acts)]) if acts else ():
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
    return {row[0]: TargetFacts(*row[1:]) for row in rows_of(sql, [list(ids)])}
