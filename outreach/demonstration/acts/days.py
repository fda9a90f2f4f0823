"""When things happen: school days, weekends, and the hours of a working day."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from outreach.demonstration.dice import Dice

# National Day week and the Mid-Autumn Festival of 2021: no lessons.
_HOLIDAYS: Final = frozenset({date(2021, 9, 20), date(2021, 9, 21), *(date(2021, 10, day) for day in range(1, 8))})
_SATURDAY: Final = 6


def is_school_day(day: date) -> bool:
    return day.isoweekday() < _SATURDAY and day not in _HOLIDAYS


def school_day(dice: Dice, days: Sequence[date]) -> date:
    return dice.pick([day for day in days if is_school_day(day)])


def public_day(dice: Dice, days: Sequence[date]) -> date:
    """People come out at weekends and on holidays."""
    return dice.weighted([(day, 1.0 if is_school_day(day) else 2.2) for day in days])


def office_day(dice: Dice, days: Sequence[date]) -> date:
    """Desks and firms work on weekdays; a few are open at weekends."""
    return dice.weighted([(day, 1.0 if is_school_day(day) else 0.2) for day in days])
