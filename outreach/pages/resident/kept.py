"""What this device has done with a code, found again from the ids that the server derives for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outreach.capture.receipts import receipt_mark, receipt_text, witness_text
from outreach.codes.alphabet import in_groups
from outreach.ledger.models import Act
from outreach.pages.resident.visit import MOST_PERSONS, Visit

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
    def witness_in_groups(self) -> str:
        return in_groups(self.witness)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The private code as the page shows it, and the act that it is of."""

    text: str
    label: Promise

    @property
    def in_groups(self) -> str:
        return in_groups(self.text)


@dataclass(frozen=True, slots=True)
class Record:
    """The live acts of one person on this device, and whether there were others that were withdrawn."""

    acts: tuple[Kept, ...] = ()
    withdrawn: bool = False

    def has(self, name: str) -> bool:
        return any(act.name == name for act in self.acts)

    def receipt_of(self, name: str) -> str:
        """The receipt of the live act `name`, empty without one: what follows is linked to it."""
        return next((act.receipt for act in self.acts if act.name == name), "")

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """One as a rule: the second act hangs on the first's, unless that one was withdrawn or came later."""
        return tuple(Receipt(act.receipt, act.label) for act in self.acts if act.receipt)


NOTHING: Final = Record()


def record_of(visit: Visit) -> Record:
    """What is kept of this person; one statement, none for a phone that comes for the first time."""
    return _records(visit, (visit.person,)).get(visit.person, NOTHING)


@dataclass(frozen=True, slots=True)
class Family:
    """Everyone who did anything with this code on this phone, by their number."""

    visit: Visit
    records: dict[int, Record]

    def record_of(self, person: int) -> Record:
        return self.records.get(person, NOTHING)

    @property
    def live(self) -> list[Visit]:
        """Those whose acts stand, in their order."""
        return [self.visit.of(person) for person, record in sorted(self.records.items()) if record.acts]

    @property
    def latest(self) -> Visit:
        """The last whose acts stand, else the last who withdrew: nobody loses the receipt to another's withdrawal."""
        return self.live[-1] if self.live else self.visit.of(max(self.records, default=self.visit.person))

    @property
    def next(self) -> Visit | None:
        """The first who is still to begin; None beyond the most."""
        person = max(self.records, default=0) + 1
        return self.visit.of(person) if person <= MOST_PERSONS else None


def family_of(visit: Visit) -> Family:
    """One statement, none for a phone that comes for the first time."""
    return Family(visit, _records(visit, range(1, MOST_PERSONS + 1)))


def latest_of(visit: Visit) -> tuple[Visit, Record]:
    """The last person of this phone, with what is kept; as many statements.

    A page that was closed, or left to install the app, is gone on with from there.
    """
    family = family_of(visit)
    return family.latest, family.record_of(family.latest.person)


def _records(visit: Visit, persons: Iterable[int]) -> dict[int, Record]:
    if visit.device.is_new:
        return {}
    ids = {visit.of(person).submission_id(name): (person, name) for person in persons for name in ACTS}
    found: dict[int, dict[str, Act]] = {}
    for act in Act.objects.filter(pk__in=ids):
        person, name = ids[act.pk]
        found.setdefault(person, {})[name] = act
    return {person: _record(visit, acts) for person, acts in found.items()}


def _record(visit: Visit, found: dict[str, Act]) -> Record:
    key = visit.code.campaign.key
    kept: list[Kept] = []
    for name, label in ACTS.items():
        act = found.get(name)
        if act is None or act.voided_by is not None:
            continue
        receipt = receipt_text(key, act.pk)
        own = bytes(act.receipt_mark or b"") == receipt_mark(receipt)
        witness = "" if act.witnessed_by else witness_text(key, act.pk)
        kept.append(Kept(name, label, act.occurred_at, receipt if own else "", witness))
    return Record(tuple(kept), withdrawn=len(kept) < len(found))
