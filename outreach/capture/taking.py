"""What cases are to hold is taken before anything is written: a submission is inserted with its last word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from outreach.capture.case import Case, Key
from outreach.capture.claims import give_back_claims, give_back_uses, take_claims, take_uses
from outreach.capture.models import SignerRecord
from outreach.capture.receipts import receipt_mark, receipt_text, witness_mark, witness_text
from outreach.capture.sessions import give_back_spans, take_spans


@dataclass(frozen=True, slots=True)
class Taken:
    """Spans, by their acts, and claims that were newly taken."""

    spans: frozenset[UUID]
    claims: Mapping[Key, Case]

    def give_back(self, fallen: Sequence[Case]) -> None:
        """Release what was taken just now for cases that turned out not to stand."""
        give_back_spans(fallen, self.spans)
        give_back_claims(fallen, self.claims)
        give_back_uses(fallen)


def take(cases: Sequence[Case]) -> Taken:
    """Take the spans, the claims and the uses of limited codes that these cases are to hold, where they can be had.

    A case that cannot have what it needs stands no longer. Raises Overtaken.
    """
    _give_codes(cases)
    spans = take_spans(cases)
    claims = take_claims(cases)
    take_uses(cases)
    return Taken(spans, claims)


def _give_codes(cases: Iterable[Case]) -> None:
    """Receipt and witness code for what a resident sent, or for the install linked to an earlier receipt.

    Of what an officer sent, a receipt for whoever left something of the person and has no stub to find it again by.
    """
    for case in cases:
        if not case.stands or case.act is None or case.campaign is None:
            continue
        if case.is_by_officer:
            if _keeps_one_signer(case) and "receipt_mark" not in case.act:
                case.receipt = receipt_text(case.campaign.key, case.id)
                case.act["receipt_mark"] = receipt_mark(case.receipt)
            continue
        case.witness = witness_text(case.campaign.key, case.id)
        case.act["witness_mark"] = witness_mark(case.witness)
        if "receipt_mark" in case.act:
            case.receipt = getattr(case.operation, "receipt", "")
        else:
            case.receipt = receipt_text(case.campaign.key, case.id)
            case.act["receipt_mark"] = receipt_mark(case.receipt)


def _keeps_one_signer(case: Case) -> bool:
    """Papers entered together have no one signer, who could take them all back."""
    assert case.act is not None
    return not case.act["is_batch"] and any(model is SignerRecord for model, _conflict, _values in case.details)
