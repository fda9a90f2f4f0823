"""Randomness that is the same on every machine and with every version of Python."""

from collections.abc import Sequence
from hashlib import sha256
from random import Random
from typing import Final, TypeVar
from uuid import UUID, uuid5

SEED: Final = 20211202
_NAMESPACE: Final = uuid5(UUID(int=SEED), "outreach demonstration")

T = TypeVar("T")


def digest(*names: str | int) -> bytes:
    """32 bytes that follow from the seed and `names`."""
    return sha256("/".join(map(str, (SEED, *names))).encode()).digest()


class Dice:
    """Throws that follow from the seed and the names given, whatever else was thrown.

    Of `random.Random` only `random()` is used: it alone is promised to give the same numbers in every version.
    """

    def __init__(self, *names: str | int) -> None:
        self._random = Random(int.from_bytes(digest(*names)[:8], "big")).random

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._random() * (high - low + 1))

    def about(self, mean: float, spread: float) -> float:
        """A number within `spread` (a share of it) of `mean`."""
        return mean * (1 + spread * (2 * self._random() - 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self._random() * len(choices))]

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """One of `choices`, each given with its weight."""
        left = self._random() * sum(weight for _choice, weight in choices)
        for choice, weight in choices:
            left -= weight
            if left < 0:
                return choice
        return choices[-1][0]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = int(self._random() * (last + 1))
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def sample(self, items: Sequence[T], share: float) -> list[T]:
        """About `share` of `items`, at least one where there is any, in their order."""
        wanted = min(len(items), max(1, round(len(items) * share)))
        chosen = sorted(self.shuffled(range(len(items)))[:wanted])
        return [items[index] for index in chosen]

    def parcels(self, total: int, low: int, high: int) -> list[int]:
        """`total` cut into pieces of `low` to `high`; the last may be smaller."""
        pieces = []
        while total > 0:
            pieces.append(min(total, self.between(low, high)))
            total -= pieces[-1]
        return pieces


class Ids:
    """Submission ids in the order they are asked for: a second run makes the same ones, so resending is harmless."""

    def __init__(self, *names: str | int) -> None:
        self._prefix = "/".join(map(str, names))
        self._given = 0

    def new(self) -> UUID:
        self._given += 1
        return uuid5(_NAMESPACE, f"{self._prefix}/{self._given}")
