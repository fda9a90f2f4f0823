"""Units that left a subtree or came into it while it was counted: what a reader of a comparison must know.

What a unit did stays where it belonged on the day (docs/decisions/0019-a-unit-moves-by-date.md). So of whom it moved
from or to the figures of two periods are of different units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from outreach.organisation.models import OrganisationUnit


@dataclass(frozen=True, slots=True)
class Moved:
    """``unit``, with all below it, came on the local day ``first``, or left and counts elsewhere from then on."""

    unit: OrganisationUnit
    first: date
    has_come: bool


class MovePart(TypedDict):
    """See ``Moved``: the unit by its names, since it may stand further down than a section's units."""

    unit: int
    name: str
    name_en: str
    first: str
    has_come: bool


def moved_within(
    unit: OrganisationUnit, subtree: Sequence[OrganisationUnit], first: date, last: date
) -> tuple[Moved, ...]:
    """Who came below ``unit`` or left it after the local day ``first``, up to ``last``, in the order of ``subtree``.

    ``subtree`` is the unit and all below it, each read with its successor. Of those that moved together the highest.
    """
    within = {each.pk for each in subtree}
    moved: dict[tuple[str, date, bool], tuple[Moved, bool]] = {}
    for each in subtree:
        for move in _moves(each, within):
            above = moved.get((each.path[: -OrganisationUnit.steplen], move.first, move.has_come))
            moved[each.path, move.first, move.has_come] = (move, above is None and each.pk != unit.pk)
    return tuple(move for move, is_highest in moved.values() if is_highest and first < move.first <= last)


def is_of(unit: OrganisationUnit, day: date) -> bool:
    """Whether ``unit``, read with its successor, is the one of its line that stands for it on the local day."""
    if unit.begins_on is not None and day < unit.begins_on:
        return False
    successor = getattr(unit, "successor", None)
    return successor is None or day < successor.begins_on


def move_part(move: Moved) -> MovePart:
    unit = move.unit
    return {
        "unit": unit.pk,
        "name": unit.name,
        "name_en": unit.name_en or unit.name,
        "first": move.first.isoformat(),
        "has_come": move.has_come,
    }


def _moves(unit: OrganisationUnit, within: set[int]) -> Iterator[Moved]:
    if unit.begins_on is not None and unit.successor_of_id not in within:
        yield Moved(unit, unit.begins_on, has_come=True)
    successor = getattr(unit, "successor", None)
    if successor is not None and successor.pk not in within:
        yield Moved(unit, successor.begins_on, has_come=False)
