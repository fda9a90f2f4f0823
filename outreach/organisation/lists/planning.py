"""What a list would do: of each row, what is not right with it, or what entering it adds, changes or leaves."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.db import models
from django.utils.translation import override

from outreach.organisation.lists.columns import Column
from outreach.organisation.lists.known import KnownUnit
from outreach.organisation.models import Officer, OrganisationUnit
from outreach.sheets.cells import Cell
from outreach.sheets.problems import RowProblem
from outreach.sheets.values import plain_name, text_of

# The languages whose words a template may be filled in with.
_LANGUAGES: Final = ("zh-hans", "en")


class Step(StrEnum):
    ADD = "add"
    CHANGE = "change"
    KEEP = "keep"
    WRONG = "wrong"


@dataclass(slots=True)
class PlannedRow:
    """One row: `name` is what it is about and `at` where; `enter` does it, once those above it are done.

    What it returns is the officer who is invited by it and the token of the link to hand over, if that is what it does.
    """

    number: int
    step: Step
    name: str
    at: OrganisationUnit | KnownUnit | None = None
    becomes: str = ""
    problems: list[dict[str, Any]] = field(default_factory=list)
    enter: Callable[[], tuple[Officer, str] | None] = lambda: None


@dataclass(frozen=True, slots=True)
class Plan:
    rows: list[PlannedRow]

    @property
    def counts(self) -> Mapping[Step, int]:
        counted = Counter(row.step for row in self.rows)
        return {step: counted[step] for step in Step}

    @property
    def wrong(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.step is Step.WRONG]

    @property
    def changing(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.step in (Step.ADD, Step.CHANGE)]


def text(column: Column) -> Callable[[Cell], str]:
    return lambda cell: text_of(cell, column.most)


def one_of(choices: type[models.TextChoices], column: Column) -> Callable[[Cell], str]:
    """Which of the choices a cell names, in Chinese or English. Raises RowProblem `not_in_list`."""
    known: dict[str, str] = {}
    for language in _LANGUAGES:
        with override(language):
            known |= {plain_name(str(each.label)): each.value for each in choices}
    names = names_in_chinese(choices)

    def read(cell: Cell) -> str:
        said = plain_name(text_of(cell, column.most))
        if said not in known:
            raise RowProblem("not_in_list", names="、".join(names))
        return known[said]

    return read


def names_in_chinese(choices: type[models.TextChoices]) -> list[str]:
    """As a template offers them."""
    with override(_LANGUAGES[0]):
        return [str(each.label) for each in choices]
