"""Operations: what was done, as plain immutable values, whether from a form, the API, a queue or an import.

An edge checks types and bounds and makes one of these; `record()` judges it. `FIELDS_OUTSIDE_CONTENT` do not take
part in the content mark: a phone may learn a better clock offset between two sendings of the same submission.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, TypeAlias
from uuid import UUID

from outreach.ledger.models import Kind

Strokes: TypeAlias = tuple[tuple[int, ...], ...]

FIELDS_OUTSIDE_CONTENT = frozenset({"submission_id", "clock_offset_ms"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What every operation carries.

    `occurred_at` is the phone's clock, aware; `clock_offset_ms` is what to add to it, as the phone last knew it at
    the scan. `code` is the text of the scanned code. `place` (id) is where it happened; `campaign` (slug) matters only
    where no code tells it, `unit` (id) only where neither code nor place does. `corrects` names the rejected submission
    this one takes the place of.
    """

    kind: ClassVar[Kind]

    submission_id: UUID
    occurred_at: datetime | None = None
    clock_offset_ms: int = 0
    code: str = ""
    campaign: str = ""
    unit: int | None = None
    place: int | None = None
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """Materials handed out at a talk."""

    material_kind: str
    copies: int
    copies_method: str = "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk(Operation):
    """A session at a scanned place (`code`), or at one named by `place`.

    With `attendance` it is whole; without, it is opened and completed later. `bundles` are codes of leaflets, one of
    each bundle handed out at it. `separate` says that it is another session than the one recorded at its place and time
    (同一场?).
    """

    kind: ClassVar[Kind] = Kind.TALK

    activity_kind: str
    activity_code: str = ""
    topic: str = ""
    audiences: tuple[str, ...] = ()
    attendance: int | None = None
    attendance_method: str = ""
    materials: tuple[Handed, ...] = ()
    ended_at: datetime | None = None
    note: str = ""
    bundles: tuple[str, ...] = ()
    separate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(Talk):
    """The end of the talk named `talk`: carries the whole talk, so it may arrive first.

    `started_at` is when the talk began, by the phone's clock; without it, `occurred_at` is. The talk counts on that
    day.
    """

    kind: ClassVar[Kind] = Kind.COMPLETE

    talk: UUID
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A drawn signature: canvas size and strokes of delta points in half pixels, without timing (frontend.md)."""

    width: int
    height: int
    strokes: Strokes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge(Operation):
    """A pledge by a resident or an organisation. Papers may come as a serial range or a bundle of `copies`.

    `copy` is what was written by hand on a photocopied form (复印件), which counts beside the form's own serial. `name`
    and `post` are of whoever signs for an organisation.
    """

    kind: ClassVar[Kind] = Kind.PLEDGE

    signer: str = "resident"
    text_version: str = ""
    assent: bool = False
    signature: Signature | None = None
    name: str = ""
    post: str = ""
    paper: bool = False
    age_band: str = ""
    phone: str = ""
    organisation: int | None = None
    serial_from: int | None = None
    serial_to: int | None = None
    missing: tuple[int, ...] = ()
    copies: int | None = None
    archive_box: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Install(Operation):
    """An act of help with the app, or a resident's own confirmation.

    `receipt` links it to an earlier act of the same person.
    """

    kind: ClassVar[Kind] = Kind.INSTALL

    basis: str
    platform: str = ""
    alerts_enabled: str = "unknown"
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Operation):
    """Someone said no: a random id and the code, nothing else."""

    kind: ClassVar[Kind] = Kind.REFUSAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Material(Operation):
    """Copies handed out or posted, less those returned."""

    kind: ClassVar[Kind] = Kind.MATERIAL

    material_kind: str
    copies: int
    copies_method: str = "exact"
    use: str = "handed_out"
    returned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Operation):
    """An item pushed on an account of the managed list, named by `account`."""

    kind: ClassVar[Kind] = Kind.PUBLICATION

    account: str
    title: str
    published_on: date
    publication_kind: str = "prevention"
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness(Operation):
    """现场核验: `code` is the witness code shown on the resident's phone."""

    kind: ClassVar[Kind] = Kind.WITNESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Void(Operation):
    """Takes back the act or the witness named `target`, with a reason. A resident's own carries the act's `receipt`."""

    kind: ClassVar[Kind] = Kind.VOID

    target: UUID
    reason: str
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported(Operation):
    """A row of paper records (补录): `quantity` of one indicator on one local `day`, taken on trust.

    `is_of_month` says that the paper told a month and no day, `is_doubtful` that another file may have told the same.
    """

    kind: ClassVar[Kind] = Kind.IMPORTED

    indicator: str
    day: date
    quantity: int
    audience: str
    is_of_month: bool = False
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed(Operation):
    """An item that no operation of the kind `of` could be made from. `said` is the item as it came, in canonical JSON.

    It is judged like the rest of its batch, so that its id is spent: the corrected item takes a new one.
    """

    kind: ClassVar[Kind]

    of: Kind
    said: str
    errors: Mapping[str, Sequence[str]]


OPERATIONS: dict[str, type[Operation]] = {
    operation.kind.value: operation
    for operation in (Talk, Complete, Pledge, Install, Refusal, Material, Publication, Witness, Void, Imported)
}
