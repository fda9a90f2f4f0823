"""What a month sent so far, entry by entry, and how a mishap answers it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from outreach.capture.operations import Operation, Pledge, Talk
from outreach.capture.results import Principal
from outreach.demonstration.acts.scene import CUT_OFF, Batch, Scene

Kind = TypeVar("Kind", bound=Operation)


@dataclass(frozen=True, slots=True)
class Entry(Generic[Kind]):
    """One operation of a batch that was sent."""

    batch: Batch
    operation: Kind


@dataclass(slots=True)
class Aftermath:
    """A month that went right, and the batches that mishaps add to it."""

    scene: Scene
    added: list[Batch] = field(default_factory=list)

    def by_officers(self, kind: type[Kind], is_wanted: Callable[[Kind], bool] = lambda each: True) -> list[Entry[Kind]]:
        """Entries of one kind that officers made in the month that went right."""
        return [entry for entry in self._entries(kind, is_wanted) if entry.batch.officer is not None]

    def by_residents(self, kind: type[Kind], is_wanted: Callable[[Kind], bool]) -> list[Entry[Kind]]:
        """The same of what residents sent."""
        return [entry for entry in self._entries(kind, is_wanted) if entry.batch.officer is None]

    def _entries(self, kind: type[Kind], is_wanted: Callable[[Kind], bool]) -> Iterator[Entry[Kind]]:
        for batch in self.scene.batches:
            for operation in batch.operations:
                if isinstance(operation, kind) and is_wanted(operation):
                    yield Entry(batch, operation)

    def bound_codes(self) -> set[str]:
        """Codes of sessions that the server knew of on their day: they count to its end."""
        return {
            operation.activity_code
            for batch in self.scene.batches
            for operation in batch.operations
            if type(operation) is Talk and operation.occurred_at and operation.occurred_at.date() == batch.now.date()
        }

    def colleague(self, officer: int | None) -> Principal:
        """Another officer of the station."""
        others = [each for each in self.scene.precinct.officers if each != officer]
        return Principal.officer(self.scene.dice.pick(others))

    def some(self, entries: Sequence[Entry[Kind]], share: float) -> list[Entry[Kind]]:
        """About `share` of `entries`, at least one where there is any."""
        return self.scene.dice.sample(entries, share)

    def sent(self, principal: Principal, operations: Iterable[Operation], now: datetime) -> datetime:
        """Send, by the cut-off at the latest. Returns when."""
        moment = min(now, CUT_OFF)
        self.added.append(Batch(moment, principal, tuple(operations)))
        return moment

    def after(self, moment: datetime, *, minutes: int = 0, days: int = 0) -> datetime:
        """Some time after `moment`, within so many days and minutes."""
        return self.scene.later(moment, minutes) + timedelta(days=self.scene.dice.between(0, days))


def is_numbered_paper(pledge: Pledge) -> bool:
    """Whether this is one paper scanned by its serial."""
    is_of_resident = pledge.paper and pledge.organisation is None
    return is_of_resident and pledge.copies is None and pledge.serial_from is None
