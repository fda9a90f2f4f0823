"""What is held under a receipt, in terms a resident's page can say plainly."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from outreach.campaigns.models import Campaign
from outreach.capture.models import Claim, ClaimKind
from outreach.capture.serials import form_key
from outreach.codes.models import Code
from outreach.codes.stubs import receipt_mark
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


@dataclass(frozen=True, slots=True)
class PaperAmongOthers:
    """A signed form that was entered with others, by its serials: it counts, and nothing is kept of its signer.

    Whoever holds its stub cannot take it back alone: the unit does, which has the paper.
    """

    serial: int
    at: datetime
    campaign: Campaign
    unit: OrganisationUnit


def form_of_stub(receipt: str) -> Code | None:
    """The numbered form that this receipt was torn off, entered or not, with its unit and campaign."""
    return Code.objects.select_related("unit", "campaign").filter(stub_mark=receipt_mark(receipt)).first()


def held_under(receipt: str) -> list[HeldAct]:
    """Every act under this receipt, oldest first; none for the stub of a paper that was only entered with others.

    Raises Refusal `not_found` for an unknown one.
    """
    acts = (
        Act.objects.filter(receipt_mark=receipt_mark(receipt))
        .select_related("campaign", "unit", "pledge", "signer_record")
        .order_by("occurred_at", "id")
    )
    held = [_held(act) for act in acts]
    if not held and paper_among_others(receipt) is None:
        raise Refusal("not_found")
    return held


def paper_among_others(receipt: str) -> PaperAmongOthers | None:
    """The paper that this receipt is the stub of, where a range that stands counts it."""
    form = Code.objects.filter(stub_mark=receipt_mark(receipt), batch__isnull=False).first()
    if form is None or form.batch_id is None or form.serial is None:
        return None
    key = form_key(form.batch_id, form.serial, "pledge")
    holder = Claim.objects.filter(campaign=form.campaign_id, kind=ClaimKind.FORM, key=key).values("act_id")
    ranges = Act.objects.filter(pk__in=holder, voided_by=None, pledge__serial_from__isnull=False)
    act = ranges.select_related("campaign", "unit").first()
    return PaperAmongOthers(form.serial, act.occurred_at, act.campaign, act.unit) if act else None


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
