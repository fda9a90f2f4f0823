"""A case: one operation on its way to being judged, and what it would write if it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.capture.acts import ActFacts
from outreach.capture.facts import CampaignFacts, CodeFacts, PlaceFacts, UnitFacts
from outreach.capture.models import ClaimKind
from outreach.capture.operations import Malformed, Operation
from outreach.capture.results import Principal
from outreach.capture.spans import Span
from outreach.ledger.models import Kind, Outcome

# A campaign's number, a kind of claim, and what is claimed.
Key: TypeAlias = tuple[int, str, str]
# A row to be written: its table, what to do where it is there already, and its values.
Detail: TypeAlias = tuple[type[models.Model], str, dict[str, Any]]


@dataclass(slots=True, eq=False)
class Case:
    """One operation, the verdict on it, and the rows it leads to.

    A judge fills it in; `outcome` and `reason` are the verdict. `lines` are (indicator, evidence) -> quantity of the
    act `act_id`; `act` holds the values of a new act row, `act_changes` those to set on one that is locked. `span` is
    the time that a session takes at its place; `same_as` the act that holds it already, and then nothing is counted.
    `lost_to` are the acts to which something was left: were one of them void, the verdict would be another.
    """

    operation: Operation
    principal: Principal
    now: datetime
    occurred_at: datetime
    outcome: Outcome = Outcome.COUNTED
    reason: str = ""
    errors: Mapping[str, Any] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    campaign: CampaignFacts | None = None
    unit: UnitFacts | None = None
    code: CodeFacts | None = None
    place: PlaceFacts | None = None
    act_id: UUID | None = None
    act: dict[str, Any] | None = None
    act_changes: dict[str, Any] = field(default_factory=dict)
    moved: ActFacts | None = None
    details: list[Detail] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    claims: list[tuple[ClaimKind, str]] = field(default_factory=list)
    releases_claims: bool = False
    used: bool = False
    was_rejected: bool = False
    binds: CodeFacts | None = None
    code_ends_at: datetime | None = None
    bundles: set[str] = field(default_factory=set)
    span: Span | None = None
    same_as: UUID | None = None
    lost_to: set[UUID] = field(default_factory=set)
    voided_witness: UUID | None = None
    receipt: str = ""
    witness: str = ""
    content: bytes | None = None
    replayed: bool = False
    answer: Mapping[str, int] | None = None

    @property
    def id(self) -> UUID:
        return self.operation.submission_id

    @property
    def kind(self) -> Kind:
        return self.operation.of if isinstance(self.operation, Malformed) else self.operation.kind

    @property
    def stands(self) -> bool:
        """Whether this case writes more than its submission."""
        return self.outcome in (Outcome.COUNTED, Outcome.ACCEPTED) and not self.replayed

    @property
    def is_by_officer(self) -> bool:
        return self.principal.kind == "officer"

    @property
    def keys(self) -> list[Key]:
        """What it claims, as the database knows it."""
        if self.campaign is None:
            return []
        return [(self.campaign.id, kind.value, key) for kind, key in self.claims]

    def start_again(self, anew: "Case") -> None:
        """Forget the verdict; the case is judged once more, as `anew` is before it."""
        for each in fields(self):
            if each.name != "was_rejected":
                setattr(self, each.name, getattr(anew, each.name))

    def unbind(self) -> None:
        """Leave the activity code to whoever has it; the talk counts without it (what happened, happened)."""
        self.binds = self.code_ends_at = None
        self.claims = [claim for claim in self.claims if claim[0] != ClaimKind.ACTIVITY_CODE]
        self.flags.add("activity_code_not_free")
        for _model, _conflict, values in self.details:
            if "code_id" in values:
                values["code_id"] = None

    def leave_bundle(self, key: str) -> None:
        """Leave a bundle of leaflets to the talk that has it."""
        self.bundles.remove(key)
        self.claims.remove((ClaimKind.BUNDLE, key))
        self.flags.add("bundle_not_bound")

    def refuse(self, outcome: Outcome, reason: str, errors: Mapping[str, Any] | None = None) -> None:
        self.outcome, self.reason, self.errors = outcome, reason, errors or {}

    def line(self, indicator: IndicatorKey, evidence: Evidence | str, quantity: int) -> None:
        if quantity:
            key = (str(indicator), str(evidence))
            self.lines[key] = self.lines.get(key, 0) + quantity

    def claim(self, kind: ClaimKind, key: str) -> None:
        self.claims.append((kind, key))

    def detail(self, model: type[models.Model], *, conflict: str = "", **values: Any) -> None:
        self.details.append((model, conflict, values))

    @property
    def indicators(self) -> Mapping[str, int]:
        """What the answer says was changed, by indicator, evidence levels added up."""
        if self.answer is not None:
            return self.answer
        changed: dict[str, int] = {}
        for (indicator, _evidence), quantity in self.lines.items():
            changed[indicator] = changed.get(indicator, 0) + quantity
        return {indicator: quantity for indicator, quantity in changed.items() if quantity}
