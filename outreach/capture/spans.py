"""The time that counted sessions take at their places: a second record of the same session meets the first (同一场?).

What is read here tells it while judging; a constraint of the database holds it in a race
(docs/decisions/0010-a-session-recorded-twice.md).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from outreach.campaigns.indicators import ActivityKind
from outreach.capture.facts import rows_of

# Two records without a length at the same moment are of one session.
SHORTEST: Final = timedelta(minutes=1)

# Several doors of one building are visited at once, and an online session has no place that a second one could take.
_SIDE_BY_SIDE: Final = frozenset({ActivityKind.HOUSEHOLD_VISIT, ActivityKind.ONLINE_SESSION})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `first` up to, not including, `last` (aware) at a place in a campaign: sessions back to back do not meet.

    `is_separate`: an officer said that it is another session than the one that holds the same time.
    """

    campaign_id: int
    place_id: int
    first: datetime
    last: datetime
    is_separate: bool = False

    def shared_with(self, other: "Span") -> timedelta:
        """How much of its time the other takes too; nothing of it elsewhere, nor where one ends as the other begins."""
        if (self.campaign_id, self.place_id) != (other.campaign_id, other.place_id):
            return timedelta()
        return max(min(self.last, other.last) - max(self.first, other.first), timedelta())


@dataclass(slots=True)
class Held:
    """Spans by the acts that hold them, as the cases of a batch find and leave them."""

    by_act: dict[UUID, Span] = field(default_factory=dict)

    def rival_of(self, act_id: UUID, span: Span) -> UUID | None:
        """The act of another session that holds some of `span`: of several the one that shares most, then the first."""
        rivals = [
            (-shared, each, act)
            for act, each in self.by_act.items()
            if act != act_id and (shared := each.shared_with(span))
        ]
        return min(rivals)[2] if rivals else None

    def hold(self, act_id: UUID, span: Span) -> None:
        self.by_act[act_id] = span

    def release(self, act_id: UUID) -> None:
        self.by_act.pop(act_id, None)


def takes_span(kind: str) -> bool:
    """Whether a session of this kind is the only one at its place at a time."""
    return kind not in _SIDE_BY_SIDE


def spans_at(places: Collection[int], *, since: datetime, until: datetime) -> Held:
    """What is held at these places between two moments, by separate sessions too; one statement."""
    sql = """SELECT s.act_id, s.campaign_id, s.place_id, lower(s.during), upper(s.during), s.is_separate
        FROM unnest(%s::bigint[]) AS n(place)
        JOIN outreach_sessionspan s ON int8range(s.place_id, s.place_id, '[]') && int8range(n.place, n.place, '[]')
        WHERE s.during && tstzrange(%s, %s)"""
    return Held({row[0]: Span(*row[1:]) for row in rows_of(sql, [sorted(places), since, until])})
