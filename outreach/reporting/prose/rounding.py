"""How figures are rounded: counts only ever down, percentages half up (domain.md section 2)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

_TENTH: Final = Decimal("0.1")

# (counts below this, are cut to multiples of this)
_STEPS: Final = ((10, 1), (1_000, 10), (10_000, 100), (1_000_000, 1_000))
_LARGEST_STEP: Final = 10_000


class Cut(NamedTuple):
    """A count that prose prints in round figures, and whether anything was cut off to get there."""

    kept: int
    is_less: bool


def cut_down(count: int) -> Cut:
    """The round figure prose prints for ``count``: never more than the count itself.

    Tens from 10, hundreds from 1,000, thousands (0.1万) from 10,000, ten thousands (万) from 1,000,000. A
    count below 10 stays as it is, and so does a negative one (more copies returned than issued).
    """
    step = next((step for limit, step in _STEPS if count < limit), _LARGEST_STEP)
    kept = count - count % step
    return Cut(kept, kept < count)


def percentage(part: int, base: int) -> Decimal:
    """``part`` in per cent of ``base``, which is not 0; half up to one decimal, a fall like a rise."""
    return (Decimal(part) * 100 / Decimal(base)).quantize(_TENTH, ROUND_HALF_UP)


def without_zeros(number: Decimal) -> str:
    """A number as prose prints it: 46, not 46.0."""
    return f"{number.normalize():f}"


class Rate(NamedTuple):
    """A share, kept together with the count it is a share of, because a rate prints its base.

    A base of 0 is no base.
    """

    part: int
    base: int

    @property
    def percentage(self) -> Decimal | None:
        """In per cent, half up to one decimal; None without a base."""
        return percentage(self.part, self.base) if self.base else None

    def in_table(self) -> str:
        """As a table prints it: always one decimal, a dash without a base."""
        return "—" if self.percentage is None else f"{self.percentage}%"
