"""Who sends operations, and what each of them is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID

from outreach.errors import PROBLEMS, Problem
from outreach.ledger.models import Outcome, Source

ANONYMOUS: Final = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """Whose submissions these are: an officer, or a resident known by nothing but a mark of the device cookie.

    A resident without the cookie is `anonymous`: the submission id, 122 random bits known to its sender alone, speaks
    for itself.
    """

    kind: Literal["officer", "resident"]
    officer_id: int | None = None
    device: str = ""
    source: Source = Source.OFFICER

    @classmethod
    def officer(cls, officer_id: int, *, source: Source = Source.OFFICER) -> "Principal":
        return cls(kind="officer", officer_id=officer_id, source=source)

    @classmethod
    def resident(cls, device: str = "") -> "Principal":
        return cls(kind="resident", device=device, source=Source.RESIDENT)

    @property
    def name(self) -> str:
        if self.kind == "officer":
            return f"officer:{self.officer_id}"
        return f"device:{self.device}" if self.device else ANONYMOUS

    def may_replay(self, stored: str) -> bool:
        """Whether a submission stored under the principal `stored` may be answered again to this one."""
        return stored == self.name or (self.kind == "resident" and stored == ANONYMOUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer to one operation.

    `status` is the HTTP status of a single write; a replay of a counted one is told by `replay`. `flags` are those of
    the submission, in order.
    """

    submission_id: UUID
    outcome: Outcome
    code: str = ""
    indicators: Mapping[str, int] = field(default_factory=dict)
    receipt: str = ""
    witness: str = ""
    replay: bool = False
    flags: tuple[str, ...] = ()
    errors: Mapping[str, Any] = field(default_factory=dict)

    @property
    def problem(self) -> Problem | None:
        return PROBLEMS[self.code] if self.code else None

    @property
    def status(self) -> int:
        if self.problem:
            return self.problem.status
        return 200 if self.replay else 201
