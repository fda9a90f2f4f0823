"""What is known while a batch is judged: read at its beginning, and moved on by each of its cases."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from outreach.capture.acts import ActFacts, TargetFacts
from outreach.capture.case import Case, Key
from outreach.capture.facts import CampaignFacts, CodeFacts, Occasion, SerialFacts, TextFacts
from outreach.capture.named import AccountFacts, Named
from outreach.capture.operations import Complete, Talk
from outreach.capture.spans import Held
from outreach.codes.models import CodeKind
from outreach.codes.talks import bundle_key
from outreach.organisation.scope import MembershipSpan


@dataclass(slots=True)
class Facts:
    """All that was read for a batch, as its cases find and leave it.

    `claimed` is what its cases are about to claim, by the acts that do.
    """

    codes: dict[str, CodeFacts] = field(default_factory=dict)
    spans: tuple[MembershipSpan, ...] = ()
    campaigns: tuple[CampaignFacts, ...] = ()
    named: Named = field(default_factory=Named)
    serials: Mapping[int, Mapping[int, SerialFacts]] = field(default_factory=dict)
    texts: list[TextFacts] = field(default_factory=list)
    accounts: Mapping[str, AccountFacts] = field(default_factory=dict)
    targets: dict[UUID, TargetFacts] = field(default_factory=dict)
    acts: dict[UUID, ActFacts] = field(default_factory=dict)
    acts_by_witness_mark: dict[bytes, ActFacts] = field(default_factory=dict)
    receipts: frozenset[bytes] = frozenset()
    held: Held = field(default_factory=Held)
    claimed: dict[Key, UUID] = field(default_factory=dict)

    def heed(self, case: Case) -> None:
        """The cases after this one are judged on what it will do."""
        if not case.stands or case.act_id is None:
            return
        for key in case.keys:
            self.claimed.setdefault(key, case.act_id)
        if case.span is not None:
            self.held.hold(case.act_id, case.span)
        if isinstance(case.operation, Talk):
            self.remember(case)
            self._go_on(case, case.operation)
            self._lend(case, self.acts[case.act_id])

    def remember(self, case: Case) -> None:
        """What this case has done can be acted on by those after it."""
        if not case.stands or case.act_id is None or case.campaign is None or case.unit is None:
            return
        self.targets[case.id] = TargetFacts(case.kind, case.principal.officer_id, case.act_id)
        if case.act is None or case.act_id in self.acts:
            return
        operation = case.operation
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
            code_id=case.binds.id if case.binds else None,
            audiences=operation.audiences if isinstance(operation, Talk) else (),
            closed_at=None,
            net=dict(case.lines),
        )
        self.acts[act.id] = act
        if act.witness_mark is not None:
            self.acts_by_witness_mark[act.witness_mark] = act

    def _go_on(self, case: Case, operation: Talk) -> None:
        """A talk that was there before is as this case leaves it."""
        act = self.acts[case.act_id] if case.act_id else None
        if act is None or case.act is not None:
            return
        act.book(case.lines)
        act.audience = case.act_changes.get("audience", act.audience)
        if isinstance(operation, Complete) or operation.attendance is not None:
            act.audiences = operation.audiences
        if case.binds is not None:
            act.code_id = case.binds.id

    def _lend(self, case: Case, act: ActFacts) -> None:
        """What the talk has taken counts for it from now on, as if the talk had been sent before."""
        if case.act is not None and case.binds is None and not case.bundles:
            return
        occasion = Occasion(act.unit, case.place, tuple(act.audiences))
        for text, code in self.codes.items():
            if code.activity_id == act.id:
                self.codes[text] = replace(code, lent=occasion)
            elif case.binds is not None and code.id == case.binds.id:
                ends_at = code.ends_at
                if case.code_ends_at is not None and case.code_ends_at > code.starts_at:
                    ends_at = min(ends_at, case.code_ends_at)
                self.codes[text] = replace(code, activity_id=act.id, lent=occasion, ends_at=ends_at)
            elif case.bundles and case.campaign == code.campaign and _bundle_of(code) in case.bundles:
                self.codes[text] = replace(code, activity_id=act.id, lent=occasion)

    def release(self, act_id: UUID) -> None:
        """A void frees the act's time and its leaflets; its activity code is good for nobody any more."""
        self.held.release(act_id)
        for text, code in self.codes.items():
            if code.activity_id == act_id and code.kind == CodeKind.ACTIVITY:
                self.codes[text] = replace(code, activity_voided=True)
            elif code.activity_id == act_id:
                self.codes[text] = replace(code, activity_id=None, lent=None)

    def drop_claims(self, act_ids: Collection[UUID]) -> None:
        """These acts claim nothing any more."""
        self.claimed = {key: act_id for key, act_id in self.claimed.items() if act_id not in act_ids}

    def paper_holder(self, case: Case, batch_id: int, serial: int, key: Key) -> UUID | None:
        """The other act that counts this serial, in the batch or before it."""
        known = self.serials.get(batch_id, {}).get(serial)
        holder = self.claimed.get(key) or (known.holder if known else None)
        is_free = holder is not None and holder in self.acts and self.acts[holder].voided_by is not None
        return None if is_free or holder == case.id else holder


def _bundle_of(code: CodeFacts) -> str | None:
    if code.kind != CodeKind.LEAFLET or code.batch_id is None or code.bundle is None:
        return None
    return bundle_key(code.batch_id, code.bundle)
