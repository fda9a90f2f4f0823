"""A resident's rights over what is held: withdraw, erase, and say that it was not voluntary (PIPL articles 15, 47)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from outreach.audit.services import note
from outreach.campaigns.models import Campaign
from outreach.capture.models import Pledge, SignerRecord
from outreach.capture.operations import Void
from outreach.capture.receipts import receipt_mark
from outreach.capture.record import record
from outreach.capture.results import Principal
from outreach.crypto.keys import environment_key
from outreach.crypto.marks import derived_uuid
from outreach.errors import Refusal
from outreach.ledger.models import Act, Source, Submission
from outreach.limits.buckets import take_each
from outreach.limits.policy import limit
from outreach.organisation.models import OrganisationUnit
from outreach.privacy.models import PressureReport
from outreach.privacy.selectors import found_under

WITHDRAWN = "withdrawn"


@transaction.atomic
def withdraw(*, receipt: str, now: datetime | None = None) -> list[Act]:
    """Take back every act under this receipt and erase what is held of the person; returns the acts.

    Repeating it is harmless. Raises Refusal `not_found` for an unknown receipt.
    """
    acts = _acts_under(receipt)
    voids = [
        Void(
            submission_id=derived_uuid(environment_key(), "withdrawal", act.id.bytes),
            target=act.id,
            reason=WITHDRAWN,
            receipt=receipt,
        )
        for act in acts
        if act.voided_by is None
    ]
    if voids:
        record(voids, principal=Principal.resident(), now=now)
    _erase(acts, action="withdraw", now=now)
    return _acts_under(receipt)


@transaction.atomic
def erase(*, receipt: str, now: datetime | None = None) -> list[Act]:
    """Erase what is held of the person; the count stays. Raises Refusal `not_found` for an unknown receipt."""
    acts = _acts_under(receipt)
    _erase(acts, action="erase", now=now)
    return acts


def report_pressure(*, receipt: str, now: datetime | None = None) -> None:
    """Tell the unit above that taking part was not voluntary, without saying who (domain.md section 4).

    Nothing that is kept could tell one teller from another, so a receipt is heard once a day: pressed again, it adds
    nothing. Raises Refusal `not_found` for an unknown receipt.
    """
    act = found_under(receipt, with_texts=False).latest
    tell_pressure(campaign=act.campaign, about=act.unit, teller=receipt_mark(receipt).hex(), now=now)


def tell_pressure(
    *, campaign: Campaign, about: OrganisationUnit, teller: str, network: str = "", now: datetime | None = None
) -> None:
    """Keep that somebody was forced, or seen to be, by the unit `about`: the unit and the local month, and no more.

    Args:
        teller: a mark of who tells it, kept by the limit alone: heard once a day, told again it adds nothing.
        network: where it came from, so that a script that is a new device each time is not heard as many people; empty
            for who holds a receipt, which a script cannot make.

    Raises:
        Refusal: `too_many_requests`, where the whole network told too much; it may be told again later.
    """
    takings = [limit("pressure").taking(teller)]
    if network:
        takings.append(limit("pressure_network").taking(network))
    *_before, last = verdicts = take_each(takings)
    if last.allowed:
        month = (now or timezone.now()).astimezone(campaign.zone).date().replace(day=1)
        PressureReport.objects.create(campaign=campaign, about=about, month=month)
    elif len(verdicts) > 1:
        limit("pressure").give_back(teller)
        raise Refusal("too_many_requests", retry_after=last.retry_after)


def _acts_under(receipt: str) -> list[Act]:
    acts = list(
        Act.objects.filter(receipt_mark=receipt_mark(receipt))
        .select_related("campaign", "unit")
        .order_by("occurred_at", "id")
    )
    if not acts:
        raise Refusal("not_found")
    return acts


def _erase(acts: Sequence[Act], *, action: str, now: datetime | None) -> None:
    """Delete the sealed record and drop the content marks: claims stay, or the same person would count twice."""
    ids = [act.id for act in acts]
    of_persons = list(SignerRecord.objects.filter(act_id__in=ids).values_list("act_id", flat=True))
    erased, _by_model = SignerRecord.objects.filter(act_id__in=of_persons).delete()
    Pledge.objects.filter(act_id__in=ids).update(signature_digest=None)
    # What an officer sent of the person goes too. A mark of what held nothing of the person stays: the officer's phone
    # may still send again.
    marked = Q(act_id__in=ids, source=Source.RESIDENT) | Q(pk__in=of_persons)
    Submission.objects.filter(marked).update(content_mark=None)
    for act in acts:
        note(actor="resident", action=action, subject=f"act:{act.id}", facts={"erased": bool(erased)}, at=now)
