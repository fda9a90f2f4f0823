"""What may honestly be said of a figure against the period before it: 环比 (domain.md section 2).

The two periods must be comparable: both whole, both covered by the campaign (``Period.is_partial``,
``Period.lies_within``).
"""

from decimal import Decimal
from enum import Enum, auto
from typing import Final, NamedTuple

from outreach.reporting.prose.rounding import Rate, percentage

SMALLEST_BASE: Final = 30
"""Below this a percentage says more about the base than about the work; the difference is given instead."""


class CountStatement(Enum):
    """The kinds of statement about two counts."""

    BOTH_ZERO = auto()
    FROM_ZERO = auto()
    EQUAL = auto()
    NEARLY_EQUAL = auto()
    DIFFERENCE = auto()
    PERCENTAGE = auto()


class CountChange(NamedTuple):
    """A change of a count: what to say, the signed difference, and where it is said, the signed per cent."""

    statement: CountStatement
    difference: int
    per_cent: Decimal = Decimal(0)


def of_counts(previous: int, current: int) -> CountChange:
    """Compares two counts.

    Copies less returns may be below zero; of such figures too the difference is given, never a percentage.
    """
    difference = current - previous
    if previous == 0:
        return CountChange(CountStatement.FROM_ZERO if current else CountStatement.BOTH_ZERO, difference)
    if difference == 0:
        return CountChange(CountStatement.EQUAL, difference)
    if previous < SMALLEST_BASE or current < 0:
        return CountChange(CountStatement.DIFFERENCE, difference)
    per_cent = percentage(difference, previous)
    if per_cent == 0:
        return CountChange(CountStatement.NEARLY_EQUAL, difference)
    return CountChange(CountStatement.PERCENTAGE, difference, per_cent)


class RateStatement(Enum):
    """The kinds of statement about two rates."""

    NO_CURRENT_BASE = auto()
    NO_PREVIOUS_BASE = auto()
    EQUAL = auto()
    NEARLY_EQUAL = auto()
    POINTS = auto()


class RateChange(NamedTuple):
    """A change of a rate: what to say, and the signed difference in percentage points, one decimal."""

    statement: RateStatement
    points: Decimal = Decimal(0)


def of_rates(previous: Rate, current: Rate) -> RateChange:
    """Compares two rates by their rounded values: what is printed must add up for the reader."""
    before, now = previous.percentage, current.percentage
    if now is None:
        return RateChange(RateStatement.NO_CURRENT_BASE)
    if before is None:
        return RateChange(RateStatement.NO_PREVIOUS_BASE)
    if before != now:
        return RateChange(RateStatement.POINTS, now - before)
    is_same = previous.part * current.base == current.part * previous.base
    return RateChange(RateStatement.EQUAL if is_same else RateStatement.NEARLY_EQUAL)
