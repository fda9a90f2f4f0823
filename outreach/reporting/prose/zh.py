"""Figures in Chinese official prose: Arabic numerals, not grouped (GB/T 15835-2011).

The rules stand in ``rounding`` and ``change``, the words here.
"""

from decimal import Decimal
from enum import Enum

from outreach.campaigns.indicators import Indicator
from outreach.campaigns.period_names import Pair
from outreach.reporting.prose.change import CountStatement, RateStatement, of_counts, of_rates
from outreach.reporting.prose.rounding import Rate, cut_down, without_zeros


class Growth(Enum):
    """The verb for more of it: work done grows, cases rise. Less of either is 下降."""

    WORK = "增长"
    CASES = "上升"


class Against(Enum):
    """What a figure is held against: the period before it, or the same one of the year before."""

    PERIOD_BEFORE = "环比"
    YEAR_BEFORE = "同比"


def to_date(count: int, indicator: Indicator) -> str:
    """The figure of a whole campaign so far: 8万余份 or 726份, as the indicator asks. Never beside 环比."""
    write = approximate if indicator.prose == "approximate" else exact
    return write(count, indicator.measure_word)


def exact(count: int, measure: str) -> str:
    """41462份."""
    return f"{count}{measure}"


def approximate(count: int, measure: str) -> str:
    """80450 copies are 8万余份; 余 stands only where something was cut off, and before the measure word."""
    kept, is_less = cut_down(count)
    number = f"{without_zeros(Decimal(kept) / 10_000)}万" if kept >= 10_000 else str(kept)
    return f"{number}{'余' if is_less else ''}{measure}"


def change(
    previous: int | None,
    current: int,
    *,
    measure: str,
    labels: Pair,
    growth: Growth = Growth.WORK,
    against: Against = Against.PERIOD_BEFORE,
) -> str:
    """环比8月份(347起)下降19.6%, and every case in which a percentage would mislead.

    ``previous`` is None where the period before has no comparable figure; this one's is printed all the same.
    """
    now = f"{labels.current}{exact(current, measure)}"
    if previous is None:
        return f"{now},{labels.previous}无可比数据"
    result = of_counts(previous, current)
    base = f"{labels.previous}({exact(previous, measure)})"
    match result.statement:
        case CountStatement.BOTH_ZERO:
            return f"{labels.previous}、{labels.current}均为0"
        case CountStatement.FROM_ZERO:
            return f"{labels.previous}为0,{now},不计算增幅"
        case CountStatement.EQUAL:
            return f"与{base}持平"
        case CountStatement.NEARLY_EQUAL:
            return f"与{base}基本持平"
        case CountStatement.DIFFERENCE:
            verb = "增加" if result.difference > 0 else "减少"
            return f"比{base}{verb}{exact(abs(result.difference), measure)}"
        case CountStatement.PERCENTAGE:
            verb = growth.value if result.difference > 0 else "下降"
            return f"{against.value}{base}{verb}{without_zeros(abs(result.per_cent))}%"


def not_compared(label: str, cut_off: str) -> str:
    """Said instead of 环比 of a period that is not over: 12月份仅统计至12月2日,不作环比."""
    return f"{label}仅统计至{cut_off},不作环比"


def rate(share: Rate) -> str:
    """46%: for a sentence that names the base itself."""
    return "无基数" if share.percentage is None else f"{without_zeros(share.percentage)}%"


def rate_of(share: Rate, base: str, measure: str) -> str:
    """占常住人口(86000人)的46%: the rate with its base, which ``base`` names and ``measure`` counts."""
    return f"占{base}({exact(share.base, measure)})的{rate(share)}" if share.base else f"{base}无基数"


def rate_change(previous: Rate, current: Rate, *, labels: Pair) -> str:
    """提高16.2个百分点: a change of a rate is never written in per cent."""
    result = of_rates(previous, current)
    match result.statement:
        case RateStatement.NO_CURRENT_BASE:
            return f"{labels.current}无基数,不计算"
        case RateStatement.NO_PREVIOUS_BASE:
            return f"{labels.previous}无可比数据"
        case RateStatement.EQUAL:
            return "持平"
        case RateStatement.NEARLY_EQUAL:
            return "基本持平"
        case RateStatement.POINTS:
            verb = "提高" if result.points > 0 else "下降"
            return f"{verb}{without_zeros(abs(result.points))}个百分点"
