"""What is held under a receipt, in terms a resident's page can say plainly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from outreach.campaigns.models import Campaign, PledgeText
from outreach.capture.models import Activity, Claim, ClaimKind
from outreach.capture.serials import form_key
from outreach.capture.signatures import Proof, Signed, signed_of, verify
from outreach.codes.models import Code
from outreach.codes.stubs import receipt_mark
from outreach.errors import Refusal
from outreach.ledger.models import Act, Kind
from outreach.organisation.models import OrganisationUnit


@dataclass(frozen=True, slots=True)
class HeldAct:
    """One act under a receipt. `held` names the kinds of personal data kept (name, signature, phone).

    `signed` is that data itself, for the eyes of its owner alone: whoever holds the receipt. `age_band` and `basis` are
    kept as numbers without a person. Of a pledge, `text` is the words it was put under and `proof` what can be said of
    them today; both are None where they were not asked for.
    """

    act_id: UUID
    kind: str
    at: datetime
    campaign: Campaign
    unit: OrganisationUnit
    activity: Activity | None
    withdrawn: bool
    witnessed: bool
    on_paper: bool
    held: tuple[str, ...]
    age_band: str
    basis: str
    signed: Signed = field(repr=False)
    text: PledgeText | None
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class PaperAmongOthers:
    """A signed form that was entered with others, by its serials: it counts, and nothing is kept of its signer.

    Whoever holds its stub cannot take it back alone: the unit does, which has the paper.
    """

    serial: int
    at: datetime
    campaign: Campaign
    unit: OrganisationUnit


@dataclass(frozen=True, slots=True)
class Found:
    """All that a receipt leads to: at least one of the two. `latest` is what tells unit and campaign."""

    acts: list[HeldAct]
    paper: PaperAmongOthers | None

    @property
    def latest(self) -> HeldAct | PaperAmongOthers:
        return self.paper or self.acts[0]


def form_of_stub(receipt: str) -> Code | None:
    """The numbered form that this receipt was torn off, entered or not, with its unit and campaign."""
    return Code.objects.select_related("unit", "campaign").filter(stub_mark=receipt_mark(receipt)).first()


def found_under(receipt: str, *, with_texts: bool = True) -> Found:
    """What this receipt leads to, in three statements, or four for a form entered alone and then with others.

    Raises Refusal `not_found` for an unknown one.
    """
    acts = list(
        Act.objects.filter(receipt_mark=receipt_mark(receipt))
        .select_related("campaign", "unit", "pledge", "install", "signer_record", "code__activity__place")
        .order_by("occurred_at", "id")
    )
    paper = paper_among_others(receipt)
    if not acts and paper is None:
        raise Refusal("not_found")
    texts = _texts_of(acts) if with_texts else None
    return Found([_held(act, texts) for act in acts], paper)


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


def _texts_of(acts: Sequence[Act]) -> Mapping[tuple[int, str], PledgeText]:
    """The words that these acts were signed on, by campaign and version."""
    signed = {(act.campaign_id, act.pledge.text_version) for act in acts if act.kind == Kind.PLEDGE}
    if not signed:
        return {}
    campaigns, versions = zip(*signed, strict=True)
    texts = PledgeText.objects.filter(campaign__in=campaigns, version__in=versions)
    return {(text.campaign_id, text.version): text for text in texts}


def _held(act: Any, texts: Mapping[tuple[int, str], PledgeText] | None) -> HeldAct:
    pledge = act.pledge if act.kind == Kind.PLEDGE else None
    install = act.install if act.kind == Kind.INSTALL else None
    record = getattr(act, "signer_record", None)
    signed = signed_of(act)
    has_phone = record is not None and record.phone_pseudonym is not None
    kept = {"name": signed.name, "signature": signed.signature, "phone": has_phone}
    text = texts.get((act.campaign_id, pledge.text_version)) if pledge is not None and texts is not None else None
    return HeldAct(
        act_id=act.id,
        kind=act.kind,
        at=act.occurred_at,
        campaign=act.campaign,
        unit=act.unit,
        activity=getattr(act.code, "activity", None),
        withdrawn=act.voided_by is not None,
        witnessed=act.witnessed_by is not None,
        on_paper=pledge is not None and pledge.mark == "paper",
        held=tuple(kind for kind, value in kept.items() if value),
        age_band=str(pledge.get_age_band_display()) if pledge is not None else "",
        basis=str(install.get_basis_display()) if install is not None else "",
        signed=signed,
        text=text,
        proof=verify(act, text) if pledge is not None and texts is not None else None,
    )
