"""A resident's rights over what is held: withdraw, erase, and say that it was not voluntary (PIPL articles 15, 47)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from outreach.audit.services import note
from outreach.campaigns.models import Campaign
from outreach.capture.models import Pledge, SealedCopy, Signer, SignerRecord
from outreach.capture.operations import Void
from outreach.capture.receipts import receipt_mark
from outreach.capture.record import record
from outreach.capture.results import ANONYMOUS, Principal
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

    Repeating it is harmless, and noted once. Raises Refusal, and then nothing is changed: `not_found` for an unknown
    receipt, or why an act could not be taken back.
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
    for result in record(voids, principal=Principal.resident(), now=now) if voids else ():
        if result.code:
            raise Refusal(result.code)
    _erase(acts, action="withdraw", changed={void.target for void in voids}, now=now)
    return _acts_under(receipt)


@transaction.atomic
def erase(*, receipt: str, now: datetime | None = None) -> list[Act]:
    """Erase what is held of the person; the count stays, and the claims by which nobody counts twice.

    Repeating it is harmless, and noted once. Raises Refusal `not_found` for an unknown receipt.
    """
    acts = _acts_under(receipt)
    _erase(acts, action="erase", changed=frozenset(), now=now)
    return acts


def report_pressure(*, receipt: str, network: str, device: str = "", now: datetime | None = None) -> None:
    """Tell the unit above that taking part was not voluntary, without saying who (domain.md section 4).

    `device` is the mark of the phone's cookie, where it has one: its receipts and the page of a code are one teller.
    Raises Refusal as `tell_pressure`, and `not_found` for an unknown receipt.
    """
    told = found_under(receipt, with_texts=False).leading
    teller = device or receipt_mark(receipt).hex()
    tell_pressure(campaign=told.campaign, about=told.unit, teller=teller, network=network, now=now)


def tell_pressure(
    *, campaign: Campaign, about: OrganisationUnit, teller: str, network: str, now: datetime | None = None
) -> None:
    """Keep that somebody was forced, or seen to be, by the unit `about`: the unit and the local month, and no more.

    Args:
        teller: a mark of who tells it, kept by the limit alone: heard once a month of each unit, since months are what
            is shown; told again it adds nothing.
        network: where it came from, so that a script that is a new device each time is not heard as many people.

    Raises:
        Refusal: `too_many_requests`, where the whole network told too much; it may be told again later.
    """
    of_teller = limit("pressure"), (teller, str(about.pk))
    of_network = limit("pressure_network"), (network,)
    *_before, last = verdicts = take_each([each.taking(*whom) for each, whom in (of_teller, of_network)])
    if last.allowed:
        month = (now or timezone.now()).astimezone(campaign.zone).date().replace(day=1)
        try:
            PressureReport.objects.create(campaign=campaign, about=about, month=month)
        except Exception:
            # Nothing was kept: whoever tells it again is heard.
            for each, whom in (of_teller, of_network):
                each.give_back(*whom)
            raise
    elif len(verdicts) > 1:
        of_teller[0].give_back(*of_teller[1])
        raise Refusal("too_many_requests", retry_after=last.retry_after)


def _acts_under(receipt: str) -> list[Act]:
    """The acts, locked in the order in which all lock them: what is done twice at once is done and noted once."""
    acts = Act.objects.filter(receipt_mark=receipt_mark(receipt)).order_by("id").select_for_update()
    if not acts:
        raise Refusal("not_found")
    return list(acts)


def _erase(acts: Sequence[Act], *, action: str, changed: Collection[UUID], now: datetime | None) -> None:
    """Delete the sealed records, and drop what tells contents and phones apart; each act that it changes is noted.

    Claims stay, or the same person would count twice (design.md section 4, rule 6); a void releases them. A letter
    takes no scan from then on. `changed` are acts to be noted whatever is found of the person.
    """
    ids = [act.id for act in acts]
    records, copies = (model.objects.filter(act_id__in=ids) for model in (SignerRecord, SealedCopy))
    of_persons = {*records.values_list("act_id", flat=True), *copies.values_list("act_id", flat=True)}
    records.delete()
    copies.delete()
    drawn = Pledge.objects.filter(act_id__in=ids, signature_digest__isnull=False)
    digested = set(drawn.values_list("act_id", flat=True))
    drawn.update(signature_digest=None)
    unmarked = _drop_marks(ids, of_persons)
    letters = Pledge.objects.filter(act_id__in=ids, signer=Signer.ORGANISATION, erased_at=None)
    closed = set(letters.values_list("act_id", flat=True))
    letters.update(erased_at=now or timezone.now())
    erased = of_persons | digested | unmarked | closed
    for act in acts:
        if act.id in erased or act.id in changed:
            facts = {"erased": act.id in of_persons}
            note(actor="resident", action=action, subject=f"act:{act.id}", facts=facts, at=now)


def _drop_marks(ids: Sequence[UUID], of_persons: Collection[UUID]) -> set[UUID]:
    """Drop what still leads to a person: content marks, and the mark of the phone. Returns the acts that had one.

    What an officer sent of the person loses its content mark too, and keeps its sender. A mark of what held nothing of
    the person stays: the officer's phone may still send again.
    """
    marked = Q(content_mark__isnull=False) | ~Q(principal=ANONYMOUS)
    by_residents = Submission.objects.filter(marked, act_id__in=ids, source=Source.RESIDENT)
    changed = {act_id for act_id in by_residents.values_list("act_id", flat=True) if act_id is not None}
    by_residents.update(content_mark=None, principal=ANONYMOUS)
    Submission.objects.filter(pk__in=of_persons, content_mark__isnull=False).update(content_mark=None)
    return changed
