"""Figures in English prose: the same functions as in ``zh``, the same rules from ``rounding`` and ``change``.

A measure is a noun in the singular and in the plural.
"""

from outreach.campaigns.indicators import Indicator
from outreach.campaigns.period_names import Pair
from outreach.reporting.prose.change import CountStatement, RateStatement, of_counts, of_rates
from outreach.reporting.prose.rounding import Rate, cut_down, without_zeros

Measure = tuple[str, str]


def to_date(count: int, indicator: Indicator) -> str:
    """The figure of a whole campaign so far: more than 80,000 copies, 726 pledges, as the indicator asks."""
    write = approximate if indicator.prose == "approximate" else exact
    return write(count, indicator.measure_en)


def exact(count: int, measure: Measure) -> str:
    """41,462 pledges."""
    singular, plural = measure
    return f"{count:,} {singular if count == 1 else plural}"


def approximate(count: int, measure: Measure) -> str:
    """80450 copies are more than 80,000 copies."""
    kept, is_less = cut_down(count)
    return f"{'more than ' if is_less else ''}{exact(kept, measure)}"


def change(previous: int | None, current: int, *, measure: Measure, labels: Pair) -> str:
    """Down 19.6% on August (347), and every case in which a percentage would mislead.

    ``previous`` is None where the period before has no comparable figure; this one's is printed all the same.
    """
    now = f"{labels.current}: {exact(current, measure)}"
    if previous is None:
        return f"{now}; no comparable figure for {labels.previous}"
    result = of_counts(previous, current)
    base = f"{labels.previous} ({previous:,})"
    match result.statement:
        case CountStatement.BOTH_ZERO:
            return f"0 both {labels.previous} and {labels.current}"
        case CountStatement.FROM_ZERO:
            return f"{labels.previous}: 0, {now}; no percentage is given"
        case CountStatement.EQUAL:
            return f"level with {base}"
        case CountStatement.NEARLY_EQUAL:
            return f"practically level with {base}"
        case CountStatement.DIFFERENCE:
            word = "more" if result.difference > 0 else "fewer"
            return f"{exact(abs(result.difference), measure)} {word} than {base}"
        case CountStatement.PERCENTAGE:
            word = "up" if result.difference > 0 else "down"
            return f"{word} {without_zeros(abs(result.per_cent))}% on {base}"


def not_compared(label: str, cut_off: str) -> str:
    """Said instead of a comparison of a period that is not over."""
    return f"{label}: counted only up to {cut_off}, not compared"


def rate(share: Rate) -> str:
    """46%: for a sentence that names the base itself."""
    return "no base" if share.percentage is None else f"{without_zeros(share.percentage)}%"


def rate_of(share: Rate, base: str, measure: Measure) -> str:
    """46% of the resident population (86,000 people): the rate with its base."""
    return f"{rate(share)} of {base} ({exact(share.base, measure)})" if share.base else f"no base: {base}"


def rate_change(previous: Rate, current: Rate, *, labels: Pair) -> str:
    """Up 16.2 percentage points: a change of a rate is never written in per cent."""
    result = of_rates(previous, current)
    match result.statement:
        case RateStatement.NO_CURRENT_BASE:
            return f"{labels.current}: no base, not computed"
        case RateStatement.NO_PREVIOUS_BASE:
            return f"no comparable figure for {labels.previous}"
        case RateStatement.EQUAL:
            return "unchanged"
        case RateStatement.NEARLY_EQUAL:
            return "practically unchanged"
        case RateStatement.POINTS:
            word = "up" if result.points > 0 else "down"
            points = without_zeros(abs(result.points))
            return f"{word} {points} percentage point{'' if points == '1' else 's'}"
