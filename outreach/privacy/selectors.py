"""What is held under a receipt, in terms a resident's page can say plainly."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from outreach.campaigns.models import Campaign
from outreach.capture.receipts import receipt_mark
from outreach.errors import Refusal
from outreach.ledger.models import Act
from outreach.organisation.models import OrganisationUnit


@dataclass(frozen=True, slots=True)
class HeldAct:
    """One act under a receipt. `held` names the kinds of personal data kept (name, signature, phone)."""

    act_id: UUID
    kind: str
    at: datetime
    campaign: Campaign
    unit: OrganisationUnit
    withdrawn: bool
    witnessed: bool
    held: tuple[str, ...]


def held_under(receipt: str) -> list[HeldAct]:
    """Everything held under this receipt, oldest first. Raises Refusal `not_found` for an unknown one."""
    acts = (
        Act.objects.filter(receipt_mark=receipt_mark(receipt))
        .select_related("campaign", "unit", "pledge", "signer_record")
        .order_by("occurred_at", "id")
    )
    held = [_held(act) for act in acts]
    if not held:
        raise Refusal("not_found")
    return held


def _held(act: Any) -> HeldAct:
    record = getattr(act, "signer_record", None)
    pledge = getattr(act, "pledge", None)
    kinds = []
    if record is not None and pledge is not None:
        if pledge.mark in ("signature", "name"):
            kinds.append(pledge.mark)
        if record.phone_pseudonym is not None:
            kinds.append("phone")
    return HeldAct(
        act_id=act.id,
        kind=act.kind,
        at=act.occurred_at,
        campaign=act.campaign,
        unit=act.unit,
        withdrawn=act.voided_by is not None,
        witnessed=act.witnessed_by is not None,
        held=tuple(kinds),
    )
