"""What this device has done with a code, found again from the ids that the server derives for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.capture.receipts import receipt_mark, receipt_text, witness_text
from outreach.codes.alphabet import in_groups
from outreach.ledger.models import Act
from outreach.pages.resident.visit import Visit

ACTS: Final[dict[str, Promise]] = {"pledge": _("Pledge signed"), "install": _("App confirmed")}


@dataclass(frozen=True, slots=True)
class Kept:
    """One live act. `receipt` is empty where it hangs on that of an earlier act; `witness` once it was witnessed."""

    name: str
    label: Promise
    at: datetime
    receipt: str
    witness: str

    @property
    def receipt_in_groups(self) -> str:
        return in_groups(self.receipt)

    @property
    def witness_in_groups(self) -> str:
        return in_groups(self.witness)


@dataclass(frozen=True, slots=True)
class Record:
    """The live acts of this device and person, and whether there were others that were withdrawn."""

    acts: tuple[Kept, ...]
    withdrawn: bool

    def receipt_of(self, name: str) -> str:
        """The receipt of the live act `name`, empty without one: what follows is linked to it."""
        return next((act.receipt for act in self.acts if act.name == name), "")


def record_of(visit: Visit) -> Record:
    """What is kept of this visit; one statement."""
    ids = {visit.submission_id(act): act for act in ACTS}
    found = {ids[act.pk]: act for act in Act.objects.filter(pk__in=ids)}
    live = {name: found[name] for name in ACTS if name in found and found[name].voided_by is None}
    key = visit.code.campaign.key
    kept: list[Kept] = []
    for name, act in live.items():
        receipt = receipt_text(key, act.pk)
        own = bytes(act.receipt_mark or b"") == receipt_mark(receipt)
        witness = "" if act.witnessed_by else witness_text(key, act.pk)
        kept.append(Kept(name, ACTS[name], act.occurred_at, receipt if own else "", witness))
    return Record(tuple(kept), withdrawn=len(live) < len(found))
