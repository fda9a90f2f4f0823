"""A case: one operation on its way to being judged, and what it would write if it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from outreach.campaigns.indicators import Evidence, IndicatorKey
from outreach.capture.acts import ActFacts, TargetFacts
from outreach.capture.facts import (
    AccountFacts,
    CampaignFacts,
    CodeFacts,
    OrganisationFacts,
    PlaceFacts,
    TextFacts,
    UnitFacts,
)
from outreach.capture.models import ClaimKind
from outreach.capture.operations import Malformed, Operation
from outreach.capture.results import Principal
from outreach.capture.spans import Held, Span
from outreach.ledger.models import Kind, Outcome
from outreach.organisation.scope import MembershipSpan


@dataclass(slots=True)
class Facts:
    """All that was read for a batch."""

    codes: Mapping[str, CodeFacts] = field(default_factory=dict)
    spans: tuple[MembershipSpan, ...] = ()
    campaigns: tuple[CampaignFacts, ...] = ()
    units: Mapping[int, UnitFacts] = field(default_factory=dict)
    places: Mapping[int, PlaceFacts] = field(default_factory=dict)
    revoked: Mapping[int, Mapping[int, datetime]] = field(default_factory=dict)
    texts: list[TextFacts] = field(default_factory=list)
    organisations: Mapping[int, OrganisationFacts] = field(default_factory=dict)
    accounts: Mapping[str, AccountFacts] = field(default_factory=dict)
    targets: dict[UUID, TargetFacts] = field(default_factory=dict)
    acts: dict[UUID, ActFacts] = field(default_factory=dict)
    acts_by_witness_mark: dict[bytes, ActFacts] = field(default_factory=dict)
    receipts: frozenset[bytes] = frozenset()
    held: Held = field(default_factory=Held)

    def remember(self, case: "Case") -> None:
        """Later cases of the batch see what this one has done."""
        if not case.stands or case.act_id is None or case.campaign is None or case.unit is None:
            return
        self.targets[case.id] = TargetFacts(case.kind, case.principal.officer_id, case.act_id)
        if case.act is None or case.act_id in self.acts:
            return
        act = ActFacts(
            id=case.act_id,
            kind=case.act["kind"],
            campaign=case.campaign,
            unit=case.unit,
            officer_id=case.principal.officer_id,
            day=case.act["day"],
            audience=case.act["audience"],
            receipt_mark=case.act.get("receipt_mark"),
            witness_mark=case.act.get("witness_mark"),
            voided_by=None,
            witnessed_by=None,
            place_id=case.place.id if case.place else None,
            opened_at=case.occurred_at,
            closed_at=None,
            net=dict(case.lines),
        )
        self.acts[act.id] = act
        if act.witness_mark is not None:
            self.acts_by_witness_mark[act.witness_mark] = act


@dataclass(slots=True, eq=False)
class Case:
    """One operation, the verdict on it, and the rows it leads to.

    A judge fills it in; `outcome` and `reason` are the verdict. `lines` are (indicator, evidence) -> quantity of the
    act `act_id`; `act` holds the values of a new act row, `act_changes` those to set on one that is locked. `span` is
    the time that a session takes at its place; `same_as` the act that holds it already, and then nothing is counted.
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
    details: list[tuple[type[models.Model], str, dict[str, Any]]] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    claims: list[tuple[ClaimKind, str]] = field(default_factory=list)
    releases_claims: bool = False
    used: bool = False
    is_judged: bool = False
    was_rejected: bool = False
    binds: CodeFacts | None = None
    code_ends_at: datetime | None = None
    bundles: dict[str, CodeFacts] = field(default_factory=dict)
    span: Span | None = None
    same_as: UUID | None = None
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
    def changes_acts(self) -> bool:
        """Whether it acts on what others made, in the same batch too."""
        return self.kind in (Kind.COMPLETE, Kind.WITNESS, Kind.VOID)

    @property
    def stands(self) -> bool:
        """Whether this case writes more than its submission."""
        return self.outcome in (Outcome.COUNTED, Outcome.ACCEPTED) and not self.replayed

    @property
    def is_by_officer(self) -> bool:
        return self.principal.kind == "officer"

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
        del self.bundles[key]
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
