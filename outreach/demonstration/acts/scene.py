"""A scene: one station's month on stage, what it has in stock, and what was sent from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final, TypeVar
from uuid import UUID

from outreach.campaigns.models import Language, TextKind
from outreach.capture.operations import Operation
from outreach.capture.results import Principal
from outreach.codes.models import CodeKind
from outreach.demonstration.dice import Dice, Ids
from outreach.demonstration.ground import Ground, Precinct, PrintRun, code_text
from outreach.demonstration.plan import LAST_DAY, MONTHS, ZONE, Cell

# What a phone sends at once (design.md section 5).
BATCH: Final = 200
# The last thing received before the briefing.
CUT_OFF: Final = datetime.combine(LAST_DAY, time(23, 0), ZONE)
# No phone's clock is right; each is wrong in its own way.
_WORST_CLOCK_MS: Final = 90_000

SomeOperation = TypeVar("SomeOperation", bound=Operation)


@dataclass(frozen=True, slots=True)
class Batch:
    """Operations that `principal` sent at once, and when the server heard of them (aware)."""

    now: datetime
    principal: Principal
    operations: tuple[Operation, ...]

    @property
    def officer(self) -> int | None:
        return self.principal.officer_id


class Stock:
    """The codes a station was given, handed out in order of their serials."""

    def __init__(self, station: int, runs: Iterable[PrintRun]) -> None:
        self._station = station
        self._sizes = {run.kind: run.size for run in runs if run.station == station}
        self._used = dict.fromkeys(self._sizes, 0)

    def take(self, kind: CodeKind, count: int = 1) -> int:
        """The first of `count` fresh serials in a row. Raises ValueError when the run is used up."""
        first = self._used[kind] + 1
        self._used[kind] += count
        if self._used[kind] > self._sizes[kind]:
            raise ValueError(f"station {self._station} was given too few codes of kind {kind}")
        return first

    def text(self, kind: CodeKind, serial: int) -> str:
        return code_text(kind, self._station, serial)

    def used(self, kind: CodeKind) -> set[str]:
        """The texts of the codes handed out so far."""
        return {self.text(kind, serial) for serial in range(1, self._used[kind] + 1)}

    def next_text(self, kind: CodeKind) -> str:
        return self.text(kind, self.take(kind))


@dataclass(slots=True)
class Scene:
    """One station in one month: everything its acts need, and the batches they became."""

    ground: Ground
    precinct: Precinct
    cell: Cell
    stock: Stock
    dice: Dice
    ids: Ids
    batches: list[Batch] = field(default_factory=list)

    @property
    def days(self) -> list[date]:
        return MONTHS[self.cell.month].days

    def text(self, kind: TextKind, language: Language = Language.ZH_HANS) -> str:
        return self.ground.texts[f"{kind}.{language}"]

    def id(self) -> UUID:
        return self.ids.new()

    def officer(self) -> int:
        """One of the station's officers."""
        return self.dice.pick(self.precinct.officers)

    def send(self, principal: Principal, operations: Sequence[Operation], now: datetime) -> None:
        """Send `operations`, in as many batches as it takes, a second apart."""
        for start in range(0, len(operations), BATCH):
            moment = min(now + timedelta(seconds=start // BATCH), CUT_OFF)
            self.batches.append(Batch(moment, principal, tuple(operations[start : start + BATCH])))

    def residents_send(self, operations: Sequence[Operation], now: datetime) -> None:
        """Residents whose browsers keep no cookie: their submission ids speak for them."""
        self.send(Principal.resident(), operations, now)

    def officer_sends(self, officer: int, operations: Sequence[Operation], now: datetime) -> None:
        """An officer sends. `occurred_at` of the operations is the true time, the phone writes down its own."""
        self.send(Principal.officer(officer), [by_its_clock(operation, officer) for operation in operations], now)

    def officer_syncs(self, officer: int, operations: Sequence[Operation], after: datetime) -> None:
        """An officer's phone sends its queue, most often within the hour, sometimes days later."""
        if self.dice.chance(0.07):
            now = after + timedelta(days=self.dice.between(1, 11), minutes=self.dice.between(1, 300))
        else:
            now = after + timedelta(minutes=self.dice.between(2, 50), seconds=self.dice.between(0, 59))
        self.officer_sends(officer, operations, now)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), ZONE)

    def later(self, moment: datetime, minutes: int) -> datetime:
        """Some time within `minutes` after `moment`."""
        return moment + timedelta(seconds=self.dice.between(5, max(minutes, 1) * 60))


def by_its_clock(operation: SomeOperation, officer: int) -> SomeOperation:
    """`operation` with the time that the phone of `officer` showed, and what it knew of its own error."""
    if operation.occurred_at is None:
        return operation
    offset = _clock_error_ms(officer)
    shown = operation.occurred_at - timedelta(milliseconds=offset)
    return replace(operation, occurred_at=shown, clock_offset_ms=offset)


@cache
def _clock_error_ms(officer: int) -> int:
    return Dice("clock", officer).between(-_WORST_CLOCK_MS, _WORST_CLOCK_MS)
