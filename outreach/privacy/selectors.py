"""What is held under a receipt, in terms a resident's page can say plainly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db.models import Exists, OuterRef

from outreach.campaigns.models import Campaign, PledgeText
from outreach.capture.models import Activity, Claim, ClaimKind, Pledge, SealedCopy, Signer
from outreach.capture.serials import form_key
from outreach.capture.signatures import Proof, Signed, signed_of, verify
from outreach.codes.models import Code
from outreach.codes.stubs import receipt_mark
from outreach.errors import Refusal
from outreach.ledger.models import Act, Kind
from outreach.organisation.models import OrganisationUnit


@dataclass(frozen=True, slots=True)
class HeldAct:
    """One act under a receipt. `held` names the kinds of personal data kept (name, post, signature, phone).

    `signed` is that data itself, for the eyes of its owner alone: whoever holds the receipt. Both are empty where the
    texts were not asked for, or where the sealed record cannot be opened, which is then held as `unreadable`.
    `is_erasable` says whether some of it can be deleted without taking the act back: all but the mark of a phone number
    by which nobody counts twice. `age_band` and `basis` are kept as numbers without a person. Of a pledge, `text` is
    the words it was put under and `proof` what can be said of them today; both are None where they were not asked for.
    `takes_scan` says whether a scan of it may be kept, or is: of a unit letter that neither went nor was erased.
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
    is_erasable: bool
    takes_scan: bool
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
    """All that a receipt leads to: at least one of the two. The acts are in the order in which they happened."""

    acts: list[HeldAct]
    paper: PaperAmongOthers | None

    @property
    def leading(self) -> HeldAct | PaperAmongOthers:
        """What tells unit and campaign: what the receipt was given for, the first that still counts if any does."""
        return self.paper or next((act for act in self.acts if not act.withdrawn), self.acts[0])


def is_receipt(text: str) -> bool:
    """Whether `text` is the receipt of an act or the stub of a form; two statements at most."""
    return Act.objects.filter(receipt_mark=receipt_mark(text)).exists() or form_of_stub(text) is not None


def form_of_stub(receipt: str) -> Code | None:
    """The numbered form that this receipt was torn off, entered or not, with its unit and campaign."""
    return Code.objects.select_related("unit", "campaign").filter(stub_mark=receipt_mark(receipt)).first()


def found_under(receipt: str, *, with_texts: bool = True) -> Found:
    """What this receipt leads to, in three statements, or four for a form entered alone and then with others.

    Nothing is unsealed unless texts are asked for. Raises Refusal `not_found` for an unknown one.
    """
    acts = list(
        Act.objects.filter(receipt_mark=receipt_mark(receipt))
        .select_related("campaign", "unit", "pledge", "install", "signer_record", "code__activity__place")
        .annotate(
            claims_phone=Exists(Claim.objects.filter(act_id=OuterRef("pk"), kind=ClaimKind.PHONE)),
            has_sealed_copy=Exists(SealedCopy.objects.filter(act_id=OuterRef("pk"))),
        )
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
    with_texts = texts is not None
    signed = _unsealed(act) if with_texts else Signed()
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
        held=_kinds_held(act, signed) if with_texts else (),
        is_erasable=hasattr(act, "signer_record") or act.has_sealed_copy,
        takes_scan=pledge is not None and _takes_scan(act, pledge),
        age_band=str(pledge.get_age_band_display()) if pledge is not None else "",
        basis=str(install.get_basis_display()) if install is not None else "",
        signed=signed or Signed(),
        text=text,
        proof=_proof(act, text, signed) if pledge is not None and with_texts else None,
    )


def _takes_scan(act: Act, pledge: Pledge) -> bool:
    """As `capture.seals` takes them."""
    return pledge.signer == Signer.ORGANISATION and act.voided_by is None and pledge.erased_at is None


def _unsealed(act: Act) -> Signed | None:
    """What the signer left; None where the record is not what was sealed for this act."""
    try:
        return signed_of(act)
    except (InvalidTag, ValueError):
        return None


def _proof(act: Act, text: PledgeText | None, signed: Signed | None) -> Proof:
    return Proof.DIFFERS if signed is None else verify(act, text)


def _kinds_held(act: Any, signed: Signed | None) -> tuple[str, ...]:
    record = getattr(act, "signer_record", None)
    has_phone = act.claims_phone or (record is not None and record.phone_pseudonym is not None)
    left = signed or Signed()
    kept = {
        "name": left.name,
        "post": left.post,
        "signature": left.signature,
        "unreadable": signed is None,
        "phone": has_phone,
        "sealed_copy": act.has_sealed_copy,
    }
    return tuple(kind for kind, value in kept.items() if value)
